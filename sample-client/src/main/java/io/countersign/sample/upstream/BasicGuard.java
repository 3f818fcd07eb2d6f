package io.countersign.sample.upstream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** User name and password (RFC 7617), in UTF-8, which the challenge asks for (section 2.1). */
final class BasicGuard implements Guard {
    private static final String CHALLENGE = "Basic realm=\"sample\", charset=\"UTF-8\"";

    /** {@code user-id ":" password}: compared as one, so that nobody can tell which of the two was wrong. */
    private final byte[] userPass;

    BasicGuard(String username, String password) {
        if (username.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a user name has no colon (RFC 7617, section 2)");
        }
        this.userPass = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Verdict judge(IncomingRequest request) {
        try {
            String token = AuthorizationHeader.token68(request, "Basic");
            if (token == null) {
                return Verdict.unauthorized(CHALLENGE, "no Basic credential");
            }
            return MessageDigest.isEqual(userPass, Base64.getDecoder().decode(token))
                    ? Verdict.GRANTED : Verdict.unauthorized(CHALLENGE, "wrong user name or password");
        } catch (MalformedCredential e) {
            return Verdict.unauthorized(CHALLENGE, e.getMessage());
        } catch (IllegalArgumentException e) {
            // Its message would show a character of the credential.
            return Verdict.unauthorized(CHALLENGE, "not in Base64");
        }
    }
}
