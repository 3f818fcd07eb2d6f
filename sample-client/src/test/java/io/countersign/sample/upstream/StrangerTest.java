package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StrangerTest {
    private Listener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new Listener("127.0.0.1", new Stranger());
    }

    @AfterEach
    void close() {
        listener.close();
    }

    private String answerTo(String path, String... headers) throws IOException {
        URLConnection connection = listener.url(path).toURL().openConnection();
        for (String header : headers) {
            connection.setRequestProperty(header, "s3cret");
        }
        try (BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            return in.readLine();
        }
    }

    @Test
    void whatAClientSendsOfItselfIsNoCredential() throws IOException {
        assertEquals("none seen", answerTo("/"));
        assertEquals("none seen", answerTo("/", "HTTP2-Settings", "User-Agent"));
    }

    @Test
    void anythingElseIsToldByName() throws IOException {
        assertEquals("saw Authorization, X-api-key, X-of-tomorrow", answerTo("/", "X-API-Key", "Authorization", "X-Of-Tomorrow"));
        assertEquals("saw a query", answerTo("/?sig=s3cret"));
    }
}
