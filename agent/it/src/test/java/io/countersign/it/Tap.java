package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** On the way to a TLS server: keeps what clients send, record by record, and may end a handshake badly. */
final class Tap implements AutoCloseable {
    /** How a handshake ends; each is such that the client sees the same every time. */
    enum End {
        WELL, RESET_AFTER_CLIENT_HELLO, CUT_AFTER_CLIENT_HELLO, CLOSE_NOTIFY, HANDSHAKE_FAILURE, BAD_CERTIFICATE, NOT_TLS,
        RESET_AFTER_SERVER_HELLO, CUT_AFTER_SERVER_HELLO, CUT_WITHIN_SERVER_HELLO
    }

    private static final int HEADER = 5;

    private final Acceptor acceptor;
    private final int behind;
    private final String addressBehind;

    volatile End end = End.WELL;

    /** Of each connection that has ended the client's records (RFC 8446, section 5.1), whole. */
    private final BlockingQueue<List<byte[]>> ended = new LinkedBlockingQueue<>();

    Tap(String address, TlsPeer behind) {
        URI url = URI.create(behind.url("/"));
        this.behind = url.getPort();
        addressBehind = url.getHost();
        acceptor = new Acceptor(address, "tap");
        acceptor.open(this::serve);
    }

    String url(String path) {
        return acceptor.url("https") + path;
    }

    private void serve(Socket client) {
        List<byte[]> records = new ArrayList<>();
        try (Socket c = client; Socket far = new Socket(addressBehind, behind)) {
            DataInputStream in = new DataInputStream(c.getInputStream());
            byte[] hello = record(in);
            records.add(hello);
            switch (end) {
                case WELL:
                    far.getOutputStream().write(hello);
                    acceptor.start(() -> copy(far, c));
                    for (byte[] next = record(in); ; next = record(in)) {
                        records.add(next);
                        far.getOutputStream().write(next);
                    }
                case RESET_AFTER_CLIENT_HELLO:
                    c.setSoLinger(true, 0);
                    return;
                case CUT_AFTER_CLIENT_HELLO:
                    return;
                case CLOSE_NOTIFY:
                    alert(c, 1, 0);
                    return;
                case HANDSHAKE_FAILURE:
                    alert(c, 2, 40);
                    return;
                case BAD_CERTIFICATE:
                    alert(c, 2, 42);
                    return;
                case NOT_TLS:
                    c.getOutputStream().write("HTTP/1.1 400 Plain\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    return;
                default:
                    far.getOutputStream().write(hello);
                    afterServerHello(c, in, record(new DataInputStream(far.getInputStream())));
            }
        } catch (IOException gone) {
            // Either side went away; what came is kept.
        } finally {
            ended.add(records);
        }
    }

    /** What the client sent in the next connection that ends. */
    List<byte[]> sent() throws InterruptedException {
        List<byte[]> records = ended.poll(10, TimeUnit.SECONDS);
        assertNotNull(records, "the connection has not ended");
        return records;
    }

    /** The server's hello alone, in a record of its own; then nothing more of the server's. */
    private void afterServerHello(Socket client, DataInputStream in, byte[] record) throws IOException {
        int length = ClientHello.at(record, HEADER + 1, 3) + 4;
        byte[] hello = Arrays.copyOf(record, HEADER + length);
        hello[3] = (byte) (length >> 8);
        hello[4] = (byte) length;
        OutputStream out = client.getOutputStream();
        if (end == End.CUT_WITHIN_SERVER_HELLO) {
            out.write(hello, 0, hello.length / 2);
            client.shutdownOutput();
            drain(in);
            return;
        }
        out.write(hello);
        if (isTls13(hello)) {
            // The client answers at once, by a change_cipher_spec that changes nothing (RFC 8446, section D.4).
            record(in);
        }
        if (end == End.RESET_AFTER_SERVER_HELLO) {
            client.setSoLinger(true, 0);
        } else {
            client.shutdownOutput();
            drain(in);
        }
    }

    /** By its extension supported_versions (43), the value of which is 0304. */
    private static boolean isTls13(byte[] hello) {
        String hex = ClientHello.hex(hello);
        return hex.contains("002b00020304");
    }

    /** So that nothing is left unread, which would reset the connection. */
    private static void drain(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    private static void alert(Socket client, int level, int description) throws IOException {
        client.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, (byte) level, (byte) description});
        client.shutdownOutput();
        drain(client.getInputStream());
    }

    private static byte[] record(DataInputStream in) throws IOException {
        byte[] header = new byte[HEADER];
        in.readFully(header);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(header);
        byte[] body = in.readNBytes(ClientHello.at(header, 3, 2));
        if (body.length < ClientHello.at(header, 3, 2)) {
            throw new EOFException();
        }
        all.write(body);
        return all.toByteArray();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            // Either side went away.
        }
    }

    @Override
    public void close() {
        acceptor.close();
    }
}
