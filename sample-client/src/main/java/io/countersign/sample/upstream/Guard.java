package io.countersign.sample.upstream;

/** Checks one type of credential. There is one class for each type that the agent puts on requests. */
interface Guard {
    /** Never throws for what a request holds: whatever it is, there is a verdict on it. */
    Verdict judge(IncomingRequest request);
}
