package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ValueSource;

class UrlConnectionIT extends ClientContract {
    @Override
    String caller() {
        return "UrlConnectionCaller";
    }

    @Override
    boolean asynchronous() {
        return false;
    }

    @Override
    boolean followsAcrossSchemes() {
        return false;
    }

    @Override
    boolean http2() {
        return false;
    }

    @Override
    List<String> limits() {
        return List.of("+timeout=200 ! java.net.SocketTimeoutException: Read timed out");
    }

    @Override
    String interrupted() {
        return "200 .* interrupted";
    }

    @Test
    void aRequestIsSignedWhereTheApplicationConnectsFirst() throws IOException {
        Application a = with("");
        for (String call : List.of("GET %s +connect", "POST %s +connect <body", "POST %s +connect +fixed=10",
                "POST %s +connect +chunked=10")) {
            String answer = a.call(String.format(call, guarded.url("/a")));
            assertTrue(answer.startsWith("200"), answer);
            assertFalse(answer.contains(CANARY), answer);
        }
        assertSigned(guarded, 4);
    }

    @Test
    void itsOwnLogShowsTheRequestAndNotTheCredential() throws IOException {
        assumeTrue(Application.JAVA >= 9, "on Java 8 the probe's log handler is told nothing, with or without the agent");
        String answer = with("").call("GET " + guarded.url("/a") + " X-Own=seen");
        String log = answer.substring(answer.indexOf(" log: "));
        assertTrue(log.contains("X-Own: seen"), log);
        assertFalse(log.contains(CANARY), log);
        assertFalse(log.contains("X-API-Key"), log);
    }

