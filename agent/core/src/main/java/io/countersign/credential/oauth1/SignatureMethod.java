package io.countersign.credential.oauth1;

import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Material;
import io.countersign.text.Octets;
import java.util.Base64;

/** How a base string is signed (RFC 5849, section 3.4). */
abstract class SignatureMethod {
    /** The value of {@code oauth_signature_method}. */
    final String name;

    SignatureMethod(String name) {
        this.name = name;
    }

    /** The value of {@code oauth_signature}, not yet encoded; the base string is taken. */
    final String sign(Octets baseString) throws CredentialUnavailable {
        return Base64.getEncoder().encodeToString(octets(baseString));
    }

    abstract byte[] octets(Octets baseString) throws CredentialUnavailable;

    abstract Material madeOf();

    @Override
    public final String toString() {
        return name;
    }
}
