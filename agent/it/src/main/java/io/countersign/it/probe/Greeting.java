package io.countersign.it.probe;

/** A program that does next to nothing. */
public final class Greeting {
    private Greeting() {}

    public static void main(String[] arguments) {
        System.out.println("hello");
    }
}
