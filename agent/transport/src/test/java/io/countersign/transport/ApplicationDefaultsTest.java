package io.countersign.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the agent's calls are deaf to what an application sets for all of its JVM: in a JVM of its own, where {@link Meddler} does. */
class ApplicationDefaultsTest {
    @TempDir
    Path folder;

    private String run(String url, String trust) throws Exception {
        Path out = folder.resolve("out");
        Process java = new ProcessBuilder(Arrays.asList(System.getProperty("java.home") + "/bin/java", "-cp", System.getProperty("java.class.path"),
                "-Djavax.net.ssl.trustStore=" + Certificates.SERVER.store, "-Djavax.net.ssl.trustStoreType=JKS",
                "-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD, Meddler.class.getName(), url, trust))
                .redirectErrorStream(true).redirectOutput(out.toFile()).start();
        java.waitFor();
        return new String(Files.readAllBytes(out), StandardCharsets.UTF_8).trim();
    }

    private String run(Certificates server, String trust) throws Exception {
        try (RawServer raw = RawServer.saying(server, "HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"x\"\r\nSet-Cookie: a=b\r\n"
                + "Content-Length: 4\r\n\r\nhere")) {
            String said = run(raw.url("/"), trust);
            for (String head : raw.heads) {
                assertEquals(null, RawServer.field(head, "Cookie"));
                assertEquals(null, RawServer.field(head, "Authorization"));
            }
            return raw.heads.size() + " " + said.replace(":" + raw.port(), "");
        }
    }

    @Test
    void theJvmsOwnTrustStoreIsTrustedAndNothingThatTheApplicationSetIsAsked() throws Exception {
        assertEquals("2 401 here\n401 here".replace("\n", System.lineSeparator()), run(Certificates.SERVER, ""));
    }

    @Test
    void whoTrustsEveryoneDoesNotMakeTheAgentDoSo() throws Exception {
        String refused = "the certificate of 127.0.0.1 is not trusted (unable to find valid certification path to requested target); "
                + "the JVM's own trust store is asked, and 'trust' names a file of other certificates";
        assertEquals("0 " + refused + System.lineSeparator() + refused, run(Certificates.OTHER, ""));
    }

    @Test
    void theJvmsTrustStoreIsNotAskedWhereARouteHasItsOwn() throws Exception {
        Path trust = Certificates.OTHER.file(folder);
        assertEquals("2 401 here" + System.lineSeparator() + "401 here", run(Certificates.OTHER, trust.toString()));
        String refused = "the certificate of 127.0.0.1 is not trusted (unable to find valid certification path to requested target); 'trust' names " + trust;
        assertEquals("0 " + refused + System.lineSeparator() + refused, run(Certificates.SERVER, trust.toString()));
    }

    /** Trust in everyone would not do if names were not looked at either. */
    @Test
    void aVerifierThatAcceptsEveryHostDoesNotMakeTheAgentDoSo() throws Exception {
        String refused = "the certificate of 127.0.0.1 is not for 127.0.0.1, but for [elsewhere.example.test]";
        assertEquals("0 " + refused + System.lineSeparator() + refused,
                run(Certificates.ELSEWHERE, Certificates.ELSEWHERE.file(folder).toString()));
    }
}
