package io.countersign.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void theVersionIsThatOfThePom() {
        assertEquals(System.getProperty("countersign.version"), Version.TEXT);
    }
}
