package io.countersign.client.okhttp;

import io.countersign.engine.Engine;
import io.countersign.request.ApplicationFailure;
import io.countersign.request.Headers;
import java.io.IOException;
import java.net.ProtocolException;

/** What is to be put on the requests under way on each thread, and sent as their bodies, from the last interceptor on. */
final class Signing {
    private final Engine engine;
    private final ClassValue<Types> types = new ClassValue<Types>() {
        @Override
        protected Types computeValue(Class<?> request) {
            return new Types(request);
        }
    };

    /** A stack, because an event listener or a body may make a call of its own in the midst of one. Empty is null. */
    private final ThreadLocal<Entry> top = new ThreadLocal<>();

    Signing(Engine engine) {
        this.engine = engine;
    }

    /** A call begins, with all of its attempts and hops. It has an entry if it is within another, or what was sent must be known. */
    void beginCall() {
        Entry below = top.get();
        if (below != null || engine.waits()) {
            top.set(new Entry(Entry.Kind.CALL, null, null, null, below));
        }
    }

    /** Lets go of a body that was held for an attempt which never came. */
    void endCall() {
        Entry entry = top.get();
        while (entry != null && entry.kind == Entry.Kind.UNSENT) {
            entry.body.close();
            entry = pop(entry);
        }
        if (entry != null && entry.kind == Entry.Kind.CALL) {
            pop(entry);
        }
    }

    /** Waits, while the request holds no connection yet, for what its credentials lack. */
    void prepare(Object chain) throws IOException {
        if (engine.waits()) {
            Object request = Types.requestOf(chain);
            engine.prepare(new Hop(chain, request, types.get(request.getClass()), null));
        }
    }

    /** What begins normally ends: inside another call each pushes one entry, without headers where there are none. */
    void begin(Object chain) throws IOException {
        Hop hop = null;
        Headers headers = null;
        try {
            Object request = Types.requestOf(chain);
            hop = new Hop(chain, request, types.get(request.getClass()), unsentBodyOf(request)).noteCaller(engine.callers());
            headers = engine.sign(hop);
        } catch (ApplicationFailure e) {
            close(hop);
            throw e;
        } catch (RuntimeException | LinkageError e) {
            if (hop != null && hop.body() != null) {
                // The application's own may have been used up: it cannot be left as it is.
                close(hop);
                throw asFinal(engine.failed(hop, e));
            }
            push(null, null);
            throw e;
        } catch (IOException e) {
            close(hop);
            throw asFinal(e);
        }
        push(hop, headers);
    }

    /** The body of the attempt before, if it was held and the connection failed before any of it was sent. */
    private Body unsentBodyOf(Object request) {
        Entry entry = top.get();
        if (entry == null || entry.kind != Entry.Kind.UNSENT || !entry.body.isOf(SignedTypes.of(request).body(request))) {
            return null;
        }
        pop(entry);
        return entry.body;
    }

    private static void close(Hop hop) {
        if (hop != null && hop.body() != null) {
            hop.body().close();
        }
    }

    /** OkHttp tries a failed request again, 3.4 on HTTP/2 without end, unless it is this kind of failure. */
    private static IOException asFinal(IOException refusal) {
        ProtocolException last = new ProtocolException(refusal.getMessage());
        last.initCause(refusal.getCause());
        return last;
    }

    private void push(Hop hop, Headers headers) {
        Entry below = top.get();
        Body body = hop == null || hop.body() == null || !hop.body().wasRead() ? null : hop.body();
        if (headers != null || body != null || below != null) {
            top.set(new Entry(Entry.Kind.HOP, hop, headers, body, below));
        }
    }

    private Entry pop(Entry entry) {
        if (entry.below == null) {
            top.remove();
        } else {
            top.set(entry.below);
        }
        return entry.below;
    }

    void end() {
        Entry entry = top.get();
        if (entry == null) {
            return;
        }
        Entry below = pop(entry);
        Entry call = callOf(below);
        if (call != null) {
            call.sent = entry.headers;
        }
        if (entry.body != null && entry.body.isUnsent()) {
            top.set(new Entry(Entry.Kind.UNSENT, null, null, entry.body, below));
        } else if (entry.body != null) {
            entry.body.close();
        }
    }

    /** The call that is made on this thread; null if that has no entry. */
    private static Entry callOf(Entry entry) {
        Entry call = entry;
        while (call != null && call.kind == Entry.Kind.UNSENT) {
            call = call.below;
        }
        return call != null && call.kind == Entry.Kind.CALL ? call : null;
    }

    /** What is written on this thread is the call's that the top entry is of: one within it has pushed its own. */
    Object signed(Object request) throws IOException {
        Entry entry = top.get();
        if (entry == null || entry.headers == null) {
            return request;
        }
        try {
            return types.get(request.getClass()).with(request, entry.headers);
        } catch (RuntimeException | LinkageError e) {
            throw asFinal(engine.failed(entry.hop, e));
        }
    }

    /** Writes a body in OkHttp's place: as it was signed, or else as OkHttp would. What fails here must not be passed over. */
    void write(Object body, Object sink) throws IOException {
        Entry entry = top.get();
        try {
            if (entry == null || entry.body == null || entry.headers == null && !entry.body.isHeld()) {
                BodyTypes.writeTo(body, sink);
            } else {
                entry.body.send(sink);
            }
        } catch (ApplicationFailure e) {
            throw e;
        } catch (IOException e) {
            if (entry == null || entry.body == null || !entry.body.hasChanged()) {
                throw e;
            }
            entry.hop.closeConnection();
            throw asFinal(e);
        } catch (RuntimeException | LinkageError e) {
            if (entry == null || entry.hop == null) {
                throw asFinal(new IOException("countersign: a request's body could not be sent: " + e.getMessage()));
            }
            entry.hop.closeConnection();
            throw asFinal(engine.failed(entry.hop, e));
        }
    }

    /** The request that OkHttp sends next, null for none: its own, which the application's authenticator may have made, goes first. */
    Object followUp(Object response, Object followUp) {
        if (!engine.learns()) {
            return followUp;
        }
        ResponseTypes responses = ResponseTypes.of(response);
        Object last = responses.networkResponse(response);
        if (last == null) {
            return followUp;
        }
        Object request = responses.request(last);
        Entry call = callOf(top.get());
        boolean again = engine.answered(Hop.answered(request, types.get(request.getClass()), call == null ? null : call.sent),
                responses.answer(last), responses.wasSentAgain(response));
        return followUp == null && again ? responses.request(response) : followUp;
    }

    private static final class Entry {
        enum Kind {
            /** A call, within what is below if there is anything. */
            CALL,
            /** A request on its way out. */
            HOP,
            /** A body that was held for a request which could not be begun. */
            UNSENT
        }

        final Kind kind;
        final Hop hop;
        final Headers headers;

        /** Null if no signature has read it. */
        final Body body;
        final Entry below;

        /** Of a call: what was put on the last request that it has sent. */
        Headers sent;

        Entry(Kind kind, Hop hop, Headers headers, Body body, Entry below) {
            this.kind = kind;
            this.hop = hop;
            this.headers = headers;
            this.body = body;
            this.below = below;
        }
    }
}
