package io.countersign.client.jdk;

import io.countersign.request.ApplicationFailure;
import io.countersign.request.BodySigning;
import io.countersign.request.Headers;
import io.countersign.request.LaterSigning;
import io.countersign.request.OutgoingRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One attempt to send a request of the JDK's client on one hop, and what is put on it meanwhile. */
final class Hop implements OutgoingRequest {
    static final String NAME = "JDK HttpClient";

    private static final int UNKNOWN = -2;

    /** Who has begun the call; null if nobody has noted it. */
    String caller;

    final HttpRequest request;
    private final URI uri;

    /** The application's; null if there is no body. */
    private final BodyPublisher publisher;

    /** Its body, if that is held already. */
    private HeldPublisher held;
    private long length = UNKNOWN;
    private BodySigning signing;
    private CompletableFuture<?> pending;

    /** What goes on when that is there. */
    private LaterSigning later;

    private Headers put;

    /** Those that it went out with, once they have been taken off. */
    private Headers sent;
    private HttpHeaders userHeaders;
    private URI uriBefore;
    private List<List<String>> replaced;

    /** Whether the query is signed as not being there: HTTP/1.1 leaves an empty one out, HTTP/2 would not. */
    private boolean withoutEmptyQuery;

    Hop(HttpRequest request) {
        this.request = request;
        this.uri = ascii(request.uri());
        this.publisher = request.bodyPublisher().orElse(null);
    }

    /** As the client encodes it when it writes. */
    private static URI ascii(URI uri) {
        String ascii = uri.toASCIIString();
        return ascii.equals(uri.toString()) ? uri : URI.create(ascii);
    }

    @Override
    public String client() {
        return NAME;
    }

