package io.countersign.sample.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.function.LongSupplier;

/** A JWT (RFC 7519) in Authorization, of one algorithm, one issuer, one audience and a life of minutes (RFC 8725). */
final class JwtGuard implements Guard {
    private static final String CHALLENGE = "Bearer realm=\"sample\"";

    /** Seconds: the longest life of a token, and by how much clocks may differ. */
    private static final long LONGEST = 3600;
    private static final long SKEW = 60;

    private final MACVerifier verifier;
    private final String issuer;
    private final String audience;
    private final LongSupplier seconds;

    /** @param seconds the time, in Unix seconds */
    JwtGuard(String secret, String issuer, String audience, LongSupplier seconds) {
        try {
            this.verifier = new MACVerifier(secret);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the secret is too short", e);
        }
        this.issuer = issuer;
        this.audience = audience;
        this.seconds = seconds;
    }

    @Override
    public Verdict judge(IncomingRequest request) {
        try {
            String given = AuthorizationHeader.token68(request, "Bearer");
            if (given == null) {
                return Verdict.unauthorized(CHALLENGE, "no Bearer credential");
            }
            SignedJWT jwt = SignedJWT.parse(given);
            if (!jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256) || !jwt.verify(verifier)) {
                return invalidToken("wrong signature");
            }
            return judge(jwt.getJWTClaimsSet());
        } catch (MalformedCredential e) {
            return invalidToken(e.getMessage());
        } catch (ParseException | JOSEException e) {
            return invalidToken("no signed JWT");
        }
    }

    private Verdict judge(JWTClaimsSet claims) {
        if (!issuer.equals(claims.getIssuer()) || !claims.getAudience().contains(audience)) {
            return invalidToken("of another issuer or for another audience");
        }
        if (claims.getExpirationTime() == null || claims.getIssueTime() == null || claims.getJWTID() == null) {
            return invalidToken("without exp, iat and jti");
        }
        long now = seconds.getAsLong();
        long issued = claims.getIssueTime().getTime() / 1000;
        long expiry = claims.getExpirationTime().getTime() / 1000;
        return issued > now + SKEW || expiry <= now || expiry - issued > LONGEST ? invalidToken("not valid now") : Verdict.GRANTED;
    }

    private static Verdict invalidToken(String reason) {
        return Verdict.unauthorized(CHALLENGE + ", error=\"invalid_token\"", reason);
    }
}
