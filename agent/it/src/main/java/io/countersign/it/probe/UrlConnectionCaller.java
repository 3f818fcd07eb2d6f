package io.countersign.it.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.HttpsURLConnection;

/** Reads its log too, which shows the request headers that the connection believes it has sent. */
public final class UrlConnectionCaller implements Caller {
    private static final Logger LOG = Logger.getLogger("sun.net.www.protocol.http.HttpURLConnection");
    private final StringBuffer logged = new StringBuffer();

    public UrlConnectionCaller() {
        LOG.setLevel(Level.ALL);
        LOG.setUseParentHandlers(false);
        LOG.addHandler(new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.append(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    @Override
    public String call(Call call) throws Exception {
        logged.setLength(0);
        for (int i = 0; call.has("+gc") && i < 5; i++) {
            System.gc();
            System.runFinalization();
        }
        Authenticator.setDefault(!call.has("+user") ? null : new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(call.user()[0], call.user()[1].toCharArray());
            }
        });
        HttpURLConnection connection = (HttpURLConnection) new URL(call.url).openConnection(call.proxy());
        ApplicationTls tls = ApplicationTls.of(call);
        if (tls != null) {
            ((HttpsURLConnection) connection).setSSLSocketFactory(tls.factory);
            if (tls.trustsAll) {
                ((HttpsURLConnection) connection).setHostnameVerifier(tls.anyName);
            }
        }
        connection.setRequestMethod(call.method);
        for (Map.Entry<String, String> header : call.headers) {
            connection.addRequestProperty(header.getKey(), header.getValue());
        }
        if (call.has("+timeout")) {
            connection.setReadTimeout(call.number("+timeout"));
        }
        if (call.has("+steps")) {
            return step(call, connection, call.options.get("+steps"));
        }
        String before = connection.getRequestProperties().toString();
        send(call, connection);
        int status = connection.getResponseCode();
        StringBuilder body = new StringBuilder();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            // To its end, so that the connection can be used again.
            for (int b = in == null ? -1 : in.read(); b >= 0; b = in.read()) {
                body.append((char) b);
            }
        }
        return status + " HTTP/1.1 " + body + " " + before + " " + connection.getRequestProperty("X-API-Key") + " "
                + connection.getRequestProperty("Authorization") + " " + connection.getHeaderFields() + " log: " + logged;
    }

    private static void send(Call call, HttpURLConnection connection) throws Exception {
        prepare(call, connection);
        if (call.body != null || call.streams()) {
            try (OutputStream out = connection.getOutputStream()) {
                if (call.body != null) {
                    out.write(call.body);
                } else {
                    call.writeTo(out);
                }
            }
        }
    }

    private static void prepare(Call call, HttpURLConnection connection) throws Exception {
        if (call.has("+fixed")) {
            connection.setFixedLengthStreamingMode(call.streamed());
        } else if (call.has("+chunked")) {
            connection.setChunkedStreamingMode(0);
        }
        connection.setDoOutput(call.body != null || call.streams());
        if (call.has("+connect") || call.has("+pause")) {
            connection.connect();
            call.pause();
        }
    }

    /**
     * Takes a streamed body's steps one by one, whatever they come to, and says of each what that was.
     *
     * @param steps letters: {@code w} writes 10 bytes at once and {@code b} one, {@code f} flushes, {@code c} closes, {@code o}
     *        asks for the stream again, {@code r} for the status, {@code i} for the response, {@code d} disconnects, {@code l}
     *        lets 0.7 s pass
     */
    private static String step(Call call, HttpURLConnection connection, String steps) throws Exception {
        StringBuilder said = new StringBuilder();
        OutputStream out = null;
        prepare(call, connection);
        byte[] some = new byte[call.has("+piece") ? call.number("+piece") : 10];
        for (char step : ("o" + steps).toCharArray()) {
            said.append(step).append(' ');
            try {
                switch (step) {
                    case 'o': out = connection.getOutputStream(); break;
                    case 'w': out.write(some); break;
                    case 'b': out.write('b'); break;
                    case 'f': out.flush(); break;
                    case 'c': out.close(); break;
                    case 'r': said.append(connection.getResponseCode()); break;
                    case 'i': said.append(connection.getInputStream().read()); break;
                    case 'd': connection.disconnect(); break;
                    case 'l': pass(700); break;
                    default: throw new AssertionError(step);
                }
            } catch (Exception e) {
                said.append(e);
            }
            said.append(" | ");
        }
        return said.toString();
    }

    /** Nobody connects. */
    private static void pass(int millis) throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            server.setSoTimeout(millis);
            server.accept();
        } catch (SocketTimeoutException e) {
            // It has passed.
        }
    }
}
