package io.countersign.sample.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** Serves each path to those alone whom its guard lets through. */
final class GuardedService implements HttpHandler {
    private final Map<String, Guard> guards = new HashMap<>();
    private final Map<String, URI> moved = new HashMap<>();
    private final PrintStream log;

    GuardedService(PrintStream log) {
        this.log = log;
    }

    /** To be called before the service listens. */
    GuardedService guard(String path, Guard guard) {
        guards.put(path, guard);
        return this;
    }

    /** A guarded path that sends its callers on to another place. */
    GuardedService guardMoved(String path, Guard guard, URI to) {
        moved.put(path, to);
        return guard(path, guard);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        IncomingRequest request = IncomingRequest.of(exchange);
        Guard guard = guards.get(request.rawPath);
        if (guard == null) {
            answer(exchange, request, 404, "no such path");
            return;
        }
        Verdict verdict = guard.judge(request);
        URI to = moved.get(request.rawPath);
        if (!verdict.isGranted()) {
            if (verdict.challenge != null) {
                exchange.getResponseHeaders().set("WWW-Authenticate", verdict.challenge);
            }
            answer(exchange, request, verdict.status, verdict.reason);
        } else if (to != null) {
            exchange.getResponseHeaders().set("Location", to.toString());
            answer(exchange, request, 302, "moved");
        } else {
            answer(exchange, request, verdict.status, "served");
        }
    }

    /** The log has the path without its query, which may hold a credential, and no header's value. */
    private void answer(HttpExchange exchange, IncomingRequest request, int status, String line) throws IOException {
        log.println(request.method + " " + request.rawPath + " " + status + " " + line);
        Listener.answer(exchange, status, line);
    }
}
