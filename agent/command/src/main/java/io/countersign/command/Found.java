package io.countersign.command;

/** What a look at something outside of the policy has shown. */
final class Found {
    enum Outcome { OK, FAILED, SKIPPED }

    final String what;
    final Outcome outcome;

    /** To follow what it is of. */
    final String message;

    Found(String what, Outcome outcome, String message) {
        this.what = what;
        this.outcome = outcome;
        this.message = message;
    }
}
