package io.countersign.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person logs in where the server is shown a client certificate (RFC 8705), by all but the browser. */
class CertificateTest {
    private static final Authority AUTHORITY = Authority.root("Authority");

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void create() throws Exception {
        fixture = new Fixture(folder);
        fixture.server.wants(AUTHORITY.issue(Spec.server("idp").ip("127.0.0.1")), AUTHORITY);
        Identity client = AUTHORITY.issue(Spec.client("orders"));
        write("ca.pem", AUTHORITY.pem());
        write("mesh.pem", client.certificates() + client.pkcs8());
        fixture.policy("version: 1", "credentials:", "  mesh: {type: client-certificate, certificate: mesh.pem, key: mesh.pem}",
                "  me: {type: oauth2, grant: refresh-token, client-id: orders, issuer: '" + fixture.server.issuer + "', certificate: mesh, trust: ca.pem,"
                        + " scope: [openid, api, offline_access]}");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void write(String name, String text) throws Exception {
        Files.write(folder.resolve(name), text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whoLogsInByABrowserShowsItForTheCodeAlone() throws Exception {
        assertEquals(0, fixture.run("login"), fixture.err());
        assertTrue(fixture.page.startsWith("200 "), fixture.page);
        assertEquals("[token_endpoint CN=orders]", fixture.server.shown.toString());
        assertEquals("orders", fixture.server.tokenRequests.get(0).get("client_id"));
        assertEquals("secret-refresh-token", fixture.stored().refreshToken);
    }

    @Test
    void whoLogsInByADeviceCodeAndOutShowsItEachTime() throws Exception {
        assertEquals(0, fixture.run("login", "--device"), fixture.err());
        assertEquals(0, fixture.run("logout"), fixture.err());
        assertEquals(Arrays.asList("device_authorization_endpoint CN=orders", "token_endpoint CN=orders", "revocation_endpoint CN=orders"),
                fixture.server.shown);
        assertEquals("secret-refresh-token", fixture.server.revocations.get(0).get("token"));
        assertNull(fixture.stored());
    }

    @Test
    void aCertificateThatIsNotThereIsSaid() throws Exception {
        Files.delete(folder.resolve("mesh.pem"));
        assertEquals(1, fixture.run("login"));
        assertTrue(fixture.err().contains("credential 'mesh' cannot be had: 'certificate': FOLDER/mesh.pem is not there"), fixture.err());
        assertEquals("[]", fixture.server.shown.toString());
    }
}