    /** What the application is told of each step, with {@code +steps=}, is what it is told without the agent. */
    @ParameterizedTest
    @ValueSource(strings = {"+fixed=20 wwcr", "+fixed=20 wwbcr", "+fixed=20 wwwcri", "+fixed=15 wwcrr", "+fixed=20 wcrri",
        "+fixed=20 wri", "+fixed=20 wwr", "+fixed=20 wfwfcwbr", "+fixed=20 wwcoi", "+fixed=1 bcri", "+fixed=0 fcri", "+fixed=0 bcr",
        "+fixed=20 wwrw", "+chunked=0 wfwbcri", "+chunked=0 wcwbcr", "+chunked=0 wr", "+chunked=0 cr", "+chunked=0 wcci",
        "+chunked=0 wcor", "+chunked=0 wcrdr"})
    void whatTheApplicationIsToldOfABodyThatIsHeldIsAsWithoutTheAgent(String steps) throws IOException {
        String call = "POST " + guarded.url("/signed/a") + " " + steps.replace(" ", " +steps=");
        try (Application plain = without()) {
            assertEquals(plain.call(call), with("", temporary()).call(call), application.errors());
        }
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wwcr", "wcr"})
    void aServerIsAskedWhetherItWantsTheBodyWithTheHeadThatIsSigned(String steps) throws Exception {
        Application a = with("", temporary());
        for (String kind : List.of("+fixed=20", "+chunked=0")) {
            String call = "PUT " + guarded.url("/signed/a") + " " + kind + " Expect=100-Continue +timeout=60000 +steps=" + steps;
            try (Application plain = without()) {
                String expected = plain.call(call);
                guarded.heads.clear();
                guarded.bodies.clear();
                assertEquals(expected, a.call(call), a.errors());
                assertSignatures(guarded, guarded.bodies.size());
            }
        }
    }

    @Test
    void aServerThatDoesNotWantTheBodyIsNotSentIt() throws Exception {
        Application a = with("", temporary());
        for (String kind : List.of("+fixed=20", "+chunked=0")) {
            String answer = a.call("PUT " + guarded.url("/signed/417") + " " + kind + " Expect=100-Continue +steps=wwcr");
            assertTrue(answer.contains("java.net.ProtocolException: Server rejected operation"), answer);
            assertTrue(answer.endsWith("r 417 | "), answer);
        }
        assertEquals(2, guarded.heads.size());
        assertEquals(0, guarded.bodies.size());
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+piece=500 +steps=wwwcriro", "+piece=5000 +steps=wbcriro", "+piece=5000000 +steps=wwcriro"})
    void aBodyInChunksThatIsTooLongIsRefusedAtOnceAndWhereverTheApplicationAsksAgain(String steps) throws IOException {
        Application a = with("defaults: {max-body: 1KB}\n", temporary());
        String answer = a.call("POST " + guarded.url("/signed/a") + " +chunked=0 " + steps);
        String[] said = answer.split(" [|] ");
        assertTrue(steps.contains("=500 ") ? said[3].equals("w ") : said[1].contains("max-body"), answer);
        for (String step : List.of("r ", "i ")) {
            String first = answer.substring(answer.indexOf("| " + step) + 2);
            assertTrue(first.startsWith(step + "java.io.IOException: countersign: POST to http://"), first);
            assertTrue(first.substring(0, first.indexOf('|')).contains("max-body"), first);
        }
        assertEquals(0, guarded.heads.size());
        assertNothingLeft();
    }

    @Test
    void whatCanBeRefusedWithoutTheBodyIsRefusedBeforeItIsWritten() throws IOException {
        Application a = with("defaults: {max-body: 1KB}\n", temporary());
        for (String call : List.of("/lost/a +fixed=20 +steps=r", "/lost/a +chunked=0 +steps=r", "/signed/a +fixed=1025 +steps=r")) {
            String[] said = a.call("POST " + guarded.url(call)).split(" [|] ");
            for (String step : said) {
                assertTrue(step.contains(" java.io.IOException: countersign: POST to http://"), step);
            }
        }
        assertEquals(0, guarded.heads.size());
    }

    @Test
    void aRequestThatIsDroppedBeforeItsBodyEndsLeavesNoFileAndSendsNothing() throws Exception {
        Application a = with("", temporary());
        for (String call : List.of("+chunked=0 +piece=3000000 +steps=ww", "+fixed=9000000 +piece=3000000 +steps=ww",
                "+chunked=0 +piece=3000000 +steps=wwd", "+chunked=0 +piece=3000000 +steps=wdwcr",
                "+fixed=9000000 +piece=3000000 +steps=wwc")) {
            a.call("POST " + guarded.url("/signed/a") + " " + call);
        }
        assertEquals(0, guarded.heads.size());
        assertNothingLeft();
        Path open = Path.of("/proc/" + a.pid() + "/fd");
        assumeTrue(Files.isDirectory(open), "only Linux tells which files a process has open");
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (heldFiles(open) > 0) {
            assertTrue(System.nanoTime() < deadline, "the files of requests that were dropped stay open");
            a.call("GET " + stranger.url("/a") + " +gc");
        }
    }

    private static long heldFiles(Path open) throws IOException {
        long held = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(open)) {
            for (Path file : files) {
                try {
                    held += Files.readSymbolicLink(file).toString().contains("countersign-") ? 1 : 0;
                } catch (NoSuchFileException e) {
                    // Closed meanwhile.
                }
            }
        }
        return held;
    }

    @Test
    void aConnectionThatItsServerHasGivenUpWhileTheBodyWasHeldIsMadeAnew() throws Exception {
        Application a = with("", temporary());
        for (Recorder server : List.of(guarded, other)) {
            server.impatience = 1;
            String kind = server == guarded ? "+fixed=20" : "+chunked=0";
            String answer = a.call("POST " + server.url("/signed/a") + " " + kind + " +steps=wlwcr");
            assertTrue(answer.endsWith("c  | r 200 | "), answer + a.errors());
            assertSignatures(server, 1);
            assertEquals(2, server.connections.get());
        }
        try (Recorder secure = new Recorder("127.0.0.1", true)) {
            String answer = a.call("POST " + secure.url("/signed/a") + " +chunked=0 +steps=wlwcr");
            assertTrue(answer.endsWith("c  | r 200 | "), answer + a.errors());
            assertEquals(1, secure.connections.get(), "one that was not given up is used");
            assertSignatures(secure, 1);
        }
    }

    @Test
    void whatIsSentAgainOnAFreshConnectionCarriesATrueSignature() throws Exception {
        Application a = with("", temporary());
        for (String call : List.of("GET %s", "PUT %s <body", "DELETE %s <body", "PUT %s <")) {
            a.call("GET " + guarded.url("/signed/a"));
            assertTrue(a.call(String.format(call, guarded.url("/signed/drop"))).startsWith("200"), a.errors());
        }
        assertSignatures(guarded, 12);
    }

    @Test
    void everyMethodIsSignedWithItsBody() throws Exception {
        Application a = with("", temporary());
        List<String> calls = List.of("HEAD %s", "GET %s <body", "DELETE %s <body", "PUT %s", "OPTIONS %s <", "DELETE %s +fixed=5",
                "DELETE %s +chunked=5", "GET %s +chunked=5", "PUT %s +connect +fixed=70000", "PUT %s +connect +chunked=70000");
        for (String call : calls) {
            assertTrue(a.call(String.format(call, guarded.url("/signed/a"))).startsWith("200"), call + a.errors());
        }
        assertSignatures(guarded, calls.size());
        assertNothingLeft();
    }

    @Test
    void theHeadOfARequestWhoseBodyWasHeldIsAsWithoutTheAgentButForTheSignature() throws Exception {
        List<String> calls = List.of("POST %s +fixed=5 X-Own=1", "POST %s +chunked=5 Content-Type=text/plain", "PUT %s +chunked=0");
        try (Application signed = with("", temporary()); Application plain = without()) {
            for (Application a : List.of(signed, plain)) {
                for (String call : calls) {
                    assertTrue(a.call(String.format(call, guarded.url("/signed/a"))).startsWith("200"), application.errors());
                }
            }
        }
        for (int i = 0; i < calls.size(); i++) {
            String head = guarded.heads.get(i);
            assertEquals(guarded.heads.get(i + calls.size()), head.replaceAll("X-(Timestamp|Signature|API-Key): .*\r\n", ""), head);
        }
        assertEquals(guarded.bodies.subList(calls.size(), 2 * calls.size()), guarded.bodies.subList(0, calls.size()));
    }

    @Test
    void pathAndQueryAreSignedAsTheyAreWritten() throws Exception {
        Application a = with("", temporary());
        List<String> targets = List.of("/signed", "/signed?", "/signed?x=1", "/signed/?x", "/signed/a?b?c", "/signed//a%2Fb;c=d?",
                "/signed/a?b#c");
        for (String target : targets) {
            assertTrue(a.call("GET " + guarded.url(target)).startsWith("200"), a.errors());
            assertEquals(target.replace("#c", ""), Recorder.target(guarded.heads.get(guarded.heads.size() - 1)));
        }
        assertSignatures(guarded, targets.size());
    }

    /** The answer that nobody sees, and how many connections the request and its repetition take. */
    static Stream<Arguments> challenges() {
        String digest = "HTTP/1.1 401 Who\r\n"
                + "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256\r\n";
        String large = "x".repeat(100_000);
        return Stream.of(Arguments.of("GET", digest + "Content-Length: 5\r\n\r\nfirst", 1),
                Arguments.of("GET", digest + "Content-Length: 0\r\n\r\n", 1),
                Arguments.of("HEAD", digest + "Content-Length: 5\r\n\r\n", 1),
                Arguments.of("HEAD", digest + "Transfer-Encoding: chunked\r\n\r\n", 1),
                Arguments.of("GET", digest + "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n0\r\n\r\n", 1),
                Arguments.of("GET", digest + "Content-Length: 100000\r\n\r\n" + large, 2),
                Arguments.of("GET", digest + "Transfer-Encoding: chunked\r\n\r\n186a0\r\n" + large + "\r\n0\r\n\r\n", 2),
                Arguments.of("GET", digest + "Connection: close\r\n\r\nfirst", 2),
                Arguments.of("GET", digest + "Connection: close\r\nContent-Length: 5\r\n\r\nfirst", 2),
                Arguments.of("POST", digest.replace("/1.1", "/1.0") + "Connection: close\r\n\r\n", 2));
    }

    @Test
    void whateverAnAnswerThatTeachesIsLikeTheNextOneIsReadFromItsBeginning() throws Exception {
        Application a = with("");
        for (Arguments each : challenges().collect(Collectors.toList())) {
            String method = (String) each.get()[0];
            String first = (String) each.get()[1];
            String what = method + " " + first.substring(0, Math.min(300, first.length()));
            try (Recorder server = new Recorder("127.0.0.1")) {
                server.challenge = first;
                server.challenges = 1;
                assertSeen("200", a.call(method + " " + server.url("/digest/a") + (method.equals("POST") ? " <body" : "")), a);
                assertEquals(2, server.heads.size(), what);
                assertEquals(List.of(), Recorder.values(server.heads.get(0), "Authorization"));
                String answer = Recorder.values(server.heads.get(1), "Authorization").get(0);
                assertTrue(answer.startsWith("Digest username=\"batch\""), what);
                assertEquals(server.bodies.get(0), server.bodies.get(1));
                assertEquals(each.get()[2], server.connections.get(), what);
            }
        }
    }

    @Test
    void theApplicationsAuthenticatorIsAskedFirstAndItsAnswerIsKept() throws Exception {
        assumeTrue(Application.JAVA < 19, "later ones answer no MD5, earlier ones no SHA-256");
        guarded.challenge = "HTTP/1.1 401 Who\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n"
                + "Content-Length: 0\r\n\r\n";
        guarded.challenges = 1;
        String seen = with("").call("GET " + guarded.url("/digest/a") + " +user=me:mine");
        assertTrue(seen.startsWith("200"), seen);
        assertEquals(2, guarded.heads.size());
        String answer = Recorder.values(guarded.heads.get(1), "Authorization").get(0);
        assertTrue(answer.startsWith("Digest username=\"me\""), answer);
    }

    @Test
    void theAnswerToABodyThatCannotBeSentAgainIsLearnedFrom() throws Exception {
        asking.authenticator.setMaxNonceCount(2);
        Application a = with("");
        assertSeen("200", a.call("GET " + asking.url("/digest/a")), a);
        for (String kind : List.of("+fixed=20", "+chunked=0")) {
            asking.heads.clear();
            String answer = a.call("POST " + asking.url("/digest/a") + " " + kind + " +steps=wwcir");
            assertTrue(answer.contains("i java.net.HttpRetryException") && answer.endsWith("r 401 | "), answer);
            assertSeen("200", a.call("POST " + asking.url("/digest/a") + " " + kind), a);
            assertEquals("2 1", rounds(asking));
        }
    }
}
