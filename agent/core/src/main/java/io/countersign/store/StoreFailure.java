package io.countersign.store;

/** A store has not given what it was asked for. The message says why, and what may be done, and holds no secret. */
final class StoreFailure extends Exception {
    StoreFailure(String message) {
        super(message, null, false, false);
    }
}
