package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedServiceTest {
    private static final String CANARY = "canary-7e21";

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Listener listener;

    @BeforeEach
    void listen() throws IOException {
        Guard basic = new BasicGuard("batch", CANARY);
        listener = new Listener("127.0.0.1", new GuardedService(new PrintStream(log, true))
                .guard("/api-key", new ApiKeyGuard(CANARY))
                .guard("/basic", basic)
                .guard("/bearer", new BearerGuard(CANARY, Collections.singleton("read"), "read"))
                .guard("/bearer/approve", new BearerGuard(CANARY, Collections.singleton("read"), "approve"))
                .guardMoved("/moved", basic, URI.create("http://elsewhere.example/")));
    }

    @AfterEach
    void closeAndLookForSecretsInTheLog() {
        listener.close();
        assertFalse(log.toString().contains(CANARY), log.toString());
        assertFalse(log.toString().contains(Requests.base64("batch:" + CANARY)), log.toString());
        assertFalse(log.toString().contains("guess"), log.toString());
    }

    private HttpURLConnection get(String path, String header, String value) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) listener.url(path).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        if (header != null) {
            connection.setRequestProperty(header, value);
        }
        connection.getResponseCode();
        return connection;
    }

    private void assertStatus(int status, String path, String header, String value) throws IOException {
        HttpURLConnection answer = get(path, header, value);
        assertEquals(status, answer.getResponseCode());
        assertEquals(status >= 400 && status != 404, answer.getHeaderField("WWW-Authenticate") != null);
        assertTrue(log.toString().contains("GET " + path.split("\\?")[0] + " " + status), log.toString());
    }

    @Test
    void withoutACredentialNothingIsServed() throws IOException {
        for (String path : new String[] {"/api-key", "/basic", "/bearer", "/bearer/approve", "/moved"}) {
            assertStatus(401, path, null, null);
        }
    }

    @Test
    void withAWrongOneNothingIsServedAndTheGuessIsNotLogged() throws IOException {
        assertStatus(401, "/api-key", "X-API-Key", "guess");
        assertStatus(401, "/basic", "Authorization", "Basic guess!");
        assertStatus(401, "/bearer", "Authorization", "Bearer guess");
        assertStatus(401, "/bearer", "Authorization", "guess");
    }

    @Test
    void withTheRightOneEachPathIsServed() throws IOException {
        assertStatus(200, "/api-key", "X-API-Key", CANARY);
        assertStatus(200, "/basic", "Authorization", "Basic " + Requests.base64("batch:" + CANARY));
        assertStatus(200, "/bearer", "Authorization", "Bearer " + CANARY);
    }

    @Test
    void theRightOneOfAnotherTypeOpensNothing() throws IOException {
        assertStatus(401, "/api-key", "Authorization", "Bearer " + CANARY);
        assertStatus(401, "/bearer", "X-API-Key", CANARY);
    }

    @Test
    void theRightOneWithoutThePermissionIsForbidden() throws IOException {
        assertStatus(403, "/bearer/approve", "Authorization", "Bearer " + CANARY);
    }

    @Test
    void aMovedPathTellsThePlaceToThoseAloneWhoMayKnow() throws IOException {
        assertEquals(null, get("/moved", null, null).getHeaderField("Location"));
        HttpURLConnection answer = get("/moved", "Authorization", "Basic " + Requests.base64("batch:" + CANARY));
        assertEquals(302, answer.getResponseCode());
        assertEquals("http://elsewhere.example/", answer.getHeaderField("Location"));
    }

    @Test
    void otherPathsAreNotThere() throws IOException {
        assertStatus(404, "/", "X-API-Key", CANARY);
        assertStatus(404, "/api-key/", "X-API-Key", CANARY);
    }

    @Test
    void aQueryIsNotLogged() throws IOException {
        assertStatus(401, "/api-key?key=" + CANARY, null, null);
    }
}
