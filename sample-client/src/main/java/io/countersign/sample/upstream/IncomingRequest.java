package io.countersign.sample.upstream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/** A request as far as guards look at it. */
final class IncomingRequest {
    private static final int LARGEST_BODY = 1 << 16;

    final String method;

    /** As it was sent: what a log line shows must not be able to hold a line break. */
    final String rawPath;

    /** As it was sent, without the question mark; null if there is none. */
    final String rawQuery;

    /** What the client of the connection has shown of itself; null if it has not, or cannot. */
    final X509Certificate client;

    private final Headers headers;
    private final byte[] body;

    IncomingRequest(String method, String rawPath, String rawQuery, X509Certificate client, Headers headers, byte[] body) {
        this.method = method;
        this.rawPath = rawPath;
        this.rawQuery = rawQuery;
        this.client = client;
        this.headers = headers;
        this.body = body;
    }

    /** @throws IOException also if the body is larger than any order */
    static IncomingRequest of(HttpExchange exchange) throws IOException {
        return new IncomingRequest(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(),
                exchange.getRequestURI().getRawQuery(), client(exchange), exchange.getRequestHeaders(), read(exchange.getRequestBody()));
    }

    private static X509Certificate client(HttpExchange exchange) {
        try {
            return exchange instanceof HttpsExchange
                    ? (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0] : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            body.write(buffer, 0, n);
            if (body.size() > LARGEST_BODY) {
                throw new IOException("a body of more than " + LARGEST_BODY + " bytes");
            }
        }
        return body.toByteArray();
    }

    /** Path and query as they were sent. */
    String target() {
        return rawQuery == null ? rawPath : rawPath + "?" + rawQuery;
    }

    byte[] body() {
        return body.clone();
    }

    /** The value of the one header line of that name; null if there is none, or more than one. */
    String line(String name) {
        List<String> lines = lines(name);
        return lines.size() == 1 ? lines.get(0) : null;
    }

    /** The values of all header lines of that name, in any case, in order. */
    List<String> lines(String name) {
        List<String> lines = headers.get(name);
        return lines == null ? Collections.<String>emptyList() : lines;
    }
}
