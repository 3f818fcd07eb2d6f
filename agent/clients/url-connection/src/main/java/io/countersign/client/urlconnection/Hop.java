package io.countersign.client.urlconnection;

import io.countersign.request.BodySigning;
import io.countersign.request.LaterSigning;
import io.countersign.request.OutgoingRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URL;
import java.util.concurrent.CompletableFuture;

/** A request of a connection, as its headers are complete and before they are written. */
final class Hop implements OutgoingRequest {
    final HttpURLConnection connection;
    private final Object headers;
    private final URL url;
    private BodySigning waiting;

    /** From when it has to wait on. */
    private Patience patience;

    Hop(HttpURLConnection connection, Object headers) {
        this.connection = connection;
        this.headers = headers;
        this.url = connection.getURL();
    }

    /** As it will be, before there is a connection and what that adds to its headers. */
    static Hop ahead(HttpURLConnection connection) {
        String line = connection.getRequestMethod() + " " + connection.getURL().getFile() + " HTTP/1.1";
        return new Hop(connection, MessageHeaders.copyBehind(line, SunConnection.requests(connection)));
    }

    /** The signing that waits for the body, which the application has yet to write; null if none does. */
    BodySigning waiting() {
        return waiting;
    }

    @Override
    public String client() {
        return UrlConnection.NAME;
    }

    @Override
    public String method() {
        String line = MessageHeaders.requestLine(headers);
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    @Override
    public String scheme() {
        return url.getProtocol();
    }

    @Override
    public String host() {
        return url.getHost();
    }

    @Override
    public int port() {
        return url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
    }

    @Override
    public String rawPath() {
        String line = MessageHeaders.requestLine(headers);
        int from = pathStart(line);
        int end = targetEnd(line);
        int query = line.indexOf('?', from);
        int to = query < 0 || query > end ? end : query;
        String path = url.getPath();
        return path.length() == to - from && line.startsWith(path, from) ? path : line.substring(from, to);
    }

    @Override
    public String rawQuery() {
        String line = MessageHeaders.requestLine(headers);
        int query = line.indexOf('?', pathStart(line));
        return query < 0 ? null : line.substring(query + 1, targetEnd(line));
    }

    /** Behind the method, and behind scheme and authority where the target is a whole URL, as a proxy of plain HTTP gets it. */
    private int pathStart(String line) {
        int target = line.indexOf(' ') + 1;
        String authority = url.getAuthority();
        int scheme = url.getProtocol().length();
        return authority != null && line.startsWith(url.getProtocol(), target) && line.startsWith("://", target + scheme)
                && line.startsWith(authority, target + scheme + 3) ? target + scheme + 3 + authority.length() : target;
    }

    /** What comes last is the version; a URL that nobody has encoded may hold spaces of its own. */
    private static int targetEnd(String line) {
        return line.lastIndexOf(' ');
    }

    @Override
    public Socket socket() {
        return SunConnection.socket(SunConnection.client(connection));
    }

    @Override
    public boolean viaProxy() {
        return connection.usingProxy() || SunConnection.viaProxy(connection);
    }

    /**
     * The connection adds some of itself, which are in {@code headers} but not among the user's; an answer of the
     * application's authenticator is in {@code headers} alone and does count.
     */
    @Override
    public boolean carries(String header) {
        if (MessageHeaders.find(headers, header) == null) {
            return false;
        }
        Object set = isAddedByTheClient(header) ? SunConnection.userHeaders(connection) : headers;
        return set != null && MessageHeaders.find(set, header) != null;
    }

    private static boolean isAddedByTheClient(String name) {
        return name.equalsIgnoreCase("User-Agent") || name.equalsIgnoreCase("Accept") || name.equalsIgnoreCase("Content-Type")
                || name.equalsIgnoreCase("Cache-Control") || name.equalsIgnoreCase("Pragma");
    }

    @Override
    public String[] fields() {
        return MessageHeaders.fields(headers);
    }

    @Override
    public boolean hasBody() {
        return SunConnection.streams(connection) || SunConnection.poster(connection) != null;
    }

    @Override
    public long bodyLength() {
        if (!SunConnection.streams(connection)) {
            return SunConnection.poster(connection).size();
        }
        // The JDK has written here what the application has said; an application cannot set it itself.
        return isChunked() ? -1 : Long.parseLong(MessageHeaders.find(headers, "Content-Length"));
    }

    private boolean isChunked() {
        return MessageHeaders.find(headers, "Transfer-Encoding") != null;
    }

    @Override
    public boolean isRepeatable() {
        return !SunConnection.streams(connection);
    }

    @Override
    public boolean await(CompletableFuture<?> pending, LaterSigning signing) throws IOException {
        if (patience == null) {
            patience = new Patience(connection.getReadTimeout());
        }
        patience.await(pending);
        return true;
    }

    /** The client that holds the socket keeps what it has written, in case that it has to do so again. */
    @Override
    public String sent(String header) {
        Object client = SunConnection.client(connection);
        Object written = client == null ? null : SunConnection.written(client);
        return written == null || written == headers ? null : MessageHeaders.find(written, header);
    }

    @Override
    public boolean readBody(BodySigning signing) throws IOException {
        if (!SunConnection.streams(connection)) {
            feed(SunConnection.poster(connection), signing);
            return true;
        }
        long length = bodyLength();
        if (length > signing.limit()) {
            throw tooLong(signing);
        }
        if (length == 0) {
            return true;
        }
        waiting = signing;
        return false;
    }

    private static void feed(ByteArrayOutputStream body, BodySigning signing) throws IOException {
        body.writeTo(new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                signing.update(bytes, offset, length);
            }
        });
    }

    static IOException tooLong(BodySigning signing) {
        return signing.refusal("its body is streamed and longer than the " + signing.limit()
                + " bytes of 'max-body' up to which it is held for its signature; raise 'max-body', or use a credential that can leave the body unsigned");
    }
}
