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

/** The types that there are. A type that is added is added here, twice. One that no policy names is not loaded: it would make each start longer. */
public final class CredentialTypes {
    private static final List<String> NAMES = Collections.unmodifiableList(Arrays.asList("api-key", "basic", "bearer", "jwt", "hmac", "aws-sigv4", "http-signature",
            "oauth1", "oauth2", "digest", "client-certificate"));

    private CredentialTypes() {}

    /** @return null if there is none of that name */
    public static CredentialType named(String name) {
        switch (name) {
            case "api-key":
                return ApiKey.TYPE;
            case "basic":
                return Basic.TYPE;
            case "bearer":
                return Bearer.TYPE;
            case "jwt":
                return Jwt.TYPE;
            case "hmac":
                return Hmac.TYPE;
            case "aws-sigv4":
                return AwsSigV4.TYPE;
            case "http-signature":
                return HttpSignature.TYPE;
            case "oauth1":
                return OAuth1.TYPE;
            case "oauth2":
                return OAuth2.TYPE;
            case "digest":
                return Digest.TYPE;
            case "client-certificate":
                return ClientCertificate.TYPE;
            default:
                return null;
        }
    }

    public static List<String> names() {
        return NAMES;
    }

    public static List<CredentialType> all() {
        List<CredentialType> all = new ArrayList<>();
        for (String name : NAMES) {
            all.add(named(name));
        }
        return all;
    }
}
