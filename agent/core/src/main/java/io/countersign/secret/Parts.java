package io.countersign.secret;

import java.util.concurrent.CompletableFuture;

/** Several that change together, a key and its password say: so each of them is looked at, whatever another has said. */
final class Parts implements Material {
    private final Material[] parts;
    private final boolean canChange;
    private final boolean waits;

    Parts(Material[] parts) {
        this.parts = parts;
        boolean anyCanChange = false;
        boolean anyWaits = false;
        for (Material part : parts) {
            anyCanChange |= part.canChange();
            anyWaits |= part.waits();
        }
        this.canChange = anyCanChange;
        this.waits = anyWaits;
    }

    @Override
    public boolean canChange() {
        return canChange;
    }

    @Override
    public boolean waits() {
        return waits;
    }

    @Override
    public CompletableFuture<?> pending() {
        CompletableFuture<?> pending = null;
        for (Material part : parts) {
            CompletableFuture<?> more = part.pending();
            pending = more == null ? pending : more;
        }
        return pending;
    }

    @Override
    public boolean refresh() {
        boolean hasChanged = false;
        for (Material part : parts) {
            hasChanged |= part.refresh();
        }
        return hasChanged;
    }
}
