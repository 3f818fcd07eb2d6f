package io.countersign.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The PINs that tokens have refused, as salted digests, for as long as the JVM runs. A policy that is refused is read again and again, as new
 * objects each time; a PIN that were tried each time would lock the token.
 */
final class RefusedPins {
    static final int LIMIT = 1_000;

    private final byte[] salt = new byte[32];

    /** What was said of each. */
    private final Map<String, String> messages = new LinkedHashMap<String, String>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > LIMIT;
        }
    };

    RefusedPins() {
        new SecureRandom().nextBytes(salt);
    }

    /** Null for one that has not been refused. */
    String message(Path configuration, byte[] content, String pin) {
        return messages.get(digest(configuration, content, pin));
    }

    void add(Path configuration, byte[] content, String pin, String message) {
        messages.put(digest(configuration, content, pin), message);
    }

    String digest(Path configuration, byte[] content, String pin) {
        MessageDigest digest = Digests.SHA_256.take();
        try {
            digest.update(salt);
            for (byte[] part : new byte[][] {configuration.toString().getBytes(StandardCharsets.UTF_8), content, pin.getBytes(StandardCharsets.UTF_8)}) {
                // Its length first, so that the same bytes divided otherwise are not the same.
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
                digest.update(part);
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } finally {
            Digests.SHA_256.give(digest);
        }
    }
}
