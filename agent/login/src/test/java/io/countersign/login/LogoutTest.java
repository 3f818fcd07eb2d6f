package io.countersign.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogoutTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private FakeServer server;

    @BeforeEach
    void start() throws Exception {
        fixture = new Fixture(folder);
        server = fixture.server;
        fixture.credential(", client-secret: '${env:SECRET}'");
        assertEquals(0, fixture.run("login"), fixture.err());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void says(int status, String out, String err) throws Exception {
        assertEquals(status, fixture.run("logout"));
        assertTrue(fixture.out().contains(out), fixture.out());
        assertTrue(err.isEmpty() ? fixture.err().isEmpty() : fixture.err().contains(err), fixture.err());
        assertNull(fixture.stored());
    }

    @Test
    void theTokenIsRevokedAndDeleted() throws Exception {
        says(0, "ISSUER has revoked the refresh token.", "");
        assertEquals("secret-refresh-token", server.revocations.get(0).get("token"));
        assertEquals("refresh_token", server.revocations.get(0).get("token_type_hint"));
        assertTrue(server.authorizations.get(server.authorizations.size() - 1).startsWith("Basic "));
        says(0, "Nobody was logged in for credential 'me'.", "");
        assertEquals(1, server.revocations.size());
    }

    @Test
    void itIsDeletedThoughTheServerRefusesAndThatIsAFailure() throws Exception {
        server.revocationAnswer = "400 {\"error\":\"unsupported_token_type\"}";
        says(1, "Logged out: the refresh token of credential 'me' is deleted.",
                "not revoked: ISSUER/revocation_endpoint answers with status 400: unsupported_token_type");
    }

    @Test
    void itIsDeletedThoughTheServerIsNotThere() throws Exception {
        String store = fixture.login().store.toString();
        server.close();
        assertEquals(1, fixture.run("logout"));
        assertTrue(fixture.err().startsWith("not revoked: "), fixture.err());
        assertTrue(Files.notExists(Paths.get(store)));
    }

    @Test
    void aServerThatCannotRevokeIsSaid() throws Exception {
        server.metadata.remove("revocation_endpoint");
        fixture.close();
        try (Fixture other = new Fixture(folder)) {
            other.server.metadata.remove("revocation_endpoint");
            assertEquals(0, other.run("login"), other.err());
            assertEquals(0, other.run("logout"));
            assertTrue(other.out().contains("ISSUER has no revocation endpoint: what was issued is good there until it expires."), other.out());
            assertNull(other.stored());
        }
    }

    @Test
    void whatCannotBeReadIsDeletedAndNotRevoked() throws Exception {
        Files.write(Paths.get(fixture.login().store.toString()), new byte[] {'C', 'S', 'R', 'T', 9});
        says(1, "Logged out", "not revoked: FOLDER/home/.countersign/tokens/");
        assertTrue(server.revocations.isEmpty());
    }

    @Test
    void somebodysOwnFileIsLeftAlone() throws Exception {
        Path store = Paths.get(fixture.login().store.toString());
        Files.write(store, new byte[] {1});
        assertEquals(69, fixture.run("logout"));
        assertTrue(fixture.err().contains("not logged out: FOLDER/home/.countersign/tokens/"), fixture.err());
        assertTrue(Files.exists(store));
    }

    @Test
    void thePolicysOwnTokenIsLeftAlone() throws Exception {
        fixture.credential(", refresh-token: '${env:SEED}'");
        says(0, "The policy's own 'refresh-token', ${env:SEED}, is as it was.", "");
        fixture.credential(", refresh-token: '${env:SEED}', token-url: '" + server.issuer + "/token_endpoint'");
        says(0, "Nobody was logged in", "");
    }
}
