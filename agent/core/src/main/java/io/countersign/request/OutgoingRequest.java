package io.countersign.request;

/**
 * One request on one hop, as its client is about to send it. Each client has one adapter to this; nothing else knows a
 * client. All of it speaks of where the connection really goes, never of what a {@code Host} header says.
 */
public interface OutgoingRequest {
    /** In capitals, as the client sends it. */
    String method();

    /** {@code http} or {@code https}, in lower case ({@code ws} and {@code wss} are named by these). */
    String scheme();

    /** The URL's host as it is written there: any case, with or without brackets, Unicode or punycode. */
    String host();

    /** The URL's port, the scheme's default filled in. */
    int port();

    /** The path as it goes onto the wire, percent-encoded; may be empty. No query. */
    String rawPath();

    /** Whether an HTTP or SOCKS proxy stands between this client and the host. */
    boolean viaProxy();

    /**
     * Whether the application has set this header, in whatever spelling, an empty value and its own authenticator's
     * answer included; not what the client adds of itself.
     */
    boolean carries(String header);
}
