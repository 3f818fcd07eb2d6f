package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Azure Storage's SharedKey, judged by Azurite, its vendor's own emulator. */
class AzuriteIT extends Fixture {
    private static final String ACCOUNT = "countersign";
    private static final String KEY = Base64.getEncoder().encodeToString("a key that only this test has".getBytes(StandardCharsets.UTF_8));
    private static final String WRONG_KEY = Base64.getEncoder().encodeToString("a key that nobody has".getBytes(StandardCharsets.UTF_8));
    private static final Pattern LISTENS = Pattern.compile("listens on http://127\\.0\\.0\\.1:(\\d+)");

    private Process azurite;
    private Tamperer server;

    @Override
    String caller() {
        return "UrlConnectionCaller";
    }

    @BeforeEach
    void start() throws IOException {
        Path main = Verifiers.FOLDER.resolve("node_modules/azurite/dist/src/blob/main.js");
        assumeTrue(Files.exists(main), "no azurite in " + Verifiers.FOLDER + ", where npm ci puts it");
        ProcessBuilder builder = new ProcessBuilder("node", main.toString(), "--blobPort", "0", "--inMemoryPersistence",
                "--disableTelemetry", "--skipApiVersionCheck").directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("AZURITE_ACCOUNTS", ACCOUNT + ":" + KEY);
        azurite = builder.start();
        server = new Tamperer("127.0.0.1", port(new BufferedReader(
                new InputStreamReader(azurite.getInputStream(), StandardCharsets.UTF_8))));
    }

    private static int port(BufferedReader said) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                return Integer.parseInt(listens.group(1));
            }
        }
        throw new IOException("azurite did not start");
    }

    @AfterEach
    void end() {
        if (azurite != null) {
            server.close();
            azurite.destroy();
        }
    }

    private Application with(String key, String file) throws IOException {
        Path policy = folder.resolve(file);
        Files.writeString(policy, "version: 1\ncredentials:\n"
                + "  blobs: {type: hmac, preset: azure-storage, key-id: " + ACCOUNT + ", secret: '${literal:" + key + "}'}\n"
                + "rules: [{host: 127.0.0.1, credentials: [blobs]}]\n");
        return with(List.of(Application.agent(policy)));
    }

    private void assertAnswered(String status, String call) throws IOException {
        String answer = application.call(call);
        assertTrue(answer.startsWith(status + " "), call + ": " + answer + application.errors());
    }

    @Test
    void whatIsSignedIsAcceptedAndWhatIsTamperedWithRefused() throws IOException {
        with(KEY, "right.yaml");
        String container = server.url("/" + ACCOUNT + "/orders");
        assertAnswered("201", "PUT " + container + "?restype=container <");
        String put = "PUT " + container + "/a%20b.txt x-ms-blob-type=BlockBlob x-ms-meta-kind=order Content-Type=text/plain <hello";
        assertAnswered("201", put);
        assertAnswered("200", "GET " + container + "/a%20b.txt");
        assertAnswered("200", "GET " + container + "?restype=container&comp=list&prefix=a&include=metadata");
        assertAnswered("202", "DELETE " + container + "/a%20b.txt");
        Map<String, UnaryOperator<String>> tampered = Map.of(
                "path", head -> head.replaceFirst("a%20b", "b"),
                "query", head -> head.replaceFirst(" HTTP/", "?comp=metadata HTTP/"),
                "header", head -> head.replaceFirst("x-ms-meta-kind: order", "x-ms-meta-kind: another"),
                "length", head -> head.replaceFirst("Content-Length: 5", "Content-Length: 4"),
                "time", head -> head.replaceFirst("x-ms-date: [^\r]*", "x-ms-date: Mon, 01 Jan 2024 00:00:00 GMT"));
        for (Map.Entry<String, UnaryOperator<String>> change : tampered.entrySet()) {
            server.request = change.getValue();
            String answer = application.call(put);
            assertEquals("403", answer.substring(0, 3), change.getKey() + ": " + answer);
        }
        server.request = UnaryOperator.identity();
        assertAnswered("201", put);
    }

    @Test
    void anotherKeyIsRefused() throws IOException {
        with(WRONG_KEY, "wrong.yaml");
        assertAnswered("403", "PUT " + server.url("/" + ACCOUNT + "/orders") + "?restype=container <");
    }
}
