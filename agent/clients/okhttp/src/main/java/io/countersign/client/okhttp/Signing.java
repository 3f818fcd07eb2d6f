package io.countersign.client.okhttp;

import io.countersign.engine.Engine;
import io.countersign.request.Headers;
import io.countersign.request.BodySigning;
import io.countersign.request.OutgoingRequest;
import java.io.IOException;
import java.net.ProtocolException;

/** What is to be put on the requests under way on each thread, from the last interceptor to the codec. */
final class Signing {
    private final Engine engine;
    private final ClassValue<Types> types = new ClassValue<Types>() {
        @Override
        protected Types computeValue(Class<?> request) {
            return new Types(request);
        }
    };

    /** A stack, because an event listener may make a call of its own in the midst of one. Empty is null. */
    private final ThreadLocal<Entry> top = new ThreadLocal<>();

    Signing(Engine engine) {
        this.engine = engine;
    }

    /** What begins normally ends: inside another call each pushes one entry, without headers where there are none. */
    void begin(Object chain) throws IOException {
        Hop hop = null;
        Headers headers = null;
        try {
            Object request = Types.requestOf(chain);
            hop = new Hop(chain, request, types.get(request.getClass()));
            headers = engine.sign(hop);
        } catch (RuntimeException | LinkageError e) {
            push(null, null);
            throw e;
        } catch (IOException e) {
            throw asFinal(e);
        }
        push(hop, headers);
    }

    /** OkHttp tries a failed request again, 3.4 on HTTP/2 without end, unless it is this kind of failure. */
    private static IOException asFinal(IOException refusal) {
        ProtocolException last = new ProtocolException(refusal.getMessage());
        last.initCause(refusal.getCause());
        return last;
    }

    private void push(Hop hop, Headers headers) {
        Entry below = top.get();
        if (headers != null || below != null) {
            top.set(new Entry(hop, headers, below));
        }
    }

    void end() {
        Entry entry = top.get();
        if (entry == null) {
            return;
        }
        if (entry.below == null) {
            top.remove();
        } else {
            top.set(entry.below);
        }
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

    private static final class Entry {
        final Hop hop;
        final Headers headers;
        final Entry below;

        Entry(Hop hop, Headers headers, Entry below) {
            this.hop = hop;
            this.headers = headers;
            this.below = below;
        }
    }

    private static final class Hop implements OutgoingRequest {
        private final Object chain;
        private final Object request;
        private final Types types;
        private final Object url;

        Hop(Object chain, Object request, Types types) {
            this.chain = chain;
            this.request = request;
            this.types = types;
            this.url = types.url(request);
        }

        @Override
        public String method() {
            return types.method(request);
        }

        @Override
        public String scheme() {
            return types.scheme(url);
        }

        @Override
        public String host() {
            return types.host(url);
        }

        @Override
        public int port() {
            return types.port(url);
        }

        @Override
        public String rawPath() {
            return types.path(url);
        }

        @Override
        public boolean viaProxy() {
            return types.viaProxy(chain);
        }

        @Override
        public boolean carries(String header) {
            String value = types.header(request, header);
            return value != null && !(header.equalsIgnoreCase("User-Agent") && value.startsWith("okhttp/"));
        }

        @Override
        public String rawQuery() {
            throw new UnsupportedOperationException();
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
