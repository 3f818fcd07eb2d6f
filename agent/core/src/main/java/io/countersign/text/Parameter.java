package io.countersign.text;

/**
 * A name and its value, both percent-encoded, so that they are ASCII and the order of their characters is that of their bytes;
 * sorted by name, those of one name by value.
 */
public final class Parameter implements Comparable<Parameter> {
    public final String name;
    public final String value;

    public Parameter(String name, String value) {
        this.name = name;
        this.value = value;
    }

    @Override
    public int compareTo(Parameter other) {
        int names = name.compareTo(other.name);
        return names != 0 ? names : value.compareTo(other.value);
    }

    /** The name alone: the value may be secret. */
    @Override
    public String toString() {
        return name;
    }
}
