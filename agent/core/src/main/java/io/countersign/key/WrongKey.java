package io.countersign.key;

/** A key or certificate that is there and cannot be used. The message follows what it is called ("is …", "has …") and holds nothing of the key. */
public final class WrongKey extends Exception {
    public WrongKey(String message) {
        super(message, null, false, false);
    }
}
