package io.countersign.client.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatableTest {
    private static final BodyPublisher TEXT = BodyPublishers.ofString("a");
    private static final BodyPublisher STREAM = BodyPublishers.ofInputStream(() -> null);

    @TempDir
    Path folder;

    private static void assertRepeatable(boolean repeatable, boolean inMemory, BodyPublisher publisher) {
        assertEquals(repeatable, Repeatable.isRepeatable(publisher), publisher.toString());
        assertEquals(inMemory, Repeatable.isInMemory(publisher), publisher.toString());
    }

    private BodyPublisher file() throws Exception {
        return BodyPublishers.ofFile(Files.write(folder.resolve("body"), new byte[1]));
    }

    @Test
    void theJdksOwnBodiesAreRepeatable() throws Exception {
        assertRepeatable(true, true, BodyPublishers.noBody());
        assertRepeatable(true, true, TEXT);
        assertRepeatable(true, true, BodyPublishers.ofByteArray(new byte[1]));
        assertRepeatable(true, true, BodyPublishers.ofByteArrays(List.of(new byte[1])));
        assertRepeatable(true, false, file());
    }

    @Test
    void thoseThatMayHaveButOneRoundInThemAreNot() {
        assertRepeatable(false, false, STREAM);
        assertRepeatable(false, false, BodyPublishers.ofByteArrays(List.of(new byte[1])::iterator));
        assertRepeatable(false, false, BodyPublishers.fromPublisher(TEXT));
    }

    @Test
    void severalAreWhatEachOfThemIs() throws Exception {
        assertRepeatable(true, true, BodyPublishers.concat(TEXT, TEXT));
        assertRepeatable(true, false, BodyPublishers.concat(TEXT, file()));
        assertRepeatable(false, false, BodyPublishers.concat(TEXT, BodyPublishers.concat(STREAM, TEXT)));
        assertFalse(Repeatable.isRepeatable(BodyPublishers.concat(STREAM)));
        assertTrue(Repeatable.isRepeatable(BodyPublishers.concat()));
    }
}
