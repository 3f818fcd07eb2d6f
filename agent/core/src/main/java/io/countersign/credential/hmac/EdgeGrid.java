package io.countersign.credential.hmac;

import io.countersign.key.Digests;
import io.countersign.key.Macs;
import io.countersign.request.Message;
import io.countersign.text.DateText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;

/** What a template cannot say of Akamai's EdgeGrid authentication, EG1-HMAC-SHA256. */
final class EdgeGrid {
    /** What of a POST's body is covered, in bytes: the {@code max-body} of the {@code .edgerc} files that Akamai hands out. */
    static final int MAX_BODY = 131072;

    private static final DateText TIMESTAMP = new DateText("uuuuMMdd'T'HH:mm:ss'+0000'");
    private static final byte[] NOTHING = {};

    private EdgeGrid() {}

    /** In UTC, to the second. */
    static String timestamp(long millis) {
        return TIMESTAMP.at(millis);
    }

    /** Whether the text names both tokens of a client, as its {@code Authorization} header does. */
    static boolean namesTokens(String keyId) {
        int access = keyId.indexOf(";access_token=");
        return keyId.startsWith("client_token=") && access > "client_token=".length()
                && access + ";access_token=".length() < keyId.length() && keyId.indexOf(';', access + 1) < 0;
    }

    /** The signing key: the Base64 text of the timestamp's HMAC under the client secret; made once a second. */
    static final class SigningKeys {
        private final Macs clientSecret;

        /** Replaced as a whole, so that a race makes it twice and nothing worse. */
        private volatile SigningKey made;

        SigningKeys(Macs clientSecret) {
            this.clientSecret = clientSecret;
        }

        Macs at(long millis) {
            String timestamp = timestamp(millis);
            SigningKey key = made;
            if (key == null || !key.timestamp.equals(timestamp)) {
                Mac mac = clientSecret.take();
                byte[] code = mac.doFinal(timestamp.getBytes(StandardCharsets.US_ASCII));
                clientSecret.give(mac);
                made = key = new SigningKey(timestamp, new Macs(Algorithm.EG1_HMAC_SHA_256.jcaName, Base64.getEncoder().encode(code)));
            }
            return key.macs;
        }
    }

    private static final class SigningKey {
        final String timestamp;
        final Macs macs;

        SigningKey(String timestamp, Macs macs) {
            this.timestamp = timestamp;
            this.macs = macs;
        }
    }

    /** Whether the content hash is of the request's body: of a POST's alone. */
    static boolean covers(Message message) {
        return message.method().equals("POST");
    }

    /** The SHA-256 of what is covered; nothing of an empty body. */
    static final class ContentHash implements BodyValue.Making {
        private final MessageDigest digest = Digests.SHA_256.take();
        private int covered;

        @Override
        public void update(byte[] bytes, int offset, int length) {
            int more = Math.min(length, MAX_BODY - covered);
            digest.update(bytes, offset, more);
            covered += more;
        }

        @Override
        public byte[] end() {
            byte[] hash = digest.digest();
            Digests.SHA_256.give(digest);
            return covered == 0 ? NOTHING : hash;
        }
    }
}
