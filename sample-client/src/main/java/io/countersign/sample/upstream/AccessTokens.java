package io.countersign.sample.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.function.LongSupplier;

/** Access tokens that are JWTs (RFC 9068), of one issuer, for one audience, signed by RS256 and nothing else (RFC 8725). */
final class AccessTokens {
    /** Where they come from may have to be asked for its keys first. */
    interface Source {
        AccessTokens get() throws IOException;
    }

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /**
     * @param keys the issuer's
     * @param seconds the time, in Unix seconds
     */
    AccessTokens(String issuer, JWKSource<SecurityContext> keys, String audience, LongSupplier seconds) {
        // Section 4: by its type an access token is told from an ID token, which the same key signs.
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<SecurityContext>(audience,
                new JWTClaimsSet.Builder().issuer(issuer).build(), new HashSet<>(Arrays.asList("exp", "iat", "jti", "sub", "client_id"))) {
            @Override
            protected Date currentTime() {
                // The end of this second: Nimbus wants nbf before now, and a token may be used in the second that it was made in.
                return new Date(seconds.getAsLong() * 1000 + 999);
            }
        };
        // One machine, one clock: a minute's leave would be thirty lives of a token that lives two seconds.
        claims.setMaxClockSkew(0);
        processor.setJWTClaimsSetVerifier(claims);
    }

    /**
     * @throws BadJOSEException if it is not one of these
     * @throws JOSEException if the issuer's keys cannot be had
     */
    JWTClaimsSet verify(String token) throws ParseException, BadJOSEException, JOSEException {
        return processor.process(token, null);
    }
}
