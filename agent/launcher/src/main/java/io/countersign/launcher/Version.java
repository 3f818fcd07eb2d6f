package io.countersign.launcher;

/** The version of this build; a test holds it to the pom's. */
final class Version {
    static final String TEXT = "0.1.0";

    private Version() {}
}
