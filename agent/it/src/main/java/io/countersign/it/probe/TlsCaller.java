package io.countersign.it.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A request by the JDK's TLS itself, as an application makes it that has no HTTP client. {@code +by} says how the connection is
 * made, {@code +at} where to, if not to the URL's host; {@code +context} by which of {@link Contexts}, with {@code +keys} of its
 * own: those of one name are the same, so that sessions are resumed, but for {@code +fresh}. Answers with the body that came, or with when it failed and of what.
 */
public final class TlsCaller implements Caller {
    private static final int PATIENCE_MILLIS = 20_000;
    private final Map<String, SSLContext> contexts = new HashMap<>();

    /** A connection, whatever it is of. */
    interface Connection extends AutoCloseable {
        void handshake() throws IOException;

        void write(byte[] bytes) throws IOException;

        /** Says that nothing more is written. */
        void end() throws IOException;

        /** @return less than 0 at the end */
        int read(byte[] some) throws IOException;

        @Override
        void close() throws IOException;
    }

    @Override
    public String call(Call call) throws Exception {
        SSLContext context = context(call);
        URL url = new URL(call.url);
        String when = "connecting";
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Connection connection = open(call, context, url.getHost().replaceAll("[\\[\\]]", ""), url.getPort())) {
            when = "handshake";
            connection.handshake();
            when = "writing";
            if (!call.has("+mute")) {
                connection.write(("GET " + url.getFile() + " HTTP/1.1\r\nHost: it\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            if (call.has("+half")) {
                connection.end();
            }
            when = "reading";
            byte[] some = new byte[8192];
            for (int n = connection.read(some); n >= 0; n = connection.read(some)) {
                answer.write(some, 0, n);
            }
        } catch (IOException e) {
            return "! " + when + ": " + said(e);
        }
        String text = new String(answer.toByteArray(), StandardCharsets.US_ASCII);
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    /** With all its causes. */
    private static String said(Throwable e) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = e; each != null; each = each.getCause()) {
            all.append(all.length() == 0 ? "" : " <- ").append(each);
        }
        return all.toString();
    }

    private synchronized SSLContext context(Call call) throws IOException, GeneralSecurityException {
        String name = call.options.getOrDefault("+context", "default");
        String keys = call.options.get("+keys");
        SSLContext context = contexts.get(name + keys);
        if (context == null || call.has("+fresh")) {
            context = Contexts.make(name, keys);
            contexts.put(name + keys, context);
        }
        return context;
    }

    private static Connection open(Call call, SSLContext context, String host, int port) throws IOException, ReflectiveOperationException {
        String by = call.options.getOrDefault("+by", "host");
        String at = call.options.getOrDefault("+at", host);
        if (by.contains("engine")) {
            SSLEngine engine = by.equals("engine") ? context.createSSLEngine(host, port) : context.createSSLEngine();
            engine.setUseClientMode(true);
            engine.setSSLParameters(parameters(call, engine.getSSLParameters()));
            return new EngineConnection(engine, plain(at, port));
        }
        SSLSocket socket = socket(by, context.getSocketFactory(), host, at, port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setSSLParameters(parameters(call, socket.getSSLParameters()));
        return connection(socket);
    }

    private static SSLParameters parameters(Call call, SSLParameters parameters) throws ReflectiveOperationException {
        if (call.has("+protocols")) {
            parameters.setProtocols(call.options.get("+protocols").split(","));
        }
        if (call.has("+checks")) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (call.has("+alpn")) {
            // Not in what the first Java 8 had.
            SSLParameters.class.getMethod("setApplicationProtocols", String[].class).invoke(parameters, (Object) call.options.get("+alpn").split(","));
        }
        return parameters;
    }

    private static SSLSocket socket(String by, SSLSocketFactory factory, String host, String at, int port) throws IOException {
        switch (by) {
            case "host":
                return (SSLSocket) factory.createSocket(host, port);
            case "unconnected":
                SSLSocket socket = (SSLSocket) factory.createSocket();
                socket.connect(new InetSocketAddress(host, port));
                return socket;
            case "layered":
                return (SSLSocket) factory.createSocket(plain(at, port), host, port, true);
            case "address":
                return (SSLSocket) factory.createSocket(InetAddress.getByName(host), port);
            default:
                throw new AssertionError(by);
        }
    }

    private static Socket plain(String host, int port) throws IOException {
        Socket socket = new Socket(host, port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static Connection connection(SSLSocket socket) throws IOException {
        return new Connection() {
            @Override
            public void handshake() throws IOException {
                socket.startHandshake();
            }

            @Override
            public void write(byte[] bytes) throws IOException {
                socket.getOutputStream().write(bytes);
            }

            @Override
            public void end() throws IOException {
                socket.shutdownOutput();
            }

            @Override
            public int read(byte[] some) throws IOException {
                return socket.getInputStream().read(some);
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }
}
