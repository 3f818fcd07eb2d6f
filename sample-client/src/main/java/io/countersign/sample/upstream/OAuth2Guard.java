package io.countersign.sample.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.io.IOException;
import java.text.ParseException;
import java.util.Arrays;

/** An access token of an authorization server (RFC 6749) in Authorization, and a path that asks for a scope. */
final class OAuth2Guard implements Guard {
    private static final String CHALLENGE = "Bearer realm=\"sample\"";

    private final AccessTokens.Source tokens;
    private final String scope;

    /**
     * @param tokens those that are good
     * @param scope what the path asks for
     */
    OAuth2Guard(AccessTokens.Source tokens, String scope) {
        this.tokens = tokens;
        this.scope = scope;
    }

    /** Statuses and error codes as RFC 6750, section 3.1, gives them. */
    @Override
    public Verdict judge(IncomingRequest request) {
        try {
            String given = AuthorizationHeader.token68(request, "Bearer");
            if (given == null) {
                return Verdict.unauthorized(CHALLENGE, "no Bearer credential");
            }
            return judge(tokens.get().verify(given));
        } catch (MalformedCredential e) {
            return invalidToken(e.getMessage());
        } catch (ExpiredJWTException e) {
            return invalidToken("expired");
        } catch (BadJWTException e) {
            return invalidToken("of another issuer, for another audience, or not valid now");
        } catch (BadJOSEException e) {
            return invalidToken("wrong signature, key, algorithm or type");
        } catch (ParseException e) {
            return invalidToken("no JWT of its form");
        } catch (JOSEException | IOException e) {
            return invalidToken("the issuer's keys cannot be had");
        }
    }

    /** Scopes are words in one string (RFC 9068, section 2.2.3). */
    private Verdict judge(JWTClaimsSet claims) throws ParseException {
        String scopes = claims.getStringClaim("scope");
        return scopes != null && Arrays.asList(scopes.split(" ")).contains(scope) ? Verdict.GRANTED : Verdict.forbidden(
                CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + scope + "\"", "needs scope " + scope);
    }

    private static Verdict invalidToken(String reason) {
        return Verdict.unauthorized(CHALLENGE + ", error=\"invalid_token\"", reason);
    }
}
