package io.countersign.it;

/** Ours is named last. */
class TomcatWithOtherAgentBeforeIT extends TomcatWithOtherAgentContract {
    @Override
    boolean first() {
        return false;
    }
}
