package io.countersign.policy;

import java.util.List;

/** A policy that cannot be used. The message has every mistake on a line of its own, {@code file:line:column: what}. */
public final class PolicyException extends Exception {
    private final List<String> mistakes;

    PolicyException(List<String> mistakes) {
        super(String.join(System.lineSeparator(), mistakes));
        this.mistakes = mistakes;
    }

    public List<String> mistakes() {
        return mistakes;
    }
}
