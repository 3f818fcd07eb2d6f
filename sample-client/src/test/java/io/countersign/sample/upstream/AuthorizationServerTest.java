package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of the real authorization server, as {@code run} starts it, and the guards that accept them. */
class AuthorizationServerTest {
    private static final String SECRET = "canary-7e21";

    @TempDir
    static Path folder;

    private static Process server;
    private static BufferedReader out;
    private static String issuer;

    @BeforeAll
    static void start() throws IOException {
        Files.write(folder.resolve("oauth2-client-secret"), (SECRET + "\n").getBytes(StandardCharsets.UTF_8));
        server = new ProcessBuilder(Paths.get(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path"),
                "io.countersign.sample.authorization.AuthorizationServer", folder.toString())
                .redirectError(folder.resolve("log").toFile()).start();
        out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        assertNotNull(line, "it did not start: " + log());
        assertTrue(line.startsWith("issuer http://127.0.0.1:"), line);
        issuer = line.substring("issuer ".length());
        Files.write(folder.resolve("issuer"), issuer.getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void endAndLookAtWhatItSaid() throws Exception {
        boolean saysMore = out.ready();
        server.destroy();
        server.waitFor();
        assertFalse(saysMore, "more than its issuer");
        assertFalse(log().contains(SECRET), log());
    }

    private static String log() throws IOException {
        return new String(Files.readAllBytes(folder.resolve("log")), StandardCharsets.UTF_8);
    }

    /** RFC 6749, section 4.4.2. */
    private static Map<String, Object> ask(int status, String client, String secret, String form) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) URI.create(issuer + "/oauth2/token").toURL().openConnection();
        connection.setRequestProperty("Authorization", "Basic " + Requests.base64(client + ":" + secret));
        connection.setDoOutput(true);
        connection.getOutputStream().write(("grant_type=client_credentials" + form).getBytes(StandardCharsets.US_ASCII));
        assertEquals(status, connection.getResponseCode());
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                answer.write(b);
            }
        }
        return JSONObjectUtils.parse(answer.toString("UTF-8"));
    }

    private static String token(String client, String form) throws Exception {
        return (String) ask(200, client, SECRET, form).get("access_token");
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }

    private static AccessTokens.Source tokens(String audience, long later) {
        return new Issuer(folder.resolve("issuer"), audience, () -> now() + later);
    }

    private static Verdict judge(AccessTokens.Source tokens, String scope, String token) {
        return new OAuth2Guard(tokens, scope).judge(Requests.with("Authorization", "Bearer " + token));
    }

    @Test
    void itsTokenOpensWhatItsScopeOpensAndNothingElse() throws Exception {
        String token = token("batch", "&scope=api:read");
        assertSame(Verdict.GRANTED, judge(tokens("sample", 0), "api:read", token));
        assertEquals(403, judge(tokens("sample", 0), "api:admin", token).status);
        assertEquals(401, judge(tokens("other", 0), "api:read", token).status);
    }

    @Test
    void aTokenForWhichNoScopeWasAskedOpensNothing() throws Exception {
        assertEquals(403, judge(tokens("sample", 0), "api:read", token("batch", "")).status);
    }

    @Test
    void aTokenInItsNameFromAnotherKeyIsRefused() throws Exception {
        SignedJWT good = SignedJWT.parse(token("batch", "&scope=api:read"));
        SignedJWT forged = new SignedJWT(good.getHeader(), good.getJWTClaimsSet());
        forged.sign(new RSASSASigner(Jwts.key("1")));
        assertEquals(401, judge(tokens("sample", 0), "api:read", forged.serialize()).status);
    }

    @Test
    void itsTokensLiveFiveMinutesAndThoseOfTheBriefOneTwoSeconds() throws Exception {
        assertLife(300, token("batch", "&scope=api:read"));
        assertLife(2, token("batch-brief", "&scope=api:read"));
    }

    private static void assertLife(long seconds, String token) throws Exception {
        JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
        assertEquals(seconds * 1000, claims.getExpirationTime().getTime() - claims.getIssueTime().getTime());
        assertEquals("expired", judge(tokens("sample", seconds), "api:read", token).reason);
    }

    @Test
    void aWrongSecretAndAScopeThatIsNotGrantedGetNoToken() throws Exception {
        assertEquals("invalid_client", ask(401, "batch", "guess", "&scope=api:read").get("error"));
        assertEquals("invalid_scope", ask(400, "batch", SECRET, "&scope=api:read+api:admin").get("error"));
    }
}
