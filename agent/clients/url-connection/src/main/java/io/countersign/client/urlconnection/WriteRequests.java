package io.countersign.client.urlconnection;

import io.countersign.client.Handler;
import io.countersign.request.Headers;
import io.countersign.engine.Engine;
import io.countersign.request.OutgoingRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/** Replaces the headers that are about to be written by a signed copy of them. */
final class WriteRequests implements Handler {
    private final Engine engine;
    private volatile MessageHeaders access;

    WriteRequests(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Object at(Object self, Object headers) throws IOException {
        MessageHeaders message = access();
        Hop hop = new Hop((HttpURLConnection) self, headers, message);
        Headers signed = engine.sign(hop);
        if (signed == null) {
            return headers;
        }
        try {
            return message.copyWith(headers, signed);
        } catch (RuntimeException | LinkageError e) {
            throw engine.failed(hop, e);
        }
    }

    /** Looked up at the first request, when the JDK's classes are there. */
    private MessageHeaders access() {
        MessageHeaders a = access;
        if (a == null) {
            access = a = new MessageHeaders();
        }
        return a;
    }

    private static final class Hop implements OutgoingRequest {
        private final HttpURLConnection connection;
        private final Object headers;
        private final MessageHeaders message;
        private final URL url;

        Hop(HttpURLConnection connection, Object headers, MessageHeaders message) {
            this.connection = connection;
            this.headers = headers;
            this.message = message;
            this.url = connection.getURL();
        }

        @Override
        public String method() {
            return message.method(headers);
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
            return connection.usingProxy() || message.viaProxy(connection);
        }

        @Override
        public boolean carries(String header) {
            return message.carries(connection, headers, header);
        }
    }
}
