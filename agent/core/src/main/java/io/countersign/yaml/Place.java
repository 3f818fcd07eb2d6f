package io.countersign.yaml;

/** Where something stands in a policy: file, line and column, both counted from 1. */
public final class Place implements Comparable<Place> {
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
    public int compareTo(Place other) {
        int files = file.compareTo(other.file);
        return files != 0 ? files : line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Place && compareTo((Place) other) == 0;
    }

    @Override
    public int hashCode() {
        return file.hashCode() * 31 + line;
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
