package io.countersign.credential.httpsignature;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;

/** One covered component of a request (RFC 9421, section 2): it knows how it is named and takes its own value. */
abstract class Component {
    /** As it stands in the signature base and in the list of covered components: {@code "example-dict";key="a"}. */
    final String identifier;

    Component(String identifier) {
        this.identifier = identifier;
    }

    /** @throws CredentialUnavailable if the request does not have it, or has it in a form that cannot be covered */
    abstract String value(Message message) throws CredentialUnavailable;

    /**
     * That it can stand on one line of the signature base, which is ASCII (RFC 9421, section 2.5): how a client will encode
     * anything else is not known before it does.
     *
     * @return the value
     */
    final String checked(String value) throws CredentialUnavailable {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 && c != '\t' || c > 0x7e) {
                throw cannot("holds " + (c < 0x20 || c == 0x7f ? "a control character" : "a character outside ASCII")
                        + " (" + String.format("U+%04X", (int) c) + " at place " + (i + 1) + ")");
            }
        }
        return value;
    }

    final CredentialUnavailable cannot(String why) {
        return new CredentialUnavailable("component " + identifier + " " + why);
    }

    @Override
    public final String toString() {
        return identifier;
    }
}
