package io.countersign.sample.upstream;

import java.util.Base64;
import java.util.function.LongSupplier;

/**
 * A partner's own scheme: {@code X-Signature} is the Base64 of the HMAC-SHA256 over {@code METHOD\nPATH\nTIMESTAMP\nHASH}, HASH
 * being the SHA-256 of the body in hex; {@code X-Timestamp} is in Unix seconds, at most five minutes off. A signature is
 * accepted once.
 */
final class HmacGuard implements Guard {
    private static final String CHALLENGE = "HMAC realm=\"sample\"";

    private final String secret;
    private final Window window;

    /** @param seconds the time, in Unix seconds */
    HmacGuard(String secret, LongSupplier seconds) {
        this.secret = secret;
        this.window = new Window(seconds);
    }

    @Override
    public Verdict judge(IncomingRequest request) {
        String timestamp = request.line("X-Timestamp");
        String signature = request.line("X-Signature");
        if (timestamp == null || signature == null) {
            return unauthorized("no X-Timestamp and X-Signature, one line each");
        }
        long time;
        try {
            time = Long.parseLong(timestamp);
        } catch (NumberFormatException e) {
            return unauthorized("X-Timestamp is no number");
        }
        String message = request.method + "\n" + request.rawPath + "\n" + timestamp + "\n"
                + Hashes.hex(Hashes.digest("SHA-256", request.body()));
        String expected = Base64.getEncoder().encodeToString(Hashes.mac("HmacSHA256", secret, message));
        if (!Hashes.isSame(expected, signature)) {
            return unauthorized("wrong signature");
        }
        if (!window.holds(time)) {
            return unauthorized("more than five minutes off");
        }
        return window.use(signature, time) ? Verdict.GRANTED : unauthorized("seen before");
    }

    private static Verdict unauthorized(String reason) {
        return Verdict.unauthorized(CHALLENGE, reason);
    }
}
