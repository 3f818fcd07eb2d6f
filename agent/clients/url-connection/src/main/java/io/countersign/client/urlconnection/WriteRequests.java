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
        HeldRequest held = SunConnection.streams(connection) ? sending.get() : null;
        Hop hop = new Hop(connection, headers);
        if (held != null && held.isOf(connection)) {
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
