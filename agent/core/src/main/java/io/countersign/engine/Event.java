package io.countersign.engine;

import io.countersign.credential.Credential;
import io.countersign.policy.Outcome;
import io.countersign.policy.Rule;
import io.countersign.request.OutgoingRequest;

/** Something that became of a request or a connection. It holds no secret, and nothing of the request but where it went. */
public final class Event {
    public final Outcome outcome;

    /** Milliseconds since 1970-01-01 UTC. */
    public final long millis;

    /** Null where the agent failed before it knew which. */
    public final Rule rule;

    /** The one that it is about; null where it is about all of the rule's. */
    public final Credential credential;

    /** As {@link io.countersign.client.Client#name} says; {@code TLS} of a connection. */
    public final String client;

    /** The application's class that it comes from; null of a connection, where nobody wants to know, and where it is not to be known. */
    public final String caller;

    /** Null of a connection, as are scheme and path. */
    public final String method;
    public final String scheme;

    /** As the URL has it. */
    public final String host;

    /** The scheme's default filled in. */
    public final int port;

    /** As it goes onto the wire, without the query. */
    public final String path;

    /** Why it was refused or the credential left out, in words that follow a colon; null where there is nothing to say. */
    public final String why;

    /** For how long the agent worked on it, waiting for a token included where the client's own thread waits; 0 where nobody asked. */
    public final long nanos;

    Event(Outcome outcome, long millis, Rule rule, Credential credential, OutgoingRequest request, String caller, String why,
            long nanos) {
        this.outcome = outcome;
        this.millis = millis;
        this.rule = rule;
        this.credential = credential;
        this.client = request.client();
        this.caller = caller;
        this.method = request.method();
        this.scheme = request.scheme();
        this.host = request.host();
        this.port = request.port();
        this.path = request.rawPath();
        this.why = why;
        this.nanos = nanos;
    }

    Event(Outcome outcome, long millis, Rule rule, String host, int port, String why) {
        this.outcome = outcome;
        this.millis = millis;
        this.rule = rule;
        this.credential = rule.identity();
        this.client = "TLS";
        this.caller = null;
        this.method = null;
        this.scheme = null;
        this.host = host;
        this.port = port;
        this.path = null;
        this.why = why;
        this.nanos = 0;
    }

    /** {@code GET to https://api.example.com:443}, {@code connection to api.example.com:443}. */
    public String what() {
        return method == null ? "connection to " + host + ":" + port : method + " to " + scheme + "://" + host + ":" + port;
    }
}
