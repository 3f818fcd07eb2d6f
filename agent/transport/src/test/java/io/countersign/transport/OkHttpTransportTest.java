package io.countersign.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.AgentThread;
import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.background.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a call sends, what it makes of an answer, and that it ends in time whatever the server does. */
class OkHttpTransportTest {
    private static final int PATIENCE = 300;
    private static final int MIB = 1 << 20;

    private final Transport transport = transport(10_000);

    /** For servers that are slow on purpose. */
    private final Transport impatient = transport(PATIENCE);
    private RawServer server;

    private static OkHttpTransport transport(int timeLimit) {
        return transport(null, timeLimit);
    }

    private static OkHttpTransport transport(Resolver resolver, int timeLimit) {
        return new OkHttpTransport(Collections.emptyMap(), new Properties(), resolver, timeLimit, MIB);
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private Reply get(String... headers) throws IOException {
        return transport.send(new Call(URI.create(server.url("/token?secret=canary")), null, Route.STANDARD, headers));
    }

    private Reply post(String path) throws IOException {
        return transport.send(new Call(URI.create(server.url(path)), "a=canary&b=%C3%A4", Route.STANDARD));
    }

    private static String failure(Transport transport, String url) {
        IOException e = assertThrows(IOException.class,
                () -> transport.send(new Call(URI.create(url), "client_secret=canary", Route.STANDARD, "Authorization", "Basic canary")));
        assertFalse(e.getMessage().contains("canary"), e.getMessage());
        assertNull(e.getCause());
        return e.getMessage();
    }

    private String failure() {
        return failure(transport, server.url("/token?secret=canary"));
    }

    private String impatience() {
        return failure(impatient, server.url("/token?secret=canary"));
    }

    private String place() {
        return "127.0.0.1:" + server.port();
    }

    @Test
    void aGetIsSentOnceWithTheHeadersOfTheCall() throws Exception {
        server = RawServer.saying(null, RawServer.ok("{}", "X-One: 1", "X-One: 2"));
        Reply reply = get("DPoP", "proof", "X-Many", "1", "X-Many", "2");
        assertEquals(200, reply.status);
        assertEquals("{}", reply.body);
        assertEquals("1", reply.header("x-one"));
        assertNull(reply.header("x-two"));
        String head = server.heads.get(0);
        assertTrue(head.startsWith("GET /token?secret=canary HTTP/1.1\r\n"), head);
        assertTrue(head.contains("\r\nDPoP: proof\r\n"), head);
        assertTrue(head.contains("\r\nX-Many: 1\r\nX-Many: 2\r\n"), head);
        assertEquals("application/json", RawServer.field(head, "Accept"));
        assertEquals(1, server.heads.size());
    }

    @Test
    void anotherBodyThanAFormHasItsOwnType() throws Exception {
        server = RawServer.saying(null, RawServer.ok("{}"));
        transport.send(Call.post(URI.create(server.url("/v1/x")), "{\"a\":\"ä\"}", "application/x-amz-json-1.1", Route.STANDARD));
        assertTrue(server.heads.get(0).startsWith("POST /v1/x HTTP/1.1\r\n"), server.heads.get(0));
        assertEquals("application/x-amz-json-1.1", RawServer.field(server.heads.get(0), "Content-Type"));
        assertEquals("10", RawServer.field(server.heads.get(0), "Content-Length"));
    }

    @Test
    void whoThisMachineIsIsAskedOfItsOwnLinkAlone() throws Exception {
        server = RawServer.saying(null, RawServer.ok("token"));
        assertEquals("token", transport.send(Call.metadata("PUT", URI.create(server.url("/latest/api/token")))).body);
        assertTrue(server.heads.get(0).startsWith("PUT /latest/api/token HTTP/1.1\r\n"), server.heads.get(0));
        for (Call call : new Call[] {Call.metadata("GET", URI.create("http://192.0.2.1/")), Call.metadata("GET", URI.create("http://169.254.169.253/")),
            new Call(URI.create("http://169.254.169.254/"), null, Route.STANDARD)}) {
            String message = assertThrows(IOException.class, () -> transport.send(call)).getMessage();
            assertTrue(message.contains("is not called over plain http"), message);
        }
        for (String host : new String[] {"169.254.169.254", "[fd00:ec2::254]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"}) {
            // What is wrong with its header is found out next, and nothing is called.
            Call call = Call.metadata("GET", URI.create("http://" + host + "/"), "X-A", "a\nb");
            String message = assertThrows(IOException.class, () -> transport.send(call)).getMessage();
            assertTrue(message.contains("has a control character"), message);
        }
    }

    @Test
    void aCallMayAskForAnotherType() throws Exception {
        server = RawServer.saying(null, RawServer.ok(""));
        get("accept", "application/jwt");
        assertTrue(server.heads.get(0).contains("\r\naccept: application/jwt\r\n"), server.heads.get(0));
        assertFalse(server.heads.get(0).contains("application/json"), server.heads.get(0));
    }

    @Test
    void aFormIsPostedWithItsTypeAlone() throws Exception {
        server = RawServer.saying(null, RawServer.ok(""));
        post("/token");
        assertTrue(server.heads.get(0).startsWith("POST /token HTTP/1.1\r\n"));
        assertEquals("application/x-www-form-urlencoded", RawServer.field(server.heads.get(0), "Content-Type"));
        assertEquals("a=canary&b=%C3%A4", server.bodies.get(0));
    }

    @Test
    void aHeaderThatIsNotAsciiIsSentInUtf8() throws Exception {
        server = RawServer.saying(null, RawServer.ok("", "X-City: Zürich"));
        Reply reply = get("X-City", "Zürich");
        assertTrue(server.heads.get(0).contains("X-City: Z\u00fcrich\r\n"), server.heads.get(0));
        assertEquals("Zürich", reply.header("x-city"));
    }

    @Test
    void aHeaderWithALineBreakIsRefusedAndNotShown() throws Exception {
        server = RawServer.saying(null, RawServer.ok(""));
        IOException e = assertThrows(IOException.class, () -> get("Authorization", "canary\r\nX-Other: 1"));
        assertEquals("the value of the header 'Authorization' has a control character in it", e.getMessage());
        assertEquals(0, server.connections.get());
    }

    @Test
    void everyStatusIsAnAnswer() throws Exception {
        for (String status : new String[] {"301 Moved", "302 Found", "307 Again", "308 There", "400 Bad", "401 Who", "403 No", "408 Slow",
            "421 Other", "429 Many", "500 Oh", "503 Later"}) {
            server = RawServer.saying(null, "HTTP/1.1 " + status + "\r\nLocation: /elsewhere\r\nRetry-After: 0\r\n"
                    + "WWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 4\r\n\r\nbody");
            Reply reply = post("/token");
            assertEquals(status.substring(0, 3), String.valueOf(reply.status));
            assertEquals("body", reply.body);
            assertEquals(1, server.heads.size(), status);
            server.close();
        }
    }

    @Test
    void aCookieIsNotGivenBack() throws Exception {
        server = RawServer.saying(null, RawServer.ok("", "Set-Cookie: a=b; Path=/", "Cache-Control: max-age=1000"));
        get();
        get();
        assertEquals(2, server.heads.size());
        assertNull(RawServer.field(server.heads.get(1), "Cookie"));
    }

    @Test
    void aFormIsNotSentAgainWhenTheConnectionEnds() throws Exception {
        server = RawServer.saying(null, "");
        String url = server.url("/closes");
        assertEquals(place() + " ended the connection before its answer was whole", failure(transport, url));
        assertEquals(1, server.heads.size());
    }

    /** What OkHttp would send again, because such a connection may have been closed before: it cannot know that it was. */
    @Test
    void aFormIsNotSentAgainWhenAConnectionEndsThatWasUsedBefore() throws Exception {
        server = new RawServer(null, (head, out) -> out.write(head.contains("/closes") ? new byte[0]
                : RawServer.ok("x").getBytes(StandardCharsets.US_ASCII)));
        get();
        assertEquals(place() + " ended the connection before its answer was whole", failure(transport, server.url("/closes")));
        assertEquals(1, server.connections.get());
        assertEquals(2, server.heads.size());
    }

    @Test
    void twoCallsOfOneErrandShareAConnection() throws Exception {
        server = RawServer.saying(null, RawServer.ok("x"));
        get();
        get();
        assertEquals(1, server.connections.get());
    }

    @Test
    void aBodyIsReadInItsCharset() throws Exception {
        server = new RawServer(null, (head, out) -> respond(out, head.split(" ")[1].substring(1).replace('!', '/'),
                head.contains("latin") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
        assertEquals("Zürich", typed("none"));
        assertEquals("Zürich", typed("application!json"));
        assertEquals("Zürich", typed("text!html;charset=latin1"));
        assertEquals("Zürich", typed("text!html;charset=no-such-one"));
        assertEquals("Zürich", typed("not-a-type;;;"));
    }

    @Test
    void whatIsNoTextOfItsCharsetIsReplaced() throws Exception {
        server = new RawServer(null, (head, out) -> respond(out, "application/json", StandardCharsets.ISO_8859_1));
        assertEquals("Z\uFFFDrich", typed("x"));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheBody() throws Exception {
        server = RawServer.saying(null, RawServer.ok("\uFEFF{}"));
        assertEquals("{}", get().body);
    }

    private static void respond(OutputStream out, String type, java.nio.charset.Charset charset) throws IOException {
        byte[] body = "Zürich".getBytes(charset);
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }

    private String typed(String type) throws IOException {
        return transport.send(new Call(URI.create(server.url("/" + type)), null, Route.STANDARD)).body;
    }

    // Size.

    private static byte[] gzip(int zeros) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[zeros]);
        }
        return bytes.toByteArray();
    }

    private void serveGzip(byte[] gzip) {
        server = new RawServer(null, (head, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + gzip.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(gzip);
        });
    }

    @Test
    void anAnswerMayBeCompressedAndAsLongAsTheLimit() throws Exception {
        serveGzip(gzip(MIB));
        assertEquals(MIB, get().body.length());
        assertEquals("gzip", RawServer.field(server.heads.get(0), "Accept-Encoding"));
    }

    @Test
    void anAnswerIsNoLongerThanTheLimitWhenItIsDecoded() throws Exception {
        serveGzip(gzip(MIB + 1));
        assertEquals("the answer of " + place() + " is longer than 1 MiB", failure());
        server.close();
        byte[] bomb = gzip(100 * MIB);
        assertTrue(bomb.length < MIB);
        serveGzip(bomb);
        assertEquals("the answer of " + place() + " is longer than 1 MiB", failure());
    }

    @Test
    void anAnswerWithoutAnEndIsNotReadPastTheLimit() throws Exception {
        server = new RawServer(null, (head, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (byte[] some = new byte[8192];;) {
                out.write(some);
            }
        });
        assertEquals("the answer of " + place() + " is longer than 1 MiB", failure());
    }

    // Time.

    @Test
    void aServerThatNeverAnswersIsNotWaitedFor() throws Exception {
        server = new RawServer(null, (head, out) -> server.hang());
        assertEquals(place() + " gave no whole answer within 300 ms", impatience());
    }

    /** Each byte in time, and the whole never. */
    @Test
    void bytesThatTrickleAreNotWaitedFor() throws Exception {
        for (String start : new String[] {"", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "HTTP/1.1 200 OK\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n"}) {
            server = new RawServer(null, (head, out) -> {
                out.write(start.getBytes(StandardCharsets.US_ASCII));
                for (;;) {
                    out.write(start.isEmpty() ? "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[] {'x'});
                    out.flush();
                    Thread.sleep(20);
                }
            });
            assertEquals(place() + " gave no whole answer within 300 ms", impatience());
            server.close();
        }
    }

    @Test
    void aHandshakeThatDoesNotEndIsNotWaitedFor() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            assertEquals("127.0.0.1:" + silent.getLocalPort() + " gave no whole answer within 300 ms",
                    failure(impatient, "https://127.0.0.1:" + silent.getLocalPort() + "/"));
        }
    }

