package io.countersign.credential.hmac;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.request.TestRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each placeholder stands for, in headers and in the message. */
class TemplateTest {
    private static final String KEY = "partner-key";
    private static final long TIME = 1_795_435_200_123L;

    @TempDir
    Path folder;

    private static TestRequest request() {
        return new TestRequest("POST", "https://Api.example:8443/a%20b/c?x=1&y=%7B").with("Content-Type", "text/plain")
                .with("Accept", "a").with("accept", "b").body("Hello, World!");
    }

    private static String hmac(byte[] message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(message));
    }

    private static String quoted(String template) {
        return '"' + template.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r") + '"';
    }

    /** The digests of {@code Hello, World!} are as {@code md5sum} and {@code sha256sum} say. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {
        "{method}, POST",
        "{host}, Api.example:8443",
        "{path}, /a%20b/c",
        "{query}, x=1&y=%7B",
        "{path-and-query}, /a%20b/c?x=1&y=%7B",
        "{url}, https://Api.example:8443/a%20b/c?x=1&y=%7B",
        "{timestamp}, 1795435200",
        "{timestamp-ms}, 1795435200123",
        "{timestamp-iso}, 2026-11-23T12:00:00Z",
        "{nonce}, 01010101010101010101010101010101",
        "{nonce}{nonce}, 0101010101010101010101010101010101010101010101010101010101010101",
        "{key-id}, k1",
        "{header:content-type}, text/plain",
        "~{header:ACCEPT}~, ~a, b~",
        "{header:Host}, Api.example:8443",
        "{header:Authorization}, Bearer t",
        "<{header:X-Absent}>, <>",
        "{body-md5}, 65a8e27d8879283831b664bd8b7f0ad4",
        "{body-sha256}, dffd6021bb2bd5b0af676290809ec3a53191dd81c7f70a4b28688a362182986f",
        "{body-sha256:hex}, dffd6021bb2bd5b0af676290809ec3a53191dd81c7f70a4b28688a362182986f",
        "{body-sha256:base64}, 3/1gIbsr1bCvZ2KQgJ7DpTGR3YHH9wpLKGiKNiGCmG8=",
        "{body-sha256:base64url}, 3_1gIbsr1bCvZ2KQgJ7DpTGR3YHH9wpLKGiKNiGCmG8",
        "{{{method}}}, {POST}",
        "{{method}}, {method}",
        "{{{{}}, {{}"})
    void aPlaceholderStandsForItsValueInHeadersAndInTheMessage(String template, String value) throws Exception {
        Map<String, String> headers = new Signer(folder, "secret: '${literal:" + KEY + "}'", "key-id: k1",
                "message: " + quoted(template + "\nend"), "headers: {X-V: " + quoted(template) + ", X-S: '{signature}'}").at(TIME).sign(request());
        assertEquals(value, headers.get("X-V"));
        assertEquals(hmac((value + "\nend").getBytes(StandardCharsets.UTF_8)), headers.get("X-S"));
    }

    @Test
    void theBodyIsSignedAsItIs() throws Exception {
        byte[] body = {0, (byte) 0xff, (byte) 0xc3, '{', 13, 10};
        for (String message : new String[] {"{body}", "<{body}>", "{header:Content-Type}{body}{method}"}) {
            String[] around = message.replace("{header:Content-Type}", "text/plain").replace("{method}", "POST").split("\\{body}", -1);
            byte[] expected = (around[0] + "      " + around[1]).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(body, 0, expected, around[0].length(), body.length);
            assertEquals(hmac(expected), new Signer(folder, "secret: '${literal:" + KEY + "}'", "message: '" + message + "'",
                    "headers: {X-S: '{signature}'}").sign(request().body(body)).get("X-S"));
        }
    }

    @Test
    void anAbsentBodyIsAnEmptyOne() throws Exception {
        String empty = "d41d8cd98f00b204e9800998ecf8427e e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 /";
        for (TestRequest request : new TestRequest[] {new TestRequest("GET", "https://a"), new TestRequest("GET", "https://a").body("")}) {
            assertEquals(hmac(("GET" + empty).getBytes(StandardCharsets.UTF_8)),
                    new Signer(folder, "secret: '${literal:" + KEY + "}'", "message: '{method}{body}{body-md5} {body-sha256} {path}{query}'",
                            "headers: {X-S: '{signature}'}").sign(request).get("X-S"));
        }
    }

    @Test
    void aHeaderThatTheCredentialWritesItselfIsSignedAsItIsSent() throws Exception {
        Map<String, String> headers = new Signer(folder, "secret: '${literal:" + KEY + "}'", "message: '{header:x-date} {header:X-Digest}'",
                "headers: {X-Date: 'at {timestamp}', X-Digest: '{body-md5:base64}', X-S: '{signature}'}").at(TIME).sign(request());
        assertEquals("at 1795435200", headers.get("X-Date"));
        assertEquals(hmac("at 1795435200 ZajifYh5KDgxtmS9i38K1A==".getBytes(StandardCharsets.UTF_8)), headers.get("X-S"));
    }

    /** Written again, without parts and streams: what is random is the template, the request and the body. */
    @RepeatedTest(200)
    void aRandomTemplateIsWhatReplacingItsPlaceholdersGives(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] body = new byte[random.nextInt(3000)];
        random.nextBytes(body);
        long millis = Math.abs(random.nextLong() % 4_000_000_000_000L);
        String path = "/" + Long.toString(random.nextLong(), 36) + "%2F";
        boolean hasQuery = random.nextBoolean();
        boolean hasBody = random.nextInt(4) > 0;
        body = hasBody ? body : new byte[0];
        String[][] values = {
            {"{method}", "PUT"}, {"{path}", path}, {"{query}", hasQuery ? "q=1" : ""},
            {"{path-and-query}", path + (hasQuery ? "?q=1" : "")}, {"{url}", "http://h.example" + path + (hasQuery ? "?q=1" : "")},
            {"{host}", "h.example"}, {"{timestamp}", millis / 1000 + ""}, {"{timestamp-ms}", millis + ""},
            {"{timestamp-iso}", Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString()},
            {"{header:X-Ü}".replace("Ü", "U"), "ü€\ud83d\ude00"}, {"{key-id}", "k\u00e9y"}, {"{{", "{"}, {"}}", "}"},
            {"\n", "\n"}, {"tex\u20act", "tex\u20act"}, {"{body-sha256}", hex(MessageDigest.getInstance("SHA-256").digest(body))},
            {"{body-md5:base64url}", Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("MD5").digest(body))}};
        StringBuilder template = new StringBuilder();
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        int bodyAt = random.nextInt(20) - 8;
        for (int i = 0; i < 12; i++) {
            // What is made of the body may stand behind it alone.
            String[] value = values[random.nextInt(values.length - (i < bodyAt ? 2 : 0))];
            if (i == bodyAt) {
                template.append("{body}");
            }
            template.append(value[0]);
            (i < bodyAt ? before : after).append(value[1]);
        }
        byte[] prefix = before.toString().getBytes(StandardCharsets.UTF_8);
        byte[] suffix = after.toString().getBytes(StandardCharsets.UTF_8);
        boolean covered = bodyAt >= 0 && bodyAt < 12;
        byte[] message = Arrays.copyOf(prefix, prefix.length + (covered ? body.length : 0) + suffix.length);
        System.arraycopy(body, 0, message, prefix.length, covered ? body.length : 0);
        System.arraycopy(suffix, 0, message, message.length - suffix.length, suffix.length);
        TestRequest request = new TestRequest("PUT", "http://h.example" + path + (hasQuery ? "?q=1" : "")).with("X-U", "ü€\ud83d\ude00");
        assertEquals(hmac(message), new Signer(folder, "secret: '${literal:" + KEY + "}'", "key-id: k\u00e9y",
                "message: " + quoted(template.toString()), "headers: {X-S: '{signature}'}").at(millis)
                        .sign(hasBody ? request.body(body) : request).get("X-S"), template.toString());
    }

    private static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte b : bytes) {
            hex.append(String.format("%02x", b));
        }
        return hex.toString();
    }
}
