package io.countersign.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import org.junit.jupiter.api.Test;

class LoopbackRedirectTest {
    @Test
    void itIsOnLoopbackByItsAddress() throws Exception {
        try (LoopbackRedirect redirect = new LoopbackRedirect("s")) {
            URI uri = URI.create(redirect.uri());
            assertEquals("http 127.0.0.1 /callback", uri.getScheme() + " " + uri.getHost() + " " + uri.getPath());
        }
    }

    @Test
    void onlyTheRightStateEndsTheWait() throws Exception {
        try (LoopbackRedirect redirect = new LoopbackRedirect("right+state")) {
            String uri = redirect.uri();
            for (String wrong : new String[] {"?state=wrong&code=c", "?code=c", "", "?state=&code=c", "?state=right+state&code=c",
                "?state=right%2Bstate&state=right%2Bstate&code=c", "?state=right%2Bstate&code=c&code=d"}) {
                String page = FakeServer.visit(uri + wrong);
                assertTrue(page.startsWith("400 no-store ") && page.contains("not the answer that is waited for"), page);
            }
            assertThrows(LoginFailure.class, () -> redirect.await(1));
            String page = FakeServer.visit(uri + "?state=right%2Bstate&code=c%20d");
            assertTrue(page.startsWith("200 no-store <!DOCTYPE html>"), page);
            assertEquals("c d", redirect.await(60_000).get("code"));
        }
    }

    @Test
    void nothingElseIsThere() throws Exception {
        try (LoopbackRedirect redirect = new LoopbackRedirect("s")) {
            String base = redirect.uri().replace("/callback", "");
            for (String path : new String[] {"/", "/favicon.ico", "/callback/?state=s&code=c", "/callback2?state=s&code=c", "/x/callback?state=s"}) {
                assertTrue(FakeServer.visit(base + path).startsWith("404 no-store "), path);
            }
            HttpURLConnection post = (HttpURLConnection) new URL(redirect.uri() + "?state=s&code=c").openConnection();
            post.setRequestMethod("POST");
            assertEquals(405, post.getResponseCode());
            assertThrows(LoginFailure.class, () -> redirect.await(1));
        }
    }

    @Test
    void aRefusalIsShownAsOne() throws Exception {
        try (LoopbackRedirect redirect = new LoopbackRedirect("s")) {
            assertTrue(FakeServer.visit(redirect.uri() + "?state=s&error=%3Cscript%3E").contains("Nobody is logged in."));
            assertEquals("<script>", redirect.await(60_000).get("error"));
        }
    }

    @Test
    void itIsClosedAfterwards() throws Exception {
        LoopbackRedirect redirect = new LoopbackRedirect("s");
        redirect.close();
        assertThrows(IOException.class, () -> FakeServer.visit(redirect.uri() + "?state=s&code=c"));
    }

    @Test
    void whoDoesNotComeIsNotWaitedForForever() throws Exception {
        try (LoopbackRedirect redirect = new LoopbackRedirect("s")) {
            assertEquals("nobody has logged in within 0 s", assertThrows(LoginFailure.class, () -> redirect.await(1)).getMessage());
        }
    }
}
