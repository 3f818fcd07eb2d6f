package io.countersign.policy;

/** Where something stands in a policy: file, line and column, both counted from 1. */
public final class Place {
    public final String file;
    public final int line;
    public final int column;

    public Place(String file, int line, int column) {
        this.file = file;
        this.line = line;
        this.column = column;
    }

    /** {@code policy.yaml:12}, as refusals and the log name a rule. */
    public String fileAndLine() {
        return file + ":" + line;
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
