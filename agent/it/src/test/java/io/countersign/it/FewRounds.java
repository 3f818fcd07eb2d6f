package io.countersign.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How often a password is hashed for a key store that a test writes: as seldom as may be. Java 8 compiles nothing before premain returns, and
 * takes seconds there for the JDK's 10,000 rounds, three times a store.
 */
final class FewRounds {
    /** By the names of the system properties that the JDK has for it. */
    private static final Map<String, String> PROPERTIES = Map.of("keystore.pkcs12.certPbeIterationCount", "1000", "keystore.pkcs12.keyPbeIterationCount",
            "1000", "keystore.pkcs12.macIterationCount", "1000", "jdk.jceks.iterationCount", "10000");

    private FewRounds() {}

    /** For stores that are written in this JVM. */
    static void set() {
        PROPERTIES.forEach(System::setProperty);
    }

    /** Options of keytool. */
    static List<String> options() {
        List<String> options = new ArrayList<>();
        PROPERTIES.forEach((name, value) -> options.add("-J-D" + name + "=" + value));
        return options;
    }
}
