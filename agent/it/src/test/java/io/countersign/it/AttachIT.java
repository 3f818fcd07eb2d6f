package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent comes into a JVM that runs already, and whose clients have been used. */
class AttachIT extends Fixture {
    private String caller = "UrlConnectionCaller";
    private String libraries = "none";

    @Override
    String caller() {
        return caller;
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/" + libraries + "/*";
    }

    static Stream<List<String>> clients() {
        return Stream.of(List.of("UrlConnectionCaller", "none"), List.of("JdkHttpClientCaller", "none"),
                List.of("OkHttpCaller", "okhttp-3_4"), List.of("OkHttpCaller", "okhttp-5"));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void requestsAreSignedFromThenOn(List<String> client) throws Exception {
        caller = client.get(0);
        libraries = client.get(1);
        assumeTrue(Application.JAVA >= 11 || !caller.startsWith("Jdk"), "the JDK's HttpClient came with Java 11");
        with(List.of()).call("GET " + guarded.url("/a"));
        assertUnsigned(guarded, 1);
        guarded.heads.clear();
        application.attach(policy("").toString());
        String answer = application.call("POST " + guarded.url("/a") + " <body");
        assertTrue(answer.startsWith("200"), answer + application.errors());
        assertSigned(guarded, 1);
    }

    @Test
    void aPolicyThatIsWrongLeavesARunningApplicationAsItIs() throws Exception {
        with(List.of());
        application.attach(folder.resolve("none.yaml").toString());
        assertTrue(application.errors().contains("none.yaml:1:1: is not there"), application.errors());
        assertTrue(application.errors().contains("countersign: error: nothing is signed"), application.errors());
        application.call("GET " + guarded.url("/a"));
        assertEquals(1, guarded.heads.size());
    }

    /** What the packed agent's command says, its status first. */
    private String command(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Application.JAVA_HOME + "/bin/java", "-XX:TieredStopAtLevel=1", "-jar",
                System.getProperty("countersign.it.agent"), "attach"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().put("KEY", CANARY);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertFalse(said.contains(CANARY), said);
        return process.waitFor() + " " + said;
    }

    @Test
    void theCommandAttachesAndHearsOfIt() throws Exception {
        with(List.of());
        policy("");
        String said = command(String.valueOf(application.pid()), "--policy", "policy.yaml");
        assertTrue(said.startsWith("0 ") && said.contains("process " + application.pid() + ", Java "), said + application.errors());
        assertTrue(said.endsWith(" is signed for by " + folder.resolve("policy.yaml") + System.lineSeparator()), said);
        String answer = application.call("POST " + guarded.url("/a") + " <body");
        assertTrue(answer.startsWith("200"), answer + application.errors());
        assertSigned(guarded, 1);
        String again = command(String.valueOf(application.pid()), "--policy", "policy.yaml");
        assertTrue(again.startsWith("1 ") && again.contains("has a Countersign agent already"), again);
        assertFalse(application.errors().contains("a second Countersign agent"), application.errors());
    }

    @Test
    void theCommandSaysWhyTheAgentDidNotStart() throws Exception {
        with(List.of(), "-Dcountersign.on-start-error=never");
        policy("");
        String said = command(String.valueOf(application.pid()), "--policy", "policy.yaml");
        assertTrue(said.startsWith("69 ") && said.contains("the agent did not start in process " + application.pid()
                + ": countersign.on-start-error is 'never'; it may be stop or continue"), said);
        Files.writeString(folder.resolve("bad.yaml"), "version: 2");
        said = command(String.valueOf(application.pid()), "--policy", "bad.yaml");
        assertTrue(said.startsWith("78 bad.yaml:1:10: 'version: 1' is expected"), said);
        application.end();
        said = command(String.valueOf(application.pid()), "--policy", "policy.yaml");
        assertTrue(said.startsWith("69 ") && said.contains("there is no process " + application.pid()), said);
    }

    @Test
    void theCommandLoadsNothingWhereItIsNotKnownWhetherTheAgentIsThere() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "the system does not say when a process was started");
        with(List.of());
        policy("");
        String fields = Files.readString(Path.of("/proc", String.valueOf(application.pid()), "stat"));
        // The 22nd is the start; the second, in parentheses, may hold blanks (proc(5)).
        String start = fields.substring(fields.lastIndexOf(')') + 2).split(" ")[19];
        Path question = Files.createFile(Path.of("/tmp", ".countersign-" + application.pid() + "-" + start + ".ask"));
        try {
            String said = command(String.valueOf(application.pid()), "--policy", "policy.yaml");
            assertTrue(said.startsWith("69 ") && said.contains(question.getFileName() + " is there, of user ") && said.contains(": somebody asks just now"), said);
        } finally {
            Files.delete(question);
        }
        application.call("GET " + guarded.url("/a"));
        assertUnsigned(guarded, 1);
    }
}
