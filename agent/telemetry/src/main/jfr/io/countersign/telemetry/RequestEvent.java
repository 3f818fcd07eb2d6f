package io.countersign.telemetry;

import io.countersign.engine.Event;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** What events of requests and connections have in common. */
@Category("Countersign")
@StackTrace(true)
abstract class RequestEvent extends jdk.jfr.Event {
    @Label("Outcome")
    String outcome;

    @Label("Rule")
    @Description("Its host, file and line")
    String rule;

    @Label("Credentials")
    @Description("Their names in the policy")
    String credentials;

    @Label("Client")
    String client;

    @Label("Method")
    String method;

    @Label("Scheme")
    String scheme;

    @Label("Host")
    String host;

    @Label("Port")
    int port;

    @Label("Path")
    @Description("Without the query")
    String path;

    final void of(Event event) {
        outcome = Words.of(event.outcome);
        rule = event.rule == null ? null : event.rule.toString();
        credentials = String.join(", ", Words.credentials(event));
        client = event.client;
        method = Words.limited(event.method);
        scheme = event.scheme;
        host = Words.limited(event.host);
        port = event.port;
        path = Words.limited(event.path);
    }
}
