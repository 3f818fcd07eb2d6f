package io.countersign.credential.digest;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.secret.Secret;
import io.countersign.text.Hex;
import io.countersign.text.Octets;
import io.countersign.text.PercentEncoding;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicInteger;

/** The answers to one challenge, for any number of threads (RFC 7616, sections 3.4 and 3.6). */
final class Session {
    final Challenge challenge;

    /** The challenge's, or the server's next one. */
    final String nonce;
    private final String username;
    private final String cnonce;

    /** Those that the session began with. */
    private final String noncePrime;
    private final String cnoncePrime;

    /** {@code username} and {@code realm} as they are sent. */
    private final String beginning;

    /** {@code nc}: how many requests have been answered for with this nonce. */
    private final AtomicInteger count = new AtomicInteger();

    /** Replaced as a whole, so that a race makes it twice and nothing worse. */
    private volatile Hashed hashed;

    /** @param cnonce hex digits, or anything else that needs no escape in a quoted string */
    Session(Challenge challenge, String username, String cnonce) {
        this(challenge, username, challenge.nonce, cnonce, challenge.nonce, cnonce);
    }

    private Session(Challenge challenge, String username, String nonce, String cnonce, String noncePrime, String cnoncePrime) {
        this.challenge = challenge;
        this.username = username;
        this.nonce = nonce;
        this.cnonce = cnonce;
        this.noncePrime = noncePrime;
        this.cnoncePrime = cnoncePrime;
        StringBuilder text = new StringBuilder("Digest username");
        if (challenge.userhash) {
            quote(text.append('='), hash(username + ':' + challenge.realm));
        } else if (isAscii(username)) {
            quote(text.append('='), username);
        } else {
            // RFC 8187, section 3.2: its attr-char that are not unreserved are left out, which is allowed.
            text.append("*=UTF-8''").append(PercentEncoding.encode(username).replace("~", "%7E"));
        }
        quote(text.append(", realm="), challenge.realm);
        beginning = text.toString();
    }

    /** The same session with the nonce that the server wants next (RFC 7616, section 3.5), counted anew. */
    Session next(String nextNonce, String nextCnonce) {
        return new Session(challenge, username, nextNonce, nextCnonce, noncePrime, cnoncePrime);
    }

    /**
     * The value of {@code Authorization}. {@code uri} is the path and the query, also where an HTTP proxy is told the whole URL:
     * the proxy hands on no more than that to the server that compares it.
     *
     * @param bodyHash of the entity body; null where it is not asked for
     */
    String authorization(Message message, Secret.Value password, byte[] bodyHash) throws CredentialUnavailable {
        String nc = eightDigits(count.incrementAndGet());
        String uri = message.target();
        StringBuilder text = new StringBuilder(beginning.length() + uri.length() + 2 * nonce.length() + 256).append(beginning);
        quote(text.append(", uri="), uri);
        if (challenge.algorithmAsWritten != null) {
            text.append(", algorithm=").append(challenge.algorithm);
        }
        quote(text.append(", nonce="), nonce);
        text.append(", nc=").append(nc).append(", cnonce=\"").append(cnonce).append("\", qop=").append(qop())
                .append(", response=\"").append(response(message.method(), uri, nc, password, bodyHash)).append('"');
        if (challenge.opaque != null) {
            quote(text.append(", opaque="), challenge.opaque);
        }
        return (challenge.userhash ? text.append(", userhash=true") : text).toString();
    }

    private String qop() {
        return challenge.integrity ? "auth-int" : "auth";
    }

    /** Section 3.4.1: {@code KD(H(A1), unq(nonce) ":" nc ":" unq(cnonce) ":" unq(qop) ":" H(A2))}. */
    private String response(String method, String uri, String nc, Secret.Value password, byte[] bodyHash) throws CredentialUnavailable {
        Octets octets = new Octets();
        MessageDigest digest = challenge.algorithm.hash.take();
        // A2, section 3.4.3.
        octets.add(method);
        octets.add(':');
        octets.add(uri);
        if (bodyHash != null) {
            octets.add(':');
            octets.add(Hex.of(bodyHash));
        }
        octets.takeInto(digest);
        String a2 = Hex.of(digest.digest());
        octets.add(hashOfA1(password));
        octets.add(':');
        octets.add(nonce);
        octets.add(':');
        octets.add(nc);
        octets.add(':');
        octets.add(cnonce);
        octets.add(':');
        octets.add(qop());
        octets.add(':');
        octets.add(a2);
        octets.takeInto(digest);
        String response = Hex.of(digest.digest());
        challenge.algorithm.hash.give(digest);
        return response;
    }

    /** Section 3.4.2: once for a session and a password. */
    private String hashOfA1(Secret.Value password) throws CredentialUnavailable {
        Hashed h = hashed;
        if (h == null || h.from != password) {
            String a1 = hash(username + ':' + challenge.realm + ':' + password.text());
            hashed = h = new Hashed(password, challenge.algorithm.ofSession ? hash(a1 + ':' + noncePrime + ':' + cnoncePrime) : a1);
        }
        return h.hash;
    }

    private String hash(String text) {
        Octets octets = new Octets();
        octets.add(text);
        return Hex.of(challenge.algorithm.hash.of(octets.takeBytes()));
    }

    private static void quote(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }

    private static String eightDigits(int number) {
        String digits = Integer.toHexString(number);
        return "00000000".substring(digits.length()) + digits;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static final class Hashed {
        final Secret.Value from;
        final String hash;

        Hashed(Secret.Value from, String hash) {
            this.from = from;
            this.hash = hash;
        }
    }
}
