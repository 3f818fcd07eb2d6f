package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** AWS Signature Version 4 before a server that verifies it, from every client. */
class S3ProxyIT extends Fixture {
    private static final String ID = "AKIDEXAMPLE";

    @TempDir
    static Path shared;
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static S3Proxy s3;
    private final String bucket = "/bucket-" + BUCKETS.incrementAndGet();
    private Tamperer tamperer;
    private String caller;
    private String libraries;

    @BeforeAll
    static void startS3() throws IOException {
        s3 = new S3Proxy(shared, ID, CANARY);
    }

    @AfterAll
    static void stopS3() {
        s3.close();
    }

    @BeforeEach
    void startTamperer() throws IOException {
        tamperer = new Tamperer("127.0.0.2", s3.port);
    }

    @AfterEach
    void stopTamperer() {
        tamperer.close();
    }

    @Override
    String caller() {
        return caller;
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/" + libraries + "/*";
    }

    static Stream<List<String>> clients() {
        return Stream.of(List.of("UrlConnectionCaller", "none"), List.of("JdkHttpClientCaller", "none"), List.of("OkHttpCaller", "okhttp-3_4"),
                List.of("OkHttpCaller", "okhttp-4"));
    }

    /** With a bucket of its own. */
    private Application application(List<String> client) throws IOException {
        caller = client.get(0);
        libraries = client.get(1);
        assumeTrue(Application.JAVA >= 11 || !caller.startsWith("Jdk"), "the JDK's HttpClient came with Java 11");
        String key = "access-key-id: '${literal:" + ID + "}'";
        Path policy = Files.writeString(folder.resolve("policy.yaml"), "version: 1\n"
                + "credentials:\n"
                + "  right: {type: aws-sigv4, region: us-east-1, service: s3, " + key + ", secret-access-key: '${env:KEY}'}\n"
                + "  wrong: {type: aws-sigv4, region: us-east-1, service: s3, " + key + ", secret-access-key: '${literal:other}'}\n"
                + "  unsigned: {type: aws-sigv4, region: us-east-1, service: s3, payload: unsigned, " + key
                + ", secret-access-key: '${env:KEY}'}\n"
                + "rules:\n"
                + "  - {host: 127.0.0.1, paths: [/*/wrong/**], credentials: [wrong]}\n"
                + "  - {host: 127.0.0.1, credentials: [right]}\n"
                + "  - {host: 127.0.0.2, paths: [/*/unsigned/**], credentials: [unsigned]}\n"
                + "  - {host: 127.0.0.2, credentials: [right]}\n");
        Application a = with(List.of(Application.agent(policy)));
        assertAnswers("200", "PUT " + url("") + " Content-Type=text/plain <", a);
        return a;
    }

    private String url(String target) {
        return "http://127.0.0.1:" + s3.port + bucket + target;
    }

    private static void assertAnswers(String status, String call, Application a) throws IOException {
        String answer = a.call(call);
        assertTrue(answer.matches("(" + status + ") .*"), call + ": " + answer + a.errors());
        assertFalse(answer.contains(CANARY), answer);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void whatIsSignedIsAccepted(List<String> client) throws IOException {
        Application a = application(client);
        for (String key : List.of("/a", "/a%20b/%C3%A4~.txt", "/a%28b%29%2Bc", "/x/.y/z...")) {
            assertAnswers("200", "PUT " + url(key) + " Content-Type=text/plain x-amz-meta-a=1 <body", a);
            assertAnswers("200", "GET " + url(key), a);
            assertAnswers("206", "GET " + url(key) + " Range=bytes=1-2", a);
            assertAnswers("204", "DELETE " + url(key), a);
            assertAnswers("404", "GET " + url(key), a);
        }
        assertAnswers("200", "PUT " + url("/fixed") + " Content-Type=text/plain +fixed=70000", a);
        assertAnswers("200", "PUT " + url("/chunked") + " Content-Type=text/plain +chunked=70000", a);
        assertAnswers("200", "PUT " + url("/empty") + " Content-Type=text/plain <", a);
        assertAnswers("200", "GET " + url("?prefix=f&list-type=2&delimiter=%2F&start-after="), a);
        assertAnswers("200", "GET " + url("?location"), a);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void anotherSecretIsRefused(List<String> client) throws IOException {
        Application a = application(client);
        assertAnswers("403", "GET " + url("/wrong/a"), a);
        assertAnswers("403", "PUT " + url("/wrong/a") + " Content-Type=text/plain <body", a);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void whatIsChangedOnItsWayIsRefused(List<String> client) throws IOException {
        Application a = application(client);
        String list = "GET " + tamperer.url(bucket + "?prefix=a");
        String put = "PUT " + tamperer.url(bucket + "/a") + " Content-Type=text/plain x-amz-meta-a=1 <body";
        assertAnswers("200", list, a);
        assertAnswers("200", put, a);
        changed(head -> head.replace("prefix=a", "prefix=b"), list, a);
        changed(head -> head.replaceFirst("(?i)x-amz-meta-a: 1", "x-amz-meta-a: 2"), put, a);
        changed(head -> head.replaceFirst("(?i)text/plain", "text/other"), put, a);
        changed(head -> head.replace("/a HTTP", "/b HTTP"), put, a);
        changed(head -> head.replaceFirst("GET", "DELETE"), list, a);
        tamperer.changesBody = true;
        assertAnswers("40[03]", put, a);
        assertAnswers("200", "PUT " + tamperer.url(bucket + "/unsigned/a") + " Content-Type=text/plain <body", a);
    }

    private void changed(UnaryOperator<String> change, String call, Application a) throws IOException {
        tamperer.request = head -> {
            String changed = change.apply(head);
            return changed.equals(head) ? "" : changed;
        };
        assertAnswers("403", call, a);
        tamperer.request = UnaryOperator.identity();
    }

    /** The agent is told that its clock is wrong, believes it, and is told so by the server; then it knows better. */
    @ParameterizedTest
    @MethodSource("clients")
    void aTimeThatTheServerRefusesIsCorrectedByTheNextRequest(List<String> client) throws IOException {
        Application a = application(client);
        String list = "GET " + tamperer.url(bucket);
        String later = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(20));
        tamperer.request = head -> head.replace("Signature=", "Signature=0");
        tamperer.answer = head -> head.replaceFirst("(?i)\r\nDate: [^\r]*", "\r\nDate: " + later);
        assertAnswers("403", list, a);
        tamperer.request = UnaryOperator.identity();
        tamperer.answer = UnaryOperator.identity();
        assertAnswers("403", list, a);
        assertAnswers("200", list, a);
    }
}
