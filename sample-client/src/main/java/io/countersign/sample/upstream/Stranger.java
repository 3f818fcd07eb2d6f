package io.countersign.sample.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** A host that the policy does not name. It answers with what it was given beyond the ordinary, by name. */
final class Stranger implements HttpHandler {
    /**
     * What the three clients send of themselves. Everything else counts as a credential, so that a new type of them need
     * not be made known here.
     */
    private static final Set<String> ORDINARY = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        ORDINARY.addAll(Arrays.asList("Host", "User-Agent", "Accept", "Accept-Encoding", "Connection", "Content-Length",
                "Upgrade", "HTTP2-Settings"));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Set<String> seen = new TreeSet<>(exchange.getRequestHeaders().keySet());
        seen.removeIf(ORDINARY::contains);
        if (exchange.getRequestURI().getRawQuery() != null) {
            seen.add("a query");
        }
        Listener.answer(exchange, 200, seen.isEmpty() ? "none seen" : "saw " + String.join(", ", seen));
    }
}
