package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Under a security manager whose policy grants the agent all, and the application what it needs for itself and no more. */
class SecurityManagerIT extends Fixture {
    /** What this library asks for on its callers' threads, none of which is for a file. */
    private static final String OKHTTP = "  permission java.util.PropertyPermission \"*\", \"read\";\n"
            + "  permission java.net.NetPermission \"getProxySelector\";\n"
            + "  permission java.lang.RuntimePermission \"accessDeclaredMembers\";\n"
            + "  permission java.lang.reflect.ReflectPermission \"suppressAccessChecks\";\n"
            + "  permission java.lang.RuntimePermission \"accessClassInPackage.sun.security.ssl\";\n"
            + "  permission java.lang.RuntimePermission \"modifyThread\";\n"
            + "  permission java.util.logging.LoggingPermission \"control\";\n";

    private String caller = "UrlConnectionCaller";

    @Override
    String caller() {
        return caller;
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/okhttp-3_14/*";
    }

    @Test
    void theAgentWorksWithItsOwnRights() throws Exception {
        Assumptions.assumeTrue(Application.JAVA < 24, "there are no security managers from Java 24 on");
        String answer = with("", underAManager()).call("GET " + guarded.url("/a"));
        assertTrue(answer.startsWith("200"), answer + application.errors());
        assertSigned(guarded, 1);
        guarded.heads.clear();
        guarded.bodies.clear();
        assertRefused(application.call("GET " + guarded.url("/broken/x")), "credential 'broken'");
        for (String call : List.of("POST %s <body", "POST %s +chunked=3000000", "POST %s +fixed=3000000")) {
            String sent = application.call(String.format(call, guarded.url("/signed/a")));
            assertTrue(sent.startsWith("200"), sent + application.errors());
        }
        BodiesContract.assertSignatures(guarded, 3);
        String elsewhere = application.call("GET " + stranger.url("/"));
        assertTrue(elsewhere.contains("java.security.AccessControlException") && !elsewhere.contains("127.0.0.1"), elsewhere);
    }

    @Test
    void tokensAreFetchedAndWaitedForWithItsOwnRights() throws Exception {
        Assumptions.assumeTrue(Application.JAVA < 24, "there are no security managers from Java 24 on");
        Path policy = folder.resolve("policy.yaml");
        for (String each : Application.JAVA < 11 ? List.of("UrlConnectionCaller") : List.of("UrlConnectionCaller", "JdkHttpClientCaller")) {
            caller = each;
            try (TokenServer tokens = new TokenServer("127.0.0.1")) {
                Files.writeString(policy, "version: 1\ncredentials:\n" + TokensContract.credential("one", tokens, "Authorization, prefix: 'Bearer '")
                        + "rules:\n  - {host: 127.0.0.1, credentials: [one]}\n");
                Application a = with(List.of(Application.agent(policy)), underAManager());
                TokensContract.assertWell(a.call("POST " + tokens.url("/token/a") + " <body"), a);
                tokens.revokeAll(1);
                TokensContract.assertWell(a.call("POST " + tokens.url("/token/b") + " <body"), a);
                assertEquals(List.of("one-1", "one-1", "one-2"), tokens.seen);
                a.close();
            }
        }
    }

    @Test
    void everyClientShowsACertificateAndIsGivenATokenAndSignaturesWithItsOwnRights() throws Exception {
        Assumptions.assumeTrue(Application.JAVA < 24, "there are no security managers from Java 24 on");
        for (String each : Application.JAVA < 11 ? List.of("UrlConnectionCaller", "OkHttpCaller")
                : List.of("UrlConnectionCaller", "OkHttpCaller", "JdkHttpClientCaller")) {
            caller = each;
            try (Upstreams upstreams = new Upstreams()) {
                Application a = with(List.of(Application.agent(upstreams.policy(folder))), underAManager());
                for (String path : List.of("/mutual/a", "/mutual/b", "/token/a", "/signed/a", "/a")) {
                    String answer = a.call("POST " + upstreams.url(path) + " <body");
                    assertTrue(answer.startsWith("200"), each + path + answer + a.errors());
                    assertFalse(answer.contains(CANARY), answer);
                }
                assertSigned(upstreams.guarded, 2);
                assertEquals(List.of("CN=deployed", "CN=deployed"), upstreams.mutual.seen.stream().map(MutualServer.Seen::subject).toList());
                assertEquals(List.of("one-1"), upstreams.tokens.seen);
                assertFalse(a.errors().contains("countersign: error"), a.errors());
                a.close();
            }
        }
    }

    private String[] underAManager() throws IOException {
        Path permissions = folder.resolve("java.policy");
        Files.writeString(permissions, "grant codeBase \"file:" + System.getProperty("countersign.it.agent") + "\" {\n"
                + "  permission java.security.AllPermission;\n};\n"
                // Java 8 has its cryptography in an extension, which its own policy trusts.
                + "grant codeBase \"file:${java.home}/lib/ext/-\" {\n  permission java.security.AllPermission;\n};\n"
                + "grant codeBase \"file:" + System.getProperty("countersign.it.probe") + "/-\" {\n"
                + "  permission java.net.SocketPermission \"127.0.0.1\", \"connect,resolve\";\n"
                + "  permission java.net.URLPermission \"http://127.0.0.1:*/-\", \"*:*\";\n"
                + "  permission java.net.URLPermission \"https://127.0.0.1:*/-\", \"*:*\";\n"
                + "  permission java.net.NetPermission \"setDefaultAuthenticator\";\n"
                + "  permission java.util.logging.LoggingPermission \"control\";\n"
                + "  permission java.lang.RuntimePermission \"exitVM.0\";\n"
                + OKHTTP + "};\n"
                + "grant codeBase \"file:" + System.getProperty("countersign.it.libraries") + "/-\" {\n"
                + "  permission java.net.SocketPermission \"127.0.0.1\", \"connect,resolve\";\n" + OKHTTP + "};\n");
        return new String[] {"-Djava.security.manager", "-Djava.security.policy==" + permissions};
    }
}
