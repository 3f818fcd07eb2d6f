package io.countersign.it;

/** Ours is named first. */
class TomcatWithOtherAgentAfterIT extends TomcatWithOtherAgentContract {
    @Override
    boolean first() {
        return true;
    }
}
