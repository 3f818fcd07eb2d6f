package io.countersign.store;

import io.countersign.request.Moments;

/** Getting what several need, one after another. A failure is also that of those who have waited for it: each would wait as long again in vain. */
final class InTurn {
    interface Getting<T> {
        T get() throws StoreFailure;
    }

    private final Moments moments;

    // Under this object's lock.
    private StoreFailure failure;
    private long failedAt;

    InTurn(Moments moments) {
        this.moments = moments;
    }

    <T> T get(Getting<T> getting) throws StoreFailure {
        long asked = moments.nanos();
        synchronized (this) {
            if (failure != null && failedAt - asked > 0) {
                throw failure;
            }
            failure = null;
            try {
                return getting.get();
            } catch (StoreFailure e) {
                failure = e;
                failedAt = moments.nanos();
                throw e;
            }
        }
    }
}
