package io.countersign.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Call;
import io.countersign.background.Route;
import io.countersign.background.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By which proxy the agent's calls go, and what they tell it. The host idp.example.test is there behind the proxy alone. */
class ProxyTest {
    private static final String CONNECTED = "HTTP/1.1 200 Connected\r\n\r\n";

    private final Map<String, String> environment = new HashMap<>();
    private final Properties properties = new Properties();
    private final List<String> lookedUp = new CopyOnWriteArrayList<>();
    private RawServer server;
    private RawServer proxy;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        server = RawServer.saying(Certificates.SERVER, RawServer.ok("here"));
        start(CONNECTED);
    }

    private void start(String answer) {
        proxy = RawServer.saying(null, answer);
        proxy.tunnelsTo = answer.equals(CONNECTED) ? server : null;
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        proxy.close();
    }

    private Transport transport() {
        return new OkHttpTransport(environment, properties, host -> {
            lookedUp.add(host);
            if (host.equals("idp.example.test")) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
        }, 10_000, 1 << 20);
    }

    private String get(String ownProxy) throws IOException {
        return get(transport(), ownProxy);
    }

    private String get(Transport transport, String ownProxy) throws IOException {
        return transport.send(new Call(URI.create("https://idp.example.test/token?canary"), "canary=1",
                new Route(Certificates.SERVER.file(folder), ownProxy), "Authorization", "Basic canary")).body;
    }

    private String failure(String ownProxy) {
        String failure = assertThrows(IOException.class, () -> get(ownProxy)).getMessage();
        assertFalse(failure.contains("canary"), failure);
        return failure;
    }

    private void assertByProxy() {
        assertEquals(1, proxy.heads.size());
        assertTrue(proxy.heads.get(0).startsWith("CONNECT idp.example.test:443 HTTP/1.1\r\n"), proxy.heads.get(0));
        assertFalse(proxy.heads.get(0).contains("canary"), proxy.heads.get(0));
        assertFalse(lookedUp.contains("idp.example.test"), "a name that only the proxy may know");
        assertEquals(1, server.heads.size());
        assertNull(RawServer.field(server.heads.get(0), "Proxy-Authorization"));
    }

    @Test
    void theRoutesOwnProxyIsAsked() throws Exception {
        environment.put("HTTPS_PROXY", "http://elsewhere.example.test:1");
        environment.put("NO_PROXY", "*");
        assertEquals("here", get("http://127.0.0.1:" + proxy.port()));
        assertByProxy();
    }

    @Test
    void theProxyOfTheEnvironmentIsAsked() throws Exception {
        properties.setProperty("https.proxyHost", "elsewhere.example.test");
        environment.put("https_proxy", "proxy.example.test:" + proxy.port() + "/");
        assertEquals("here", get(null));
        assertByProxy();
        assertEquals("[proxy.example.test]", lookedUp.toString());
    }

    @Test
    void theProxyOfThePropertiesAsTheyWereAtTheStartIsAsked() throws Exception {
        properties.setProperty("https.proxyHost", "127.0.0.1");
        properties.setProperty("https.proxyPort", String.valueOf(proxy.port()));
        properties.setProperty("http.nonProxyHosts", "localhost|*.example.com");
        Transport transport = transport();
        properties.setProperty("https.proxyHost", "elsewhere.example.test");
        properties.setProperty("http.nonProxyHosts", "*");
        assertEquals("here", get(transport, null));
        assertByProxy();
    }

    @Test
    void directMeansNoneWhateverTheEnvironmentSays() {
        environment.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
        assertEquals("unknown host idp.example.test", failure("direct"));
        assertEquals(0, proxy.heads.size());
    }

    @Test
    void aHostThatIsExceptedIsCalledWithout() {
        environment.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
        environment.put("no_proxy", "other.example.com, .example.test");
        assertEquals("unknown host idp.example.test", failure(null));
        assertEquals(0, proxy.heads.size());
    }

    @Test
    void loopbackIsNeverCalledByAProxy() throws Exception {
        environment.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
        assertEquals("here", transport().send(new Call(URI.create(server.url("/")), null,
                new Route(Certificates.SERVER.file(folder), "http://127.0.0.1:" + proxy.port()))).body);
        assertEquals(0, proxy.heads.size());
    }

    @Test
    void userAndPasswordAreToldToTheProxyAloneAndBeforeItAsks() throws Exception {
        environment.put("HTTPS_PROXY", "http://sue:p%40ss:w%C3%B6rd@127.0.0.1:" + proxy.port());
        assertEquals("here", get(null));
        assertByProxy();
        // sue:p@ss:wörd in UTF-8.
        assertEquals("Basic c3VlOnBAc3M6d8O2cmQ=", RawServer.field(proxy.heads.get(0), "Proxy-Authorization"));
    }

    @Test
    void twoCallsOfOneErrandShareATunnel() throws Exception {
        environment.put("HTTPS_PROXY", "http://sue:secret@127.0.0.1:" + proxy.port());
        Transport transport = transport();
        get(transport, null);
        Path trust = Certificates.SERVER.file(folder);
        for (int i = 0; i < 2; i++) {
            transport.send(new Call(URI.create("https://idp.example.test/"), null, new Route(trust, null)));
        }
        assertEquals(2, proxy.heads.size(), "one for each file of trust");
    }

    @Test
    void aProxyThatRefusesIsNamedWithoutItsPassword() throws Exception {
        proxy.close();
        start("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"canary\"\r\nContent-Length: 0\r\n\r\n");
        String place = "127.0.0.1:" + proxy.port();
        assertEquals("the proxy " + place + " on the way to idp.example.test:443 asks for a user and a password", failure("http://" + place));
        assertEquals("the proxy " + place + " on the way to idp.example.test:443 does not accept the user and password that it was given",
                failure("http://sue:canary@" + place));
        assertEquals(2, proxy.heads.size());
        proxy.close();
        start("HTTP/1.1 403 canary\r\nContent-Length: 0\r\n\r\n");
        assertEquals("the proxy 127.0.0.1:" + proxy.port() + " does not let through to idp.example.test:443 (status 403)",
                failure("http://sue:canary@127.0.0.1:" + proxy.port()));
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        assertEquals("cannot connect to the proxy 127.0.0.1:" + port + " on the way to idp.example.test:443 (connection refused)",
                failure("http://sue:canary@127.0.0.1:" + port));
        assertEquals("unknown host idp.example.test, the proxy to idp.example.test:443", failure("http://idp.example.test:1"));
    }

    @Test
    void aProxyThatIsNoneIsSaidAndNotPassedOver() {
        environment.put("HTTPS_PROXY", "socks5://sue:canary@127.0.0.1:1");
        assertEquals("the proxy in HTTPS_PROXY cannot be used to get to idp.example.test: http://HOST:PORT is expected", failure(null));
        environment.clear();
        properties.setProperty("https.proxyHost", "127.0.0.1");
        properties.setProperty("https.proxyPort", "many");
        assertEquals("the proxy in https.proxyHost cannot be used to get to idp.example.test: a host, and a number in https.proxyPort, are expected",
                failure(null));
        for (String text : new String[] {"", "https://proxy:1", "ftp://proxy", "http://", "http://:1", "proxy:0", "proxy:65536", "proxy:-1", "pro xy",
            "http://proxy:1/path", "http://sue:canary@"}) {
            assertEquals("the proxy to idp.example.test is not named as one: http://HOST:PORT is expected, or direct", failure(text));
            assertEquals("is not a proxy: http://HOST:PORT is expected, or direct", transport().mistake(new Route(null, text)));
        }
        for (String text : new String[] {"direct", "http://proxy.example.com", "HTTP://proxy:3128/", "http://sue:canary@[::1]:3128", "proxy:1"}) {
            assertNull(transport().mistake(new Route(null, text)), text);
        }
    }

    @Test
    void aProxysAddressIsReadAsItIsWritten() {
        assertEquals("proxy.example.com:80", ProxyAddress.of("http://proxy.example.com").toString());
        assertEquals("[::1]:3128", ProxyAddress.of("http://sue:canary@[::1]:3128/").toString());
        assertEquals("Basic c3VlOg==", ProxyAddress.of("sue@proxy:1").authorization);
        assertNull(ProxyAddress.of("proxy:1").authorization);
    }

    private static void assertExcepted(NoProxy exceptions, String... hosts) {
        for (String host : hosts) {
            assertTrue(exceptions.contains(host, 443), host);
        }
    }

    private static void assertNotExcepted(NoProxy exceptions, String... hosts) {
        for (String host : hosts) {
            assertFalse(exceptions.contains(host, 443), host);
        }
    }

    @Test
    void noProxyIsReadAsOthersReadIt() {
        NoProxy exceptions = NoProxy.ofEnvironment("Example.com,.internal *.svc,10.0.0.0/8,192.0.2.7,one.test:443,two.test:8443,[2001:db8::1]:443,2001:db8:1::/48,300.1.2.3/8,1.2.3.4/99");
        assertExcepted(exceptions, "example.com", "a.b.example.com", "internal", "x.internal", "a.svc", "10.255.0.1", "192.0.2.7", "one.test",
                "2001:db8:0:0:0:0:0:1", "2001:db8:1:0:0:0:0:5");
        assertNotExcepted(exceptions, "badexample.com", "example.com.evil.test", "11.0.0.1", "192.0.2.70", "two.test", "2001:db8:2:0:0:0:0:5", "1.2.3.4",
                "10.example.org");
        assertExcepted(NoProxy.ofEnvironment("*"), "any.test", "10.0.0.1");
        assertNotExcepted(NoProxy.ofEnvironment(""), "any.test");
        assertNotExcepted(NoProxy.ofEnvironment(" , "), "any.test");
    }

    @Test
    void nonProxyHostsAreReadAsTheJdkReadsThem() {
        NoProxy exceptions = NoProxy.ofProperty("localhost|*.example.com|10.*|Exact.test|*mid*");
        assertExcepted(exceptions, "a.example.com", "10.1.2.3", "exact.test", "amidst.test");
        assertNotExcepted(exceptions, "example.com", "a.exact.test", "110.1.2.3");
        assertExcepted(NoProxy.ofProperty("*"), "any.test");
        assertNotExcepted(NoProxy.ofProperty(""), "any.test");
    }
}
