package io.countersign.client.urlconnection;

import io.countersign.client.Handler;
import io.countersign.engine.Engine;
import io.countersign.request.Headers;
import java.io.IOException;
import java.net.HttpURLConnection;

/**
 * Replaces the headers that are about to be written by a signed copy of them. Where a signature waits for a body that the
 * application has yet to write, a {@link HeldRequest} stands in for the connection's output from here on.
 */
final class WriteRequests implements Handler {
    private final Engine engine;

    /** The held request that this thread is sending: the connection hands its headers over again then. */
    private final ThreadLocal<HeldRequest> sending = new ThreadLocal<>();

    WriteRequests(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Object at(Object self, Object headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) self;
        Hop hop = new Hop(connection, headers);
        HeldRequest held = sent(connection);
        if (held != null) {
            return signed(hop, headers, held.signed());
        }
        Headers signed = engine.sign(hop);
        if (hop.waiting() == null) {
            return signed(hop, headers, signed);
        }
        try {
            HeldRequest.standIn(engine, hop, sending);
            return headers;
        } catch (RuntimeException | LinkageError e) {
            throw engine.failed(hop, e);
        }
    }

    /** Null, too, where this JDK is not as expected: then those requests are refused that have a rule. */
    private HeldRequest sent(HttpURLConnection connection) {
        try {
            HeldRequest held = SunConnection.streams(connection) ? sending.get() : null;
            return held != null && held.isOf(connection) ? held : null;
        } catch (RuntimeException | LinkageError e) {
            return null;
        }
    }

    private Object signed(Hop hop, Object headers, Headers signed) throws IOException {
        if (signed == null) {
            return headers;
        }
        try {
            return MessageHeaders.copyWith(headers, signed);
        } catch (RuntimeException | LinkageError e) {
            throw engine.failed(hop, e);
        }
    }
}
