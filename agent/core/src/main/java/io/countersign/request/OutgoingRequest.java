package io.countersign.request;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/**
 * One request on one hop, as its client is about to send it. Each client has one adapter to this; nothing else knows a
 * client. All of it speaks of where the connection really goes, never of what a {@code Host} header says.
 */
public interface OutgoingRequest {
    /** The kind of client that sends it, as the log and {@code status} name it: {@code OkHttp}. */
    String client();

    /** The application's class that the call comes from, if that was noted when it began; null if the stack of this thread tells. */
    default String caller() {
        return null;
    }

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

    /** As it goes onto the wire, without the question mark; null if there is none. */
    String rawQuery();

    /** What its connection is read from and written to; null where this client signs before it connects. Asked only for what is of the connection. */
    default Socket socket() {
        return null;
    }

    /** Whether an HTTP or SOCKS proxy stands between this client and the host. */
    boolean viaProxy();

    /**
     * Whether the application has set this header, in whatever spelling, an empty value and its own authenticator's
     * answer included; not what the client adds of itself.
     */
    boolean carries(String header);

    /**
     * The header fields as they go onto the wire, as far as the client knows them before it writes: names at even places,
     * their values behind them. The caller does not change the array. Asked by
     * signatures alone.
     */
    String[] fields();

    /** Whether there is a body, be it of 0 bytes. */
    boolean hasBody();

    /** In bytes; -1 if it is not known before it is read. Asked only where there is a body. */
    long bodyLength();

    /** Whether the body can be sent a second time without having been held. Asked only where there is one. */
    boolean isRepeatable();

    /**
     * Has the body read for a signature. Asked at most once, only where a signature needs the body and there is one.
     *
     * @return true if all of it has been fed to the signing; false if the client feeds it later: then the client ends the
     *         signing, and what is returned for the request now means nothing
     * @throws IOException if the body cannot be read, as it would be when it is sent; or a refusal of the signing's
     */
    boolean readBody(BodySigning signing) throws IOException;

    /**
     * Waits for a credential that is not there yet, where this client's thread may wait. It waits no longer than the request
     * may take, and not for a request that has been cancelled; what is waited for goes on, for others wait for it too.
     *
     * @param pending completed, normally or not, when it is worth asking again
     * @param signing for a client that does not wait here: it has that go on when it is
     * @return true once it is; false if the client has the signing go on later: then what is returned for the request now means nothing
     * @throws IOException if the request is cancelled or its time is over
     */
    boolean await(CompletableFuture<?> pending, LaterSigning signing) throws IOException;

    /**
     * The value with which a request that has been answered went out, of a header that was put on it; null if none was, or it
     * is not known.
     */
    String sent(String header);
}
