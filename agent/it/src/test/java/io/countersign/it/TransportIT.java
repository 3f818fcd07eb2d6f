package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import io.countersign.it.probe.Greeting;
import io.countersign.it.probe.OwnCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The agent's own calls as they are packed: on every Java, with nothing printed, unsigned, and loaded no earlier than the first of
 * them. 127.0.0.1 has a rule, so that what an application sends there is signed.
 */
class TransportIT extends Fixture {
    private static final String AGENT = System.getProperty("countersign.it.agent");
    private static final List<String> LIBRARIES = List.of("okhttp3.", "okio.", "kotlin.", "com.nimbusds.");

    private Path errors;

    @Override
    String caller() {
        return "OwnCall";
    }

    private Path signing() throws IOException {
        Files.writeString(folder.resolve("key"), CANARY);
        return Files.writeString(folder.resolve("signing.yaml"), "version: 1\ncredentials: {key: {type: api-key, value: '${file:key}'}}\n"
                + "rules: [{host: 127.0.0.1, credentials: [key]}]\n");
    }

    /** What a program prints that has ended well. */
    private String run(List<String> options, String program, String... arguments) throws Exception {
        return run(signing(), options, program, arguments);
    }

    private String run(Path policy, List<String> options, String program, String... arguments) throws Exception {
        Path out = Files.createTempFile(folder, "out", "");
        errors = Files.createTempFile(folder, "err", "");
        List<String> command = new ArrayList<>(List.of(Application.JAVA_HOME + "/bin/java", "-Dcountersign.log=warn", Application.agent(policy)));
        command.addAll(Arrays.asList(Tls.trust()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("countersign.it.probe"), program));
        command.addAll(Arrays.asList(arguments));
        Process java = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
        int status = java.waitFor();
        assertEquals(0, status, Files.readString(errors));
        return Files.readString(out);
    }

    private String call(String url, String... form) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(AGENT, url));
        arguments.addAll(Arrays.asList(form));
        String said = run(List.of(), OwnCall.class.getName(), arguments.toArray(new String[0]));
        assertEquals("", Files.readString(errors));
        return said;
    }

    @Test
    void aCallWorksAndIsNotSigned() throws Exception {
        assertEquals("200\n200 \n", call(guarded.url("/token"), "a=b").replace("\r", ""));
        assertEquals(2, guarded.heads.size());
        assertSigned(guarded.heads.get(0));
        String own = guarded.heads.get(1);
        assertTrue(own.startsWith("POST /token HTTP/1.1\r\n"), own);
        assertEquals(List.of("yes"), Recorder.values(own, "X-Own"));
        assertFalse(own.contains(CANARY), own);
    }

    /** Over TLS, and over HTTP/2 where the JDK has ALPN, as Java 8 has since its update 252. */
    @Test
    void aCallWorksOverTlsAndHttp2() throws Exception {
        try (ModernServer modern = new ModernServer("127.0.0.1")) {
            assertEquals("200\n200 a=b\n", call(modern.secureUrl("/token"), "a=b").replace("\r", ""));
            assertTrue(modern.heads.get(0).contains(CANARY), modern.heads.get(0));
            String own = modern.heads.get(1);
            assertTrue(own.startsWith("POST /token HTTP/2.0\r\n"), own);
            assertFalse(own.contains(CANARY), own);
        }
    }

    @Test
    void nothingOfItIsLoadedBeforeTheFirstCall() throws Exception {
        String loaded = run(List.of("-verbose:class"), Greeting.class.getName());
        assertTrue(loaded.contains("io.countersign.transport.OkHttpTransport "), loaded);
        for (String library : LIBRARIES) {
            assertFalse(loaded.contains(" " + library) || loaded.contains("[Loaded " + library), () -> Arrays.stream(loaded.split("\n"))
                    .filter(line -> line.contains(library)).findFirst().orElse(""));
        }
        assertTrue(run(List.of("-verbose:class"), OwnCall.class.getName(), AGENT, guarded.url("/token")).contains(" okhttp3.OkHttpClient "));
    }

    /** What an application server sets up itself, and cannot once something else has. The JDK's TLS does, from Java 11 on. */
    @Test
    void aCallLeavesLoggingToTheApplication() throws Exception {
        String loaded = run(List.of("-verbose:class"), OwnCall.class.getName(), AGENT, guarded.url("/token"));
        String before = loaded.substring(0, loaded.indexOf("okhttp3.OkHttpClient"));
        String after = loaded.substring(before.length());
        assertTrue(after.contains("okhttp3.nologging.Logger"), loaded);
        assertFalse(after.contains("java.util.logging.Log"), () -> Arrays.stream(after.split("\n"))
                .filter(line -> line.contains("java.util.logging")).findFirst().orElse(""));
    }

    /** They are looked at when the policy is read, before the application has set anything up; the JDK's own reader asks for a logger. */
    @Test
    void certificatesThatAPolicyNamesLeaveLoggingToTheApplication() throws Exception {
        Authority authority = Authority.root("Servers");
        Identity client = authority.issue(Spec.client("orders"));
        Files.writeString(folder.resolve("ca.pem"), authority.pem());
        Files.writeString(folder.resolve("client.pem"), client.certificates() + client.pkcs8());
        Path policy = Files.writeString(folder.resolve("certificates.yaml"), "version: 1\ncredentials:\n"
                + "  mesh: {type: client-certificate, certificate: client.pem, key: client.pem, trust: ca.pem}\n"
                + "  orders: {type: oauth2, grant: client-credentials, token-url: 'https://idp.example.test/', client-id: orders, certificate: mesh,"
                + " trust: ca.pem}\nrules: [{host: 127.0.0.1, credentials: [orders]}]\n");
        String loaded = run(policy, List.of("-verbose:class"), Greeting.class.getName());
        assertTrue(loaded.contains("io.countersign.key.EncodedCertificate "), loaded);
        for (String logging : List.of("java.util.logging.Log", "java.lang.System$Logger", "jdk.internal.logger.")) {
            assertFalse(loaded.contains(" " + logging) || loaded.contains("[Loaded " + logging), () -> Arrays.stream(loaded.split("\n"))
                    .filter(line -> line.contains(logging)).findFirst().orElse(""));
        }
    }
}
