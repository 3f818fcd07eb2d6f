package io.countersign.sample.upstream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** A key in X-API-Key. */
final class ApiKeyGuard implements Guard {
    private static final String HEADER = "X-API-Key";

    /** No standard names a scheme for API keys, but a 401 must have a challenge (RFC 9110, section 15.5.2). */
    private static final String CHALLENGE = "ApiKey realm=\"sample\", header=\"" + HEADER + "\"";

    private final byte[] key;

    ApiKeyGuard(String key) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Verdict judge(IncomingRequest request) {
        List<String> lines = request.lines(HEADER);
        if (lines.isEmpty()) {
            return Verdict.unauthorized(CHALLENGE, "no " + HEADER);
        }
        if (lines.size() > 1) {
            return Verdict.unauthorized(CHALLENGE, "more than one " + HEADER + " line");
        }
        // isEqual: how long it takes must not tell how much of a guess was right.
        return MessageDigest.isEqual(key, lines.get(0).getBytes(StandardCharsets.UTF_8))
                ? Verdict.GRANTED : Verdict.unauthorized(CHALLENGE, "wrong key");
    }
}
