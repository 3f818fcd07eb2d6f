package io.countersign.sample.upstream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.Collections;
import java.util.List;

/** A request as far as guards look at it. A guard that signs more (a query, a body) adds that here. */
final class IncomingRequest {
    final String method;

    /** As it was sent: what a log line shows must not be able to hold a line break. */
    final String rawPath;

    private final Headers headers;

    IncomingRequest(String method, String rawPath, Headers headers) {
        this.method = method;
        this.rawPath = rawPath;
        this.headers = headers;
    }

    static IncomingRequest of(HttpExchange exchange) {
        return new IncomingRequest(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(),
                exchange.getRequestHeaders());
    }

    /** The values of all header lines of that name, in any case, in order. */
    List<String> lines(String name) {
        List<String> lines = headers.get(name);
        return lines == null ? Collections.<String>emptyList() : lines;
    }
}
