package io.countersign.key;

/** A key that is there and cannot be used. The message follows what the key is called ("is …", "has …") and holds nothing of the key. */
final class WrongKey extends Exception {
    WrongKey(String message) {
        super(message, null, false, false);
    }
}
