package io.countersign.client.okhttp;

import io.countersign.credential.Headers;
import io.countersign.engine.Engine;
import io.countersign.engine.OutgoingRequest;
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
        Object request = null;
        Headers headers = null;
        try {
            request = Types.requestOf(chain);
            headers = engine.sign(new Hop(chain, request, types.get(request.getClass())));
        } catch (RuntimeException e) {
            push(null, null);
            throw e;
        } catch (IOException e) {
            throw asFinal(e);
        }
        push(request, headers);
    }

    /** OkHttp tries a failed request again, 3.4 on HTTP/2 without end, unless it is this kind of failure. */
    private static IOException asFinal(IOException refusal) {
        ProtocolException last = new ProtocolException(refusal.getMessage());
        last.initCause(refusal.getCause());
        return last;
    }

    private void push(Object request, Headers headers) {
        Entry below = top.get();
        if (headers != null || below != null) {
            top.set(new Entry(request, headers, below));
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

    Object signed(Object request) {
        Entry entry = top.get();
        return entry == null || entry.headers == null || entry.request != request ? request
                : types.get(request.getClass()).with(request, entry.headers);
    }

    private static final class Entry {
        final Object request;
        final Headers headers;
        final Entry below;

        Entry(Object request, Headers headers, Entry below) {
            this.request = request;
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
    }
}
