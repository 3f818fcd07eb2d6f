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

/** In the order of RFC 8628, section 3. */
class DeviceCodeTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private FakeServer server;

    @BeforeEach
    void start() throws Exception {
        fixture = new Fixture(folder);
        server = fixture.server;
        fixture.visit = url -> {
            throw new AssertionError("opened");
        };
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void error(String... errors) {
        for (String error : errors) {
            server.tokenAnswers.add("400 {\"error\":\"" + error + "\"}");
        }
    }

    private void fails(String part) throws Exception {
        assertEquals(1, fixture.run("login", "--device"), fixture.out());
        assertTrue(fixture.err().contains(part), fixture.err());
        assertNull(fixture.stored());
    }

    @Test
    void thePersonIsShownTheCodeAndTheAnswerIsPolled() throws Exception {
        error("authorization_pending", "authorization_pending");
        assertEquals(0, fixture.run("login", "--device"), fixture.err());
        assertTrue(fixture.out().contains("    ISSUER/device\n    WDJB-MJHT\n".replace("\n", System.lineSeparator())), fixture.out());
        assertFalse(fixture.out().contains("Or this one"), fixture.out());
        assertTrue(fixture.out().contains("alice (4711) is logged in"), fixture.out());
        assertEquals("[2000, 2000, 2000]", fixture.pauses.toString());
        assertEquals("secret-refresh-token", fixture.stored().refreshToken);
        assertEquals("urn:ietf:params:oauth:grant-type:device_code", server.tokenRequests.get(0).get("grant_type"));
        assertEquals("orders", server.tokenRequests.get(0).get("client_id"));
    }

    @Test
    void theAddressWithTheCodeInItIsShownToo() throws Exception {
        server.deviceChanges.put("verification_uri_complete", "https://idp/device?c=WDJB-MJHT\u001b[1A");
        server.deviceChanges.put("interval", null);
        assertEquals(0, fixture.run("login", "--device"), fixture.err());
        assertTrue(fixture.out().contains("    https://idp/device?c=WDJB-MJHT [1A"), fixture.out());
        assertEquals("[5000]", fixture.pauses.toString());
    }

    @Test
    void whoIsToldToSlowDownWaitsFiveSecondsMoreFromThenOn() throws Exception {
        error("slow_down", "authorization_pending", "slow_down");
        assertEquals(0, fixture.run("login", "--device"), fixture.err());
        assertEquals("[2000, 7000, 7000, 12000]", fixture.pauses.toString());
    }

    @Test
    void aServerThatIsNotWellIsAskedLessOften() throws Exception {
        server.tokenAnswers.add("503 ");
        server.tokenAnswers.add("503 ");
        assertEquals(0, fixture.run("login", "--device"), fixture.err());
        assertEquals("[2000, 4000, 8000]", fixture.pauses.toString());
    }

    @Test
    void refusalAndExpiryAreToldInWords() throws Exception {
        error("access_denied");
        fails("not logged in: ISSUER refuses: access was denied, by the person or by the server");
        error("expired_token");
        fails("nobody has entered the code while it was good");
        error("unauthorized_client");
        fails("unauthorized_client");
    }

    @Test
    void itIsGivenUpWhenTheCodeIsOverThoughTheServerDoesNotSaySo() throws Exception {
        for (int i = 0; i < 100; i++) {
            error("authorization_pending");
        }
        fails("nobody has entered the code while it was good");
        assertEquals(30, fixture.pauses.size());
    }

    @Test
    void anAnswerThatLacksSomethingIsSaid() throws Exception {
        for (String member : new String[] {"device_code", "user_code", "verification_uri"}) {
            server.deviceChanges.clear();
            server.deviceChanges.put(member, null);
            fails("answers without '" + member + "'");
        }
    }

    @Test
    void anIdTokenIsVerifiedHereToo() throws Exception {
        server.claims = claims -> claims.put("aud", "another");
        fails("is not for client 'orders' ('aud')");
    }

    @Test
    void whereThereIsNoBrowserItIsTheWayAndWhereTheServerHasNoneTheAddressIsShown() throws Exception {
        fixture.hasBrowser = false;
        assertEquals(0, fixture.run("login"), fixture.err());
        assertTrue(fixture.out().contains("WDJB-MJHT"), fixture.out());
    }

    @Test
    void aServerWithoutItIsSaidOrLeftForTheBrowser() throws Exception {
        server.metadata.remove("device_authorization_endpoint");
        fails("names no 'device_authorization_endpoint'");
        fixture.hasBrowser = false;
        fixture.limit = 1;
        assertEquals(1, fixture.run("login"));
        assertTrue(fixture.out().contains("open this address in a browser on this machine"), fixture.out());
    }
}
