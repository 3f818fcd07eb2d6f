package io.countersign.sample.upstream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/** A token in Authorization (RFC 6750, section 2.1) that was given scopes, and a path that asks for one. */
final class BearerGuard implements Guard {
    private static final String CHALLENGE = "Bearer realm=\"sample\"";

    private final byte[] token;
    private final Set<String> scopes;
    private final String scope;

    /**
     * @param scopes what the token may do
     * @param scope what the path asks for
     */
    BearerGuard(String token, Set<String> scopes, String scope) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.scopes = scopes;
        this.scope = scope;
    }

    /** Statuses and error codes as RFC 6750, section 3.1, gives them. */
    @Override
    public Verdict judge(IncomingRequest request) {
        if (request.lines("Authorization").size() > 1) {
            return Verdict.badRequest(CHALLENGE + ", error=\"invalid_request\"", "more than one Authorization line");
        }
        try {
            String given = AuthorizationHeader.token68(request, "Bearer");
            if (given == null) {
                // No error code: the client may not have known that a token is needed.
                return Verdict.unauthorized(CHALLENGE, "no Bearer credential");
            }
            if (!MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8))) {
                return invalidToken("wrong token");
            }
        } catch (MalformedCredential e) {
            return invalidToken(e.getMessage());
        }
        return scopes.contains(scope) ? Verdict.GRANTED : Verdict.forbidden(
                CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + scope + "\"", "needs scope " + scope);
    }

    private static Verdict invalidToken(String reason) {
        return Verdict.unauthorized(CHALLENGE + ", error=\"invalid_token\"", reason);
    }
}
