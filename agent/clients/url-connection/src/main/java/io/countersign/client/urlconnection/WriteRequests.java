package io.countersign.client.urlconnection;

import io.countersign.client.Handler;
import io.countersign.request.Headers;
import io.countersign.engine.Engine;
import io.countersign.request.BodySigning;
import io.countersign.request.OutgoingRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/** Replaces the headers that are about to be written by a signed copy of them. */
final class WriteRequests implements Handler {
    private final Engine engine;

    WriteRequests(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Object at(Object self, Object headers) throws IOException {
        Hop hop = new Hop((HttpURLConnection) self, headers);
        Headers signed = engine.sign(hop);
        if (signed == null) {
            return headers;
        }
        try {
            return MessageHeaders.copyWith(headers, signed);
        } catch (RuntimeException | LinkageError e) {
            throw engine.failed(hop, e);
        }
    }

    private static final class Hop implements OutgoingRequest {
        private final HttpURLConnection connection;
        private final Object headers;
        private final URL url;

        Hop(HttpURLConnection connection, Object headers) {
            this.connection = connection;
            this.headers = headers;
            this.url = connection.getURL();
        }

        @Override
        public String method() {
            return MessageHeaders.method(headers);
        }

        @Override
        public String scheme() {
            return url.getProtocol();
        }

        @Override
        public String host() {
            return url.getHost();
        }

        @Override
        public int port() {
            return url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
        }

        @Override
        public String rawPath() {
            return url.getPath();
        }

        @Override
        public boolean viaProxy() {
            return connection.usingProxy() || MessageHeaders.viaProxy(connection);
        }

        @Override
        public boolean carries(String header) {
            return MessageHeaders.carries(connection, headers, header);
        }

        @Override
        public String rawQuery() {
            return url.getQuery();
        }

        @Override
        public String[] fields() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean hasBody() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long bodyLength() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isRepeatable() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean readBody(BodySigning signing) {
            throw new UnsupportedOperationException();
        }
    }
}
