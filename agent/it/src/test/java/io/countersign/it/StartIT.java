package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import io.countersign.it.probe.Greeting;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the agent starts, what it says then, and how it refuses to; the command line of its jar. */
class StartIT {
    private static final String AGENT = System.getProperty("countersign.it.agent");
    private static final String STOPPED = "countersign: error: the JVM is stopped, rather than run without its credentials"
            + " (countersign.on-start-error=continue runs it unsigned)";

    private static final String VERSION = System.getProperty("countersign.it.version");

    @TempDir
    Path folder;

    private Path good;
    private Path bad;

    @BeforeEach
    void write() throws IOException {
        good = Files.write(folder.resolve("good.yaml"), Arrays.asList("version: 1", "rules:", "- {host: a.example, credentials: []}"));
        bad = Files.write(folder.resolve("bad.yaml"), Arrays.asList("version: 1", "ruls: []", "default: {}"));
    }

    /** A program that has ended. */
    private static final class Ended {
        int status;
        List<String> out;
        List<String> err;
    }

    private Ended run(List<String> environment, String... command) throws Exception {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).directory(folder.toFile());
        for (String variable : environment) {
            builder.environment().put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
        }
        Ended ended = new Ended();
        ended.status = builder.start().waitFor();
        ended.out = Files.readAllLines(out, StandardCharsets.UTF_8);
        ended.err = Files.readAllLines(err, StandardCharsets.UTF_8);
        ended.err.removeIf(line -> line.startsWith("Picked up JAVA_TOOL_OPTIONS"));
        return ended;
    }

    private static String tool(String name) {
        return Application.JAVA_HOME + "/bin/" + name;
    }

    private Ended greet(List<String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>(Collections.singletonList(tool("java")));
        command.addAll(Arrays.asList(options));
        String classes = System.getProperty("countersign.it.probe");
        command.addAll(Arrays.asList("-cp", classes, Greeting.class.getName()));
        return run(environment, command.toArray(new String[0]));
    }

    private Ended greet(String... options) throws Exception {
        return greet(Collections.emptyList(), options);
    }

    private static void assertGreeted(Ended ended, String... err) {
        assertEquals(Arrays.asList(err), ended.err);
        assertEquals(Collections.singletonList("hello"), ended.out);
        assertEquals(0, ended.status);
    }

    private static void assertStopped(Ended ended, String... err) {
        List<String> expected = new ArrayList<>(Arrays.asList(err));
        expected.add(STOPPED);
        assertEquals(expected, ended.err);
        assertEquals(Collections.emptyList(), ended.out);
        assertEquals(78, ended.status);
    }

    private String startLine(Object policy) {
        return "countersign: info: version " + VERSION + ", policy " + policy + ", 1 rule, signs for HttpURLConnection, JDK HttpClient, OkHttp";
    }

    @Test
    void theStartIsOneLine() throws Exception {
        assertGreeted(greet("-javaagent:" + AGENT + "=" + good), startLine(good));
        assertGreeted(greet("-javaagent:" + AGENT + "=good.yaml"), startLine("good.yaml"));
    }

    @Test
    void theLevelOfTheLogSaysHowMuchIsTold() throws Exception {
        assertGreeted(greet("-javaagent:" + AGENT + "=" + good, "-Dcountersign.log=warn"));
        assertGreeted(greet(Collections.singletonList("COUNTERSIGN_LOG=error"), "-javaagent:" + AGENT + "=" + good));
        assertGreeted(greet(Collections.singletonList("COUNTERSIGN_LOG=error"), "-javaagent:" + AGENT + "=" + good, "-Dcountersign.log=debug"),
                startLine(good), "countersign: debug: no request yet");
    }

    @Test
    void thePolicyIsNamedByTheArgumentThePropertyOrTheEnvironment() throws Exception {
        List<String> variable = Collections.singletonList("COUNTERSIGN_POLICY=" + good);
        assertGreeted(greet(variable, "-javaagent:" + AGENT), startLine(good));
        assertGreeted(greet(Collections.singletonList("COUNTERSIGN_POLICY=" + bad), "-javaagent:" + AGENT, "-Dcountersign.policy=" + good),
                startLine(good));
        assertGreeted(greet(variable, "-javaagent:" + AGENT + "=" + good, "-Dcountersign.policy=" + bad), startLine(good));
    }

    @Test
    void aPolicyThatIsWrongStopsTheJvmWithAllItsMistakes() throws Exception {
        assertStopped(greet("-javaagent:" + AGENT + "=" + bad),
                "countersign: error: " + bad + ":2:1: unknown field 'ruls' in the policy; did you mean 'rules'?",
                "countersign: error: " + bad + ":3:1: unknown field 'default' in the policy; did you mean 'defaults'?");
    }

    @Test
    void aPolicyThatIsNotThereStopsTheJvm() throws Exception {
        assertStopped(greet("-javaagent:" + AGENT + "=none.yaml"), "countersign: error: none.yaml:1:1: is not there; it is looked for at " + folder.toRealPath().resolve("none.yaml"));
        assertStopped(greet("-javaagent:" + AGENT), "countersign: error: no policy is named: use -javaagent:countersign.jar=POLICY,"
                + " the system property countersign.policy or the environment variable COUNTERSIGN_POLICY");
    }

    @Test
    void aSettingWithAnUnknownValueStopsTheJvm() throws Exception {
        assertStopped(greet("-javaagent:" + AGENT + "=" + good, "-Dcountersign.log=loud"),
                "countersign: error: system property countersign.log is 'loud', must be one of error, warn, info, debug");
        assertStopped(greet(Collections.singletonList("COUNTERSIGN_ON_START_ERROR=go"), "-javaagent:" + AGENT + "=" + good),
                "countersign: error: countersign.on-start-error is 'go'; it may be stop or continue");
    }

    @Test
    void itGoesOnUnsignedWhereThatIsWanted() throws Exception {
        assertGreeted(greet(Collections.singletonList("COUNTERSIGN_ON_START_ERROR=continue"), "-javaagent:" + AGENT + "=none.yaml"),
                "countersign: error: none.yaml:1:1: is not there; it is looked for at " + folder.toRealPath().resolve("none.yaml"), "countersign: error: nothing is signed");
    }

    @Test
    void aSecondCountersignIsIgnoredWithAWord() throws Exception {
        assertGreeted(greet("-javaagent:" + AGENT + "=" + good, "-javaagent:" + AGENT + "=" + bad), startLine(good),
                "countersign: warn: a second Countersign agent is ignored: this JVM has one already");
    }

    /** Where a JVM of it would be stopped. */
    private List<String> everywhere() {
        return Collections.singletonList("JAVA_TOOL_OPTIONS=-javaagent:" + AGENT + "=" + bad);
    }

    @Test
    void theToolsOfTheJdkStayAsTheyWere() throws Exception {
        FewRounds.set();
        Files.write(folder.resolve("store"), Authority.root("authority").trustStore("changeit"));
        Files.write(folder.resolve("Hello.java"), Collections.singletonList("class Hello {}"));
        Files.write(folder.resolve("Wrong.java"), Collections.singletonList("class Wrong { int x = y; }"));
        for (String line : new String[] {"javac Hello.java", "javac Wrong.java", "keytool -list -keystore store -storepass changeit", "jar tf " + AGENT,
            "jps -help", "jcmd -h", "jstack -h", "javap java.lang.Runnable", "pack200 --version", "jjs -help"}) {
            String[] command = line.split(" ");
            command[0] = tool(command[0]);
            if (Files.exists(new File(command[0]).toPath())) {
                Ended before = run(Collections.emptyList(), command);
                Ended tool = run(everywhere(), command);
                assertEquals(before.out, tool.out, line);
                assertEquals(before.err, tool.err, line);
                assertEquals(before.status, tool.status, line);
                assertEquals(!line.contains("Wrong"), tool.status == 0 || line.contains(" -h"), line + tool.err);
            }
        }
        assertEquals(78, greet(everywhere()).status);
    }

    @Test
    void jshellAndTheJvmThatItStartsStayAsTheyWere() throws Exception {
        Assumptions.assumeTrue(Files.exists(new File(tool("jshell")).toPath()), "this JDK has no jshell");
        Files.write(folder.resolve("hello.jsh"), Arrays.asList("System.out.println(\"hello\")", "/exit"));
        assertGreeted(run(everywhere(), tool("jshell"), "-s", "hello.jsh"));
    }

    /** From 12 on every JDK has an archive of its own classes; one with an agent that appends to the boot path would not be used. */
    @Test
    void theJdksOwnClassesAreTakenFromItsArchive() throws Exception {
        Assumptions.assumeTrue(Application.JAVA >= 11, "Java 8 has no archive that comes with it");
        long without = shared();
        Assumptions.assumeTrue(without > 0, "this JDK has no archive of its classes");
        long with = shared("-javaagent:" + AGENT + "=" + good);
        assertTrue(with >= without, with + " classes with the agent, " + without + " without");
    }

    /** How many classes a program has from the archive. */
    private long shared(String... options) throws Exception {
        Path log = folder.resolve("classes");
        List<String> all = new ArrayList<>(Arrays.asList(options));
        all.addAll(Arrays.asList("-Dcountersign.log=warn", "-Xshare:auto", "-Xlog:class+load:file=" + log));
        assertGreeted(greet(all.toArray(new String[0])));
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("source: shared objects file")).count();
        }
    }

    @Test
    void aProgramThatIsRunFromItsSourceIsNoToolOfTheJdk() throws Exception {
        Assumptions.assumeTrue(Application.JAVA >= 11, "programs run from their source from Java 11 on");
        Path source = Files.write(folder.resolve("Hello.java"),
                Collections.singletonList("class Hello { public static void main(String[] a) { System.out.println(\"hello\"); } }"));
        assertGreeted(run(Collections.emptyList(), tool("java"), "-javaagent:" + AGENT + "=" + good, source.toString()), startLine(good));
    }

    @Test
    void theApplicationSeesTwoClassesOfTheAgentAndNoneOfItsLibraries() throws Exception {
        TreeSet<String> classes = new TreeSet<>();
        TreeSet<String> folders = new TreeSet<>();
        try (JarFile jar = new JarFile(AGENT)) {
            assertEquals("io.countersign.launcher.Agent", jar.getManifest().getMainAttributes().getValue("Premain-Class"));
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                String name = entries.nextElement().getName();
                if (name.endsWith(".class")) {
                    classes.add(name);
                }
                folders.add(name.substring(0, name.indexOf('/') + 1));
            }
        }
        assertEquals("[io/countersign/launcher/Agent.class, io/countersign/launcher/AgentClassLoader.class]", classes.toString());
        assertEquals("[META-INF/, countersign/, io/]", folders.toString());
    }

    /** The classes of logging that a program has loaded when it ends, which has such a policy and does nothing but print a line. */
    private List<String> loggingLoadedFor(String fields) throws Exception {
        Path policy = Files.write(folder.resolve("certificate.yaml"), Arrays.asList("version: 1", "credentials:",
                "  c: {type: client-certificate, " + fields + "}", "rules: [{host: a.example, credentials: [c]}]"));
        Ended ended = greet("-verbose:class", "-javaagent:" + AGENT + "=" + policy);
        assertEquals(0, ended.status, ended.err.toString());
        assertTrue(ended.out.stream().anyMatch(line -> line.contains("io.countersign.key.EncodedCertificate ")));
        assertTrue(ended.out.stream().anyMatch(line -> line.contains("java.util.zip.ZipFile")), "the JDK's own are listed too");
        assertTrue(ended.out.contains("hello"));
        return ended.out.stream().filter(line -> line.contains("java.util.logging.") || line.contains("System$Logger")).collect(Collectors.toList());
    }

    /** An application server sets logging up itself, and cannot once something else has; the JDK's own reader of certificates asks for a logger. */
    @Test
    void aClientCertificateLeavesLoggingToTheApplication() throws Exception {
        FewRounds.set();
        Identity client = Authority.root("authority").issue(Spec.client("client"));
        Files.write(folder.resolve("c.pem"), (client.certificates() + client.pkcs8()).getBytes(StandardCharsets.US_ASCII));
        Files.write(folder.resolve("p12"), client.pkcs12("sesame", "a"));
        Files.write(folder.resolve("jks"), client.jks("sesame", "a"));
        Files.write(folder.resolve("jceks"), client.jceks("sesame", "a"));
        assertEquals(Collections.emptyList(), loggingLoadedFor("certificate: c.pem, key: c.pem, trust: c.pem"));
        assertEquals(Collections.emptyList(), loggingLoadedFor("keystore: p12, keystore-password: '${literal:sesame}'"));
        assertEquals(Collections.emptyList(), loggingLoadedFor("keystore: jks, keystore-password: '${literal:sesame}'"));
        assertEquals(Collections.emptyList(), loggingLoadedFor("keystore: jceks, keystore-password: '${literal:sesame}'"));
    }

    @Test
    void aProgramThatIsSignedForLoadsNothingOfTheCommandLine() throws Exception {
        Ended ended = greet("-verbose:class", "-javaagent:" + AGENT + "=" + good);
        assertTrue(ended.out.stream().anyMatch(line -> line.contains("io.countersign.policy.Policy ")), ended.out.toString());
        assertFalse(ended.out.stream().anyMatch(line -> line.contains("picocli.") || line.contains("io.countersign.command.")));
    }

    @Test
    void theAgentsOwnCommandsAreNotSignedForEither() throws Exception {
        Ended ended = run(everywhere(), tool("java"), "-jar", AGENT, "version");
        assertEquals(0, ended.status, ended.err.toString());
        assertEquals(Collections.emptyList(), ended.err);
        assertEquals(1, ended.out.size(), ended.out.toString());
    }

    /** Paths have an end; command lines have arguments of any length, in which something may look like the name of a jar. */
    @Test
    void aProgramStartsWhateverItsArguments() throws Exception {
        String classes = System.getProperty("countersign.it.probe");
        for (String argument : new String[] {String.join("", Collections.nCopies(5000, "a")) + ".jar", AGENT}) {
            assertGreeted(run(Collections.emptyList(), tool("java"), "-javaagent:" + AGENT + "=" + good, "-cp", classes, Greeting.class.getName(), argument), startLine(good));
        }
    }

    private Ended commandLine(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(Arrays.asList(tool("java"), "-jar", AGENT));
        command.addAll(Arrays.asList(arguments));
        return run(Collections.emptyList(), command.toArray(new String[0]));
    }

    @Test
    void checkTellsEveryMistakeOfEachPolicy() throws Exception {
        Ended ended = commandLine("check", "good.yaml", "bad.yaml");
        assertEquals(Collections.singletonList("good.yaml: 1 rule, no mistakes"), ended.out);
        assertEquals(Arrays.asList("bad.yaml:2:1: unknown field 'ruls' in the policy; did you mean 'rules'?",
                "bad.yaml:3:1: unknown field 'default' in the policy; did you mean 'defaults'?"), ended.err);
        assertEquals(78, ended.status);
    }

    @Test
    void checkWarnsOfWhatIsNoMistake() throws Exception {
        Files.write(folder.resolve("warn.yaml"), Arrays.asList("version: 1", "credentials:",
                "  a: {type: api-key, value: '${literal:canary}'}", "  b: {type: api-key, value: '${file:none}'}",
                "rules: [{host: x, credentials: b}]"));
        Ended ended = commandLine("check", "warn.yaml");
        assertEquals(Arrays.asList(
                "warning: warn.yaml:4:29: 'value': ${file:none}: " + folder.toRealPath().resolve("none") + " is not there; it is looked for again",
                "warning: warn.yaml:3:29: 'value' stands in the policy itself; ${file:PATH} keeps it out of it",
                "warning: warn.yaml:3:3: no rule names credential 'a'"), ended.err);
        assertEquals(0, ended.status);
    }

    @Test
    void theCommandLineSaysWhatItCanDo() throws Exception {
        assertEquals(0, commandLine("help").status);
        assertEquals(Collections.singletonList("countersign " + VERSION), commandLine("version").out);
        assertTrue(commandLine("schema").out.get(1).contains("json-schema.org"));
        Ended wrong = commandLine("chek");
        assertEquals(64, wrong.status);
        assertEquals("unknown command 'chek'; did you mean 'check'?", wrong.err.get(0));
        assertTrue(wrong.err.get(1).startsWith("usage: "), wrong.err.toString());
        assertEquals(Collections.emptyList(), wrong.out);
        assertEquals(64, commandLine().status);
    }
}
