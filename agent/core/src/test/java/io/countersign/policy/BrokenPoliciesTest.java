package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More than 200 policies with a mistake, as people make them, each with all that is said of it: in {@code broken-policies.txt}, where a case
 * begins with {@code p} and a policy, {@code c} and a credential, {@code r} and a rule, or {@code s} and rules, and its messages follow.
 * With {@code -Dcountersign.write=true} the messages are written anew, to be read by a person before they are kept.
 */
class BrokenPoliciesTest {
    private static final Path CASES = Paths.get("src/test/resources/io/countersign/policy/broken-policies.txt");
    private static final String CREDENTIALS = "version: 1\ncredentials:\n  k: {type: api-key, value: '${env:KEY}'}\n  k2: {type: api-key, value: '${env:KEY}'}\n";
    private static final String CANARY = "hunter2";
    private static final boolean WRITES = Boolean.getBoolean("countersign.write");

    @TempDir
    Path folder;

    private static String policy(String line) {
        String text = line.substring(2).replace("\\\\", "\u0000").replace("\\n", "\n").replace("\\t", "\t").replace("\u0000", "\\");
        switch (line.charAt(0)) {
            case 'c': return CREDENTIALS + "  c: " + text + "\nrules:\n  - {host: a.example, credentials: [k]}\n  - {host: b.example, credentials: [k2]}\n";
            case 'r':
            case 's': return CREDENTIALS + "rules:\n  - " + text + "\n";
            default: return text;
        }
    }

    private List<String> said(String line) throws IOException {
        PolicyFolder policies = new PolicyFolder(folder);
        policies.environment.put("KEY", CANARY);
        policies.environment.put("LONG", CANARY + " and more, to be long enough for a key");
        Files.write(folder.resolve("p.yaml"), policy(line).getBytes(StandardCharsets.UTF_8));
        return policies.mistakesOf(folder.resolve("p.yaml"));
    }

    @Test
    void eachIsToldWithItsPlaceAndWhatWasMeant() throws Exception {
        List<String> cases = new ArrayList<>();
        List<String> expected = Files.readAllLines(CASES);
        List<String> actual = new ArrayList<>();
        for (String line : expected) {
            if (!line.isEmpty() && !line.startsWith("    ")) {
                cases.add(line);
                List<String> said = said(line);
                assertFalse(said.isEmpty() && !WRITES, "nothing is wrong with: " + line);
                actual.add(line);
                for (String message : said) {
                    assertFalse(message.contains(CANARY), message);
                    assertTrue(message.matches("p\\.yaml:\\d+:\\d+: .*"), message);
                    actual.add("    " + message);
                }
            }
        }
        if (WRITES) {
            Files.write(CASES, actual);
        } else {
            assertTrue(cases.size() > 200, cases.size() + " cases");
            for (int i = 0; i < expected.size() && i < actual.size(); i++) {
                assertEquals(expected.get(i), actual.get(i), "line " + (i + 1) + " of " + CASES);
            }
            assertEquals(expected.size(), actual.size());
        }
    }
}
