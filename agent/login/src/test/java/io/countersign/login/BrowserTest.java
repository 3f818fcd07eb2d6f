package io.countersign.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrowserTest {
    private final Map<String, String> environment = new HashMap<>();

    private String commands(String system) {
        return new Browser(environment, system).commands("https://a/?b=c&d=e f").toString();
    }

    private boolean isThere(String system) {
        return new Browser(environment, system).isThere();
    }

    @Test
    void eachSystemHasItsCommandAndNoShellSeesTheAddress() {
        assertEquals("[[xdg-open, https://a/?b=c&d=e f]]", commands("Linux"));
        assertEquals("[[open, https://a/?b=c&d=e f]]", commands("Mac OS X"));
        // Which has a "win" in it.
        assertEquals("[[xdg-open, https://a/?b=c&d=e f]]", commands("Darwin"));
        assertEquals("[[rundll32, url.dll,FileProtocolHandler, https://a/?b=c&d=e f]]", commands("Windows 11"));
    }

    @Test
    void theVariableBrowserWinsAndMaySayWhereTheAddressStands() {
        environment.put("BROWSER", "firefox --new-window:w3m  %s -T text/html");
        assertEquals("[[firefox, --new-window, https://a/?b=c&d=e f], [w3m, https://a/?b=c&d=e f, -T, text/html]]", commands("Linux"));
        environment.put("BROWSER", "C:\\b.exe;c.exe");
        assertEquals("[[C:\\b.exe, https://a/?b=c&d=e f], [c.exe, https://a/?b=c&d=e f]]", commands("Windows 10"));
        environment.put("BROWSER", ":");
        assertEquals("[]", commands("Linux"));
    }

    @Test
    void thereIsOneOnADesktopAndNotAtTheEndOfAnSshSession() {
        assertFalse(isThere("Linux"));
        assertTrue(isThere("Mac OS X"));
        assertTrue(isThere("Windows 11"));
        environment.put("WAYLAND_DISPLAY", "wayland-0");
        assertTrue(isThere("Linux"));
        environment.remove("WAYLAND_DISPLAY");
        environment.put("DISPLAY", ":0");
        assertTrue(isThere("Linux"));
        environment.put("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22");
        assertFalse(isThere("Linux"));
        assertFalse(isThere("Mac OS X"));
        environment.put("BROWSER", "w3m");
        assertTrue(isThere("Linux"));
    }

    @Test
    void aCommandThatIsNotThereIsFollowedByTheNext() {
        List<String> started = new ArrayList<>();
        environment.put("BROWSER", "a:b:c");
        Browser browser = new Browser(environment, "Linux") {
            @Override
            void start(List<String> command) throws IOException {
                started.add(command.get(0));
                if (!command.get(0).equals("b")) {
                    throw new IOException("no such file");
                }
            }
        };
        assertTrue(browser.open("https://a"));
        assertEquals("[a, b]", started.toString());
        environment.put("BROWSER", "/nowhere/no-such-browser");
        assertFalse(new Browser(environment, System.getProperty("os.name")).open("https://a"));
    }
}