    @Override
    public String caller() {
        return caller;
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String scheme() {
        String scheme = uri.getScheme();
        if (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss")) {
            return "https";
        }
        return "http";
    }

    @Override
    public String host() {
        return uri.getHost();
    }

    @Override
    public int port() {
        return uri.getPort() >= 0 ? uri.getPort() : scheme().equals("https") ? 443 : 80;
    }

    @Override
    public String rawPath() {
        return uri.getRawPath();
    }

    @Override
    public String rawQuery() {
        String query = uri.getRawQuery();
        withoutEmptyQuery |= query != null && query.isEmpty();
        return query == null || query.isEmpty() ? null : query;
    }

    @Override
    public boolean viaProxy() {
        return RequestImpl.proxy(request) != null;
    }

    /** Set by the application: among its own headers, or its authenticator's answer, which is a system header. */
    @Override
    public boolean carries(String header) {
        return request.headers().map().containsKey(header)
                || header.equalsIgnoreCase("Authorization") && RequestImpl.systemHeaders(request).containsKey(header);
    }

    /**
     * With those that the client adds only when it writes: the host, and the length where it is known. System headers give
     * way to the application's, but for cookies, of which the two kinds are sent together.
     */
    @Override
    public String[] fields() {
        List<String> fields = new ArrayList<>();
        StringBuilder cookies = new StringBuilder();
        Map<String, List<String>> user = request.headers().map();
        for (Map.Entry<String, List<String>> each : RequestImpl.systemHeaders(request).entrySet()) {
            if (!user.containsKey(each.getKey()) || each.getKey().equalsIgnoreCase("Cookie")) {
                add(each, fields, cookies);
            }
        }
        for (Map.Entry<String, List<String>> each : user.entrySet()) {
            add(each, fields, cookies);
        }
        if (cookies.length() > 0) {
            fields.add("Cookie");
            fields.add(cookies.toString());
        }
        if (!has("Host")) {
            fields.add("Host");
            fields.add(uri.getHost() + (port() == (scheme().equals("https") ? 443 : 80) ? "" : ":" + port()));
        }
        if (publisher != null && bodyLength() >= 0 && !has("Content-Length")) {
            fields.add("Content-Length");
            fields.add(Long.toString(bodyLength()));
        }
        return fields.toArray(new String[0]);
    }

    private boolean has(String name) {
        return request.headers().map().containsKey(name) || RequestImpl.systemHeaders(request).containsKey(name);
    }

    private static void add(Map.Entry<String, List<String>> field, List<String> fields, StringBuilder cookies) {
        for (String value : field.getValue()) {
            if (field.getKey().equalsIgnoreCase("Cookie")) {
                cookies.append(cookies.length() == 0 ? "" : "; ").append(value);
            } else {
                fields.add(field.getKey());
                fields.add(value);
            }
        }
    }

    @Override
    public boolean hasBody() {
        return publisher != null;
    }

    @Override
    public long bodyLength() {
        if (length == UNKNOWN) {
            try {
                length = Math.max(-1, publisher.contentLength());
            } catch (RuntimeException | Error e) {
                throw new ApplicationFailure(e);
            }
        }
        return length;
    }

    @Override
    public boolean isRepeatable() {
        return held != null || bodyLength() == 0 || Repeatable.isRepeatable(publisher);
    }

    @Override
    public boolean await(CompletableFuture<?> pending, LaterSigning signing) {
        this.pending = pending;
        this.later = signing;
        return false;
    }

    /** What is to be waited for before its signing goes on; null if nothing is. Once. */
    CompletableFuture<?> pending() {
        CompletableFuture<?> now = pending;
        pending = null;
        return now;
    }

    /** Once what was pending is there. */
    LaterSigning later() {
        return later;
    }

    @Override
    public String sent(String header) {
        return sent == null ? null : sent.value(header);
    }

    /** Nothing is read here, where somebody may wait: {@link Calls} does so. A publisher of 0 bytes is never subscribed to. */
    @Override
    public boolean readBody(BodySigning signing) throws IOException {
        if (bodyLength() == 0) {
            return true;
        }
        if (!isRepeatable() && bodyLength() > signing.limit()) {
            throw BodyReading.tooLong(signing);
        }
        this.signing = signing;
        return false;
    }

    /** The signing that the body is to be read for; null if it need not be. */
    BodySigning signing() {
        return signing;
    }

    BodyPublisher publisher() {
        return publisher;
    }

    HeldPublisher held() {
        return held;
    }

    void hold(HeldPublisher body) {
        this.held = body;
    }

    /**
     * A user header wins over a system header of its name, so those that the rule replaces are hidden.
     *
     * @param headers null if there are none to put on
     * @param body null if it is sent from the application's publisher itself
     */
    void putOn(Headers headers, BodyPublisher body) {
        if (body != null) {
            RequestImpl.setPublisher(request, body);
        }
        if (headers == null) {
            return;
        }
        if (withoutEmptyQuery) {
            String text = request.uri().toString();
            uriBefore = request.uri();
            RequestImpl.setUri(request, URI.create(text.substring(0, text.indexOf('?'))));
        }
        userHeaders = request.headers();
        replaced = new ArrayList<>(headers.size());
        put = headers;
        Map<String, List<String>> system = RequestImpl.systemHeaders(request);
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (request.headers().map().containsKey(name)) {
                RequestImpl.setUserHeaders(request, HttpHeaders.of(request.headers().map(), (n, v) -> !n.equalsIgnoreCase(name)));
            }
            replaced.add(system.put(name, Collections.singletonList(headers.value(i))));
        }
    }

    /** Makes the request what it was, for the application, a redirect or another attempt to see. */
    void takeOff() {
        if (publisher != null) {
            RequestImpl.setPublisher(request, publisher);
        }
        if (put == null) {
            return;
        }
        if (uriBefore != null) {
            RequestImpl.setUri(request, uriBefore);
        }
        RequestImpl.setUserHeaders(request, userHeaders);
        Map<String, List<String>> system = RequestImpl.systemHeaders(request);
        for (int i = 0; i < replaced.size(); i++) {
            if (replaced.get(i) == null) {
                system.remove(put.name(i));
            } else {
                system.put(put.name(i), replaced.get(i));
            }
        }
        sent = put;
        put = null;
    }
}
