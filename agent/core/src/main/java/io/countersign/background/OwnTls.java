package io.countersign.background;

/** A key or trust manager of the agent's own calls, whose connections are none of the application's: no rule is for them. */
public interface OwnTls {}
