package io.countersign.it.probe;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.URL;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

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
        Authenticator.setDefault(!call.has("+user") ? null : new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(call.user()[0], call.user()[1].toCharArray());
            }
        });
        HttpURLConnection connection = (HttpURLConnection) new URL(call.url).openConnection(call.proxy());
        connection.setRequestMethod(call.method);
        for (Map.Entry<String, String> header : call.headers) {
            connection.addRequestProperty(header.getKey(), header.getValue());
        }
        if (call.has("+timeout")) {
            connection.setReadTimeout(call.number("+timeout"));
        }
        String before = connection.getRequestProperties().toString();
        send(call, connection);
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            while (in != null && in.read() >= 0) {
                // Drained, so that the connection can be used again.
            }
        }
        return status + " HTTP/1.1 " + before + " " + connection.getRequestProperty("X-API-Key") + " "
                + connection.getRequestProperty("Authorization") + " " + connection.getHeaderFields() + " log: " + logged;
    }

    private static void send(Call call, HttpURLConnection connection) throws Exception {
        if (call.has("+fixed")) {
            connection.setFixedLengthStreamingMode(call.streamed());
        } else if (call.has("+chunked")) {
            connection.setChunkedStreamingMode(0);
        }
        connection.setDoOutput(call.body != null || call.streams());
        if (call.has("+connect")) {
            connection.connect();
        }
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
}