    @Test
    void aLookUpThatDoesNotEndIsNotWaitedFor() {
        CountDownLatch over = new CountDownLatch(1);
        Transport transport = transport(host -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new UnknownHostException(host);
            }
            return null;
        }, PATIENCE);
        assertEquals("the look-up of idp.example.test did not end within 300 ms", failure(transport, "https://idp.example.test/token"));
        over.countDown();
    }

    // Where it goes.

    @Test
    void plainHttpIsForLoopbackAsItIsWritten() {
        Transport transport = transport(host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")}, 10_000);
        for (String host : new String[] {"idp.example.test", "10.0.0.1", "localhost.example.test", "128.0.0.1", "[::2]"}) {
            assertEquals(host + ":80 is not called over plain http, which is for loopback alone; https is needed",
                    failure(transport, "http://" + host + "/token?canary"));
        }
    }

    @Test
    void everySpellingOfLoopbackIsLoopback() throws Exception {
        server = RawServer.saying(null, RawServer.ok("here"));
        Transport transport = transport(host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")}, 10_000);
        for (String host : new String[] {"localhost", "LOCALHOST.", "idp.localhost", "127.0.0.1", "127.1"}) {
            assertEquals("here", transport.send(new Call(URI.create("http://" + host + ":" + server.port() + "/"), null, Route.STANDARD)).body);
        }
    }

    @Test
    void otherSchemesAreNotCalled() {
        for (String url : new String[] {"ftp://127.0.0.1/canary", "file:///canary", "jar:file:canary"}) {
            assertTrue(failure(transport, url).startsWith("the URL of a call is not one of http or https with a host: "));
        }
    }

    @Test
    void aHostThatIsNotKnownIsNamed() {
        Transport transport = transport(host -> {
            throw new UnknownHostException("canary");
        }, 10_000);
        assertEquals("unknown host idp.example.test", failure(transport, "https://idp.example.test/"));
    }

    @Test
    void aPortThatNobodyListensAtIsNamed() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        assertEquals("cannot connect to 127.0.0.1:" + port + " (connection refused)", failure(transport, "http://127.0.0.1:" + port + "/"));
    }

    @Test
    void theNextAddressOfAHostIsTriedWhereOneRefuses() throws Exception {
        server = RawServer.saying(null, RawServer.ok("here"));
        Transport transport = transport(host -> new InetAddress[] {InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")}, 10_000);
        assertEquals("here", transport.send(new Call(URI.create("http://localhost:" + server.port() + "/"), "a=b", Route.STANDARD)).body);
        assertEquals(1, server.heads.size());
    }

    @Test
    void whatIsNotHttpIsNotShown() throws Exception {
        server = RawServer.saying(null, "220 canary.example.test ESMTP\r\n\r\n");
        assertEquals("the answer of " + place() + " is not one of HTTP that can be read (ProtocolException)", failure());
    }

    @Test
    void anAnswerThatIsNotWholeIsNone() throws Exception {
        server = RawServer.saying(null, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"access_token\": \"canary");
        assertEquals(place() + " ended the connection before its answer was whole", failure(transport, server.url("/closes")));
    }

    // Threads.

    /** They outlive the call, and must not hold what the application's threads hold. */
    @Test
    void threadsThatComeOfACallAreDaemonsAndHoldNothingOfTheApplication() throws Exception {
        server = RawServer.saying(null, RawServer.ok(""));
        List<Thread> before = all();
        FutureTask<List<Thread>> call = new FutureTask<>(() -> {
            get();
            return all();
        });
        AgentThread.of(call, "countersign-tokens").start();
        List<Thread> own = new ArrayList<>();
        for (Thread thread : call.get()) {
            if (!before.contains(thread) && (thread.getName().contains("OkHttp") || thread.getName().contains("Okio"))) {
                own.add(thread);
                assertTrue(thread.isDaemon(), thread.getName());
                assertNull(thread.getContextClassLoader(), thread.getName());
            }
        }
        // That of the connection pool, which another test may have started.
        assertTrue(!own.isEmpty() || before.stream().anyMatch(thread -> thread.getName().contains("Ok")));
    }

    private static List<Thread> all() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[group.activeCount() + 100];
        return Arrays.asList(Arrays.copyOf(threads, group.enumerate(threads)));
    }
}
