package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is checked in beside the declarations says what they say. {@code -Dcountersign.write=true} writes it anew. */
class PolicyLanguageTest {
    private static final Path CONFIG = Paths.get("../../config");

    @TempDir
    Path folder;

    private static com.networknt.schema.JsonSchema schema() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(JsonSchema.text());
    }

    private static Set<ValidationMessage> validate(String policy) throws IOException {
        JsonNode tree = new YAMLMapper().readTree(policy);
        return schema().validate(tree);
    }

    private static void assertCurrent(String name, String text) throws IOException {
        Path file = CONFIG.resolve(name);
        if (Boolean.getBoolean("countersign.write")) {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(text, new String(Files.readAllBytes(file), StandardCharsets.UTF_8), name
                + " is not what the declarations say; mvn test -pl agent/core -Dtest=PolicyLanguageTest -Dcountersign.write=true writes it");
    }

    @Test
    void theJsonSchemaIsCurrent() throws IOException {
        assertCurrent("countersign.schema.json", JsonSchema.text());
    }

    @Test
    void theReferencePageIsCurrent() throws IOException {
        assertCurrent("reference.md", ReferencePage.text());
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(CONFIG)) {
            List<Path> examples = files.filter(f -> f.toString().endsWith(".yaml")).sorted().collect(Collectors.toList());
            assertFalse(examples.isEmpty());
            return examples;
        }
    }

    @Test
    void thePolicyInAPodsManifestIsTheOneBesideIt() throws IOException {
        StringBuilder indented = new StringBuilder("  policy.yaml: |\n");
        for (String line : Files.readAllLines(CONFIG.resolve("running/kubernetes-policy.yaml"), StandardCharsets.UTF_8)) {
            indented.append("    ").append(line).append('\n');
        }
        String manifest = new String(Files.readAllBytes(CONFIG.resolve("running/orders.yml")), StandardCharsets.UTF_8);
        assertTrue(manifest.contains(indented + "---\n"), manifest);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsValidByTheSchema(Path example) throws IOException {
        assertEquals("[]", validate(new String(Files.readAllBytes(example), StandardCharsets.UTF_8)).toString());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsAPolicy(Path example) throws Exception {
        PolicyFolder policies = new PolicyFolder(folder);
        policies.environment.put("BATCH_PASSWORD", "p");
        policies.environment.put("ORDERS_USER", "orders");
        policies.environment.put("ORDERS_HOST", "orders.example.com");
        policies.properties.setProperty("orders.mode", "observe");
        Path policy = example.getParent().endsWith("folder") ? example.getParent() : example;
        assertTrue(PolicyReader.read(policy, policies.secrets, policies.background).ruleCount() > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rules: []", "version: 2", "version: 1\nrule: []", "version: 1\nrules: {}", "version: 1\ndefaults: {mode: off}",
        "version: 1\nrules: [{host: a}]", "version: 1\nrules: [{credentials: []}]", "version: 1\nrules: [{host: a, credentials: [], x: 1}]",
        "version: 1\nrules: [{host: a, ports: 0, credentials: []}]", "version: 1\nrules: [{host: a, methods: get, credentials: []}]",
        "version: 1\nrules: [{host: a, paths: [], credentials: []}]", "version: 1\nrules: [{host: a, paths: x, credentials: []}]",
        "version: 1\ncredentials: {c: {type: api}}", "version: 1\ncredentials: {c: {type: api-key}}",
        "version: 1\ncredentials: {c: {type: api-key, value: bare}}", "version: 1\ncredentials: {c: {value: '${env:A}'}}",
        "version: 1\ncredentials: {c: {type: basic, username: u, password: '${env:A}', token: x}}",
        "version: 1\ncredentials: {c: {type: api-key, value: '${env:A}', header: 'a b'}}",
        "version: 1\ncredentials: {c: {type: hmac, preset: githb, secret: '${env:A}'}}"})
    void whatTheReaderRefusesTheSchemaRefusesToo(String policy) throws IOException {
        assertFalse(validate(policy).isEmpty(), policy);
        assertFalse(new PolicyFolder(folder).mistakes(policy).isEmpty(), policy);
    }
}
