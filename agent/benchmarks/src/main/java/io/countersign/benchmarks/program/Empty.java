package io.countersign.benchmarks.program;

/** A program that loads no HTTP client. */
public final class Empty {
    private Empty() {}

    public static void main(String[] arguments) {
        // Nothing.
    }
}
