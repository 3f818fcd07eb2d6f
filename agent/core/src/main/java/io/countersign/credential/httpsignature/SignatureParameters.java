package io.countersign.credential.httpsignature;

/**
 * The signature's parameters behind the list of what it covers (RFC 9421, section 2.3), those of them that there are in this
 * order: {@code created}, {@code expires}, {@code keyid}, {@code alg}, {@code nonce}, {@code tag}.
 */
final class SignatureParameters {
    private final String untilCreated;
    private final long lifetime;
    private final String untilNonce;
    private final String behindNonce;

    /**
     * @param covered the inner list of the covered components
     * @param lifetime in seconds; 0 for a signature without {@code expires}
     * @param algorithm null where it is not sent
     * @param tag null if there is none
     */
    SignatureParameters(String covered, long lifetime, String keyId, String algorithm, String tag) {
        this.untilCreated = covered + ";created=";
        this.lifetime = lifetime;
        this.untilNonce = parameter("keyid", keyId) + parameter("alg", algorithm);
        this.behindNonce = parameter("tag", tag);
    }

    /**
     * @param created seconds since 1970 UTC
     * @param nonce null for none
     */
    String at(long created, String nonce) {
        StringBuilder out = new StringBuilder(untilCreated.length() + untilNonce.length() + behindNonce.length() + 80);
        out.append(untilCreated).append(created);
        if (lifetime > 0) {
            out.append(";expires=").append(created + lifetime);
        }
        out.append(untilNonce);
        if (nonce != null) {
            out.append(";nonce=\"").append(nonce).append('"');
        }
        return out.append(behindNonce).toString();
    }

    /** A parameter that is a String (RFC 9651, section 4.1.6); nothing for null. */
    private static String parameter(String name, String text) {
        return text == null ? "" : ';' + name + "=\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
