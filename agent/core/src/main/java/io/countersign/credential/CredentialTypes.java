package io.countersign.credential;

import io.countersign.credential.aws.AwsSigV4;
import io.countersign.credential.certificate.ClientCertificate;
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
            new Jwt(), new Hmac(), new AwsSigV4(), new HttpSignature(), new OAuth1(), new OAuth2(), new Digest(), new ClientCertificate()));

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

    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (CredentialType type : ALL) {
            names.add(type.name);
        }
        return names;
    }
}
