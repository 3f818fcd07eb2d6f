package io.countersign.credential;

import io.countersign.credential.aws.AwsSigV4;
import io.countersign.credential.digest.Digest;
import io.countersign.credential.hmac.Hmac;
import io.countersign.credential.httpsignature.HttpSignature;
import io.countersign.credential.jwt.Jwt;
import io.countersign.credential.oauth1.OAuth1;
import io.countersign.credential.oauth2.OAuth2;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The types that there are. A type that is added is added here. */
public final class CredentialTypes {
    public static final List<CredentialType> ALL = Collections.unmodifiableList(Arrays.asList(new ApiKey(), new Basic(), new Bearer(),
            new Jwt(), new Hmac(), new AwsSigV4(), new HttpSignature(), new OAuth1(), new OAuth2(), new Digest()));

    /** Those that the policy language has and this version does not. */
    private static final List<String> TO_COME = Arrays.asList("client-certificate");

    private CredentialTypes() {}

    /** @return null if there is none of that name */
    public static CredentialType named(String name) {
        for (CredentialType type : ALL) {
            if (type.name.equals(name)) {
                return type;
            }
        }
        return null;
    }

    /** Whether the policy language has a type of that name that this version does not sign with. */
    public static boolean isToCome(String name) {
        return TO_COME.contains(name);
    }

    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (CredentialType type : ALL) {
            names.add(type.name);
        }
        return names;
    }
}
