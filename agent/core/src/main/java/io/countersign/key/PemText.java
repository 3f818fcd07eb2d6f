package io.countersign.key;

import java.nio.charset.StandardCharsets;

/** The text of a file that is to be in PEM, which may be in any encoding of ASCII's; for one that is not, what it is instead. */
final class PemText {
    /** Begins a block (RFC 7468, section 2); text may stand before it. */
    static final String BEGIN = "-----BEGIN ";

    /** What is wrong with one that has a block's beginning, and not at that of a line. */
    static final String UNBROKEN = "has '-----BEGIN', and no block in PEM: its lines are not lines of their own";

    private PemText() {}

    /** @param expected a block's label */
    static String of(byte[] content, String expected) throws WrongKey {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (text.trim().isEmpty()) {
            throw new WrongKey("is empty");
        }
        if (text.contains(BEGIN)) {
            return text;
        }
        if (KeyStoreFile.isOne(content)) {
            throw new WrongKey("is a key store, and not in PEM; one that holds both certificate and key is named by 'keystore'");
        }
        if (isDer(content)) {
            throw new WrongKey("is in DER, and not in PEM; 'openssl x509 -inform DER' writes a certificate in PEM, 'openssl pkey -inform DER' a key");
        }
        throw new WrongKey("has no block in PEM; expected is '" + BEGIN + expected + "-----'");
    }

    /** Whether it is one SEQUENCE (X.690, section 8.1.3), as certificates and keys are, as far as its length says. */
    private static boolean isDer(byte[] content) {
        int length = content.length < 2 || content[0] != 0x30 ? 0 : content[1] & 0xff;
        return length == content.length - 2 || length == 0x81 || length == 0x82;
    }
}
