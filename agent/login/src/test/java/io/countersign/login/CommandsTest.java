package io.countersign.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the commands are called, and exit statuses. */
class CommandsTest {
    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new Fixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void says(int status, String part, String... arguments) {
        assertEquals(status, fixture.exactly(arguments), fixture.err());
        assertTrue(fixture.err().contains(part), fixture.err());
        assertEquals("", fixture.out());
    }

    private String policy() {
        return folder.resolve("policy.yaml").toString();
    }

    @Test
    void aCredentialToWhichNobodyLogsInIs64AndThoseThereAreAreNamed() throws Exception {
        says(64, "there is no credential 'mee' in FOLDER/policy.yaml; did you mean 'me'?", "login", policy(), "mee");
        says(64, "nobody logs in for credential 'key', which is not of 'type: oauth2' with 'grant: refresh-token', but for me", "login", policy(), "key");
        fixture.policy("version: 1", "credentials:", "  key: {type: api-key, value: '${env:SECRET}'}",
                "  machine: {type: oauth2, grant: client-credentials, client-id: c, client-secret: '${env:SECRET}', issuer: 'https://idp'}");
        says(64, "nobody logs in for credential 'machine'", "login", policy(), "machine");
        says(64, "; there is none of 'type: oauth2' with 'grant: refresh-token'", "logout", policy(), "key");
        says(64, "there is no credential 'x' in FOLDER/policy.yaml; there is none of 'type: oauth2'", "login", policy(), "x");
    }

    @Test
    void aWrongPolicyIs78() throws Exception {
        fixture.credential(", client-idd: x");
        says(78, "unknown field 'client-idd'", "login", policy(), "me");
        says(78, "nowhere.yaml", "login", folder.resolve("nowhere.yaml").toString(), "me");
    }

    @Test
    void aCredentialByWhichNobodyCanLogInIs78() throws Exception {
        fixture.credential(", refresh-token: '${env:SEED}', token-url: '" + fixture.server.issuer + "/token_endpoint'");
        says(78, "FOLDER/policy.yaml: credential 'me' has a 'token-url' alone, and to log in takes an 'issuer'", "login", policy(), "me");
        assertNull(fixture.stored());
        fixture.credential(", dpop: ES256");
        says(78, "'dpop' binds the refresh token of a client without authentication", "login", policy(), "me");
    }

    @Test
    void aServerThatIsNotThereIs1() throws Exception {
        fixture.server.close();
        assertEquals(1, fixture.run("login"));
        assertTrue(fixture.err().startsWith("not logged in: the metadata of ISSUER cannot be had: "), fixture.err());
    }

    @Test
    void neitherAPolicyNorAnArgumentMovesTheCursor() throws Exception {
        says(64, "there is no credential ' [2Jx'", "login", policy(), "\u001b[2Jx");
        says(64, "there is no credential ' [2Jx'", "logout", policy(), "\u001b[2Jx");
        says(78, "nowhere [2J.yaml", "login", folder.resolve("nowhere\u001b[2J.yaml").toString(), "me");
        fixture.policy("version: 1", "credentials:", "  \"k\\e[2J\": {type: api-key, value: '${env:SECRET}', \"x\\e[2J\": 1, y: 2}");
        says(78, "unknown field 'x [2J'", "login", policy(), "me");
        assertEquals(2, fixture.err().split("\\R").length, "each mistake is a line");
        assertFalse(fixture.err().contains("\u001b"), fixture.err());
    }
}
