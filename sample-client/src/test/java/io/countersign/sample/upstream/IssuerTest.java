package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerTest {
    private static final RSAKey KEY = Jwts.key("1");

    @TempDir
    Path folder;

    private final Map<String, String> answers = new HashMap<>();
    private Listener server;
    private String address;
    private Path file;
    private Issuer issuer;

    @BeforeEach
    void serve() throws IOException {
        server = new Listener("127.0.0.1", this::answer);
        address = server.url("").toString();
        file = folder.resolve("issuer");
        Files.write(file, (address + "\n").getBytes(StandardCharsets.UTF_8));
        issuer = new Issuer(file, "sample", () -> 1000);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String answer = answers.get(exchange.getRequestURI().getPath());
        Listener.answer(exchange, answer == null ? 404 : 200, answer == null ? "no such path" : answer);
    }

    private void metadata(String json) {
        answers.put("/.well-known/oauth-authorization-server", json.replace('\'', '"'));
    }

    @Test
    void itsKeysAreWhereItsMetadataSays() throws Exception {
        metadata("{'issuer':'" + address + "','jwks_uri':'" + address + "/k'}");
        answers.put("/k", new JWKSet(KEY.toPublicJWK()).toString());
        String token = Jwts.signed("{'alg':'RS256','kid':'1','typ':'at+jwt'}", "{'iss':'" + address
                + "','aud':'sample','iat':1000,'exp':1001,'jti':'1','sub':'batch','client_id':'batch'}", new RSASSASigner(KEY));
        assertEquals("batch", issuer.get().verify(token).getSubject());
    }

    @Test
    void metadataOfAnotherIssuerIsRefused() {
        metadata("{'issuer':'" + address + "/','jwks_uri':'" + address + "/k'}");
        assertThrows(IOException.class, issuer::get);
    }

    @Test
    void metadataWithoutKeysIsRefused() {
        metadata("{'issuer':'" + address + "'}");
        assertThrows(IOException.class, issuer::get);
        metadata("<html>");
        assertThrows(IOException.class, issuer::get);
    }

    @Test
    void itMayStartLater() throws Exception {
        Files.delete(file);
        assertThrows(IOException.class, issuer::get);
        Files.write(file, address.getBytes(StandardCharsets.UTF_8));
        assertThrows(IOException.class, issuer::get);
        metadata("{'issuer':'" + address + "','jwks_uri':'" + address + "/k'}");
        issuer.get();
    }
}
