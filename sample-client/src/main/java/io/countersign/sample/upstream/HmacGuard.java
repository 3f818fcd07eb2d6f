package io.countersign.sample.upstream;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A partner's own scheme: {@code X-Signature} is the Base64 of the HMAC-SHA256 over {@code METHOD\nPATH\nTIMESTAMP\nHASH}, HASH
 * being the SHA-256 of the body in hex; {@code X-Timestamp} is in Unix seconds, at most five minutes off. A signature is
 * accepted once.
 */
final class HmacGuard implements Guard {
    private static final String CHALLENGE = "HMAC realm=\"sample\"";
    private static final long WINDOW = 300;

    private final byte[] secret;
    private final LongSupplier seconds;

    /** Signatures that were accepted, with the times they bear, the oldest arrivals first. */
    private final Map<String, Long> seen = new LinkedHashMap<>();

    /** @param seconds the time, in Unix seconds */
    HmacGuard(String secret, LongSupplier seconds) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.seconds = seconds;
    }

    @Override
    public Verdict judge(IncomingRequest request) {
        String timestamp = request.line("X-Timestamp");
        String signature = request.line("X-Signature");
        if (timestamp == null || signature == null) {
            return unauthorized("no X-Timestamp and X-Signature, one line each");
        }
        long now = seconds.getAsLong();
        long time;
        try {
            time = Long.parseLong(timestamp);
        } catch (NumberFormatException e) {
            return unauthorized("X-Timestamp is no number");
        }
        String message = request.method + "\n" + request.rawPath + "\n" + timestamp + "\n" + hex(sha256(request.body()));
        if (!MessageDigest.isEqual(Base64.getEncoder().encode(mac(message)), signature.getBytes(StandardCharsets.UTF_8))) {
            return unauthorized("wrong signature");
        }
        if (time < now - WINDOW || time > now + WINDOW) {
            return unauthorized("more than five minutes off");
        }
        return isNew(signature, time, now) ? Verdict.GRANTED : unauthorized("seen before");
    }

    private synchronized boolean isNew(String signature, long time, long now) {
        for (Iterator<Long> times = seen.values().iterator(); times.hasNext();) {
            if (times.next() < now - WINDOW) {
                times.remove();
            }
        }
        return seen.put(signature, time) == null;
    }

    private byte[] mac(String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte b : bytes) {
            hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return hex.toString();
    }

    private static Verdict unauthorized(String reason) {
        return Verdict.unauthorized(CHALLENGE, reason);
    }
}
