package io.countersign.it;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Stands before a server of HTTP/1.1 and passes each request on with a change, as somebody on the way could, and the answer back
 * as it comes. Bodies come with their length.
 */
final class Tampering implements AutoCloseable {
    /** A request on its way. */
    static final class Request {
        String method;
        String target;

        /** Each a line, {@code Name: value}. */
        final List<String> fields = new ArrayList<>();
        byte[] body;

        void replace(String name, String value) {
            fields.removeIf(field -> field.regionMatches(true, 0, name + ":", 0, name.length() + 1));
            fields.add(name + ": " + value);
        }
    }

    private final ServerSocket server;
    private final InetSocketAddress to;

    /** What is done to each request. */
    volatile Consumer<Request> change = request -> {};

    Tampering(String address, int port) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName(address));
            to = new InetSocketAddress("127.0.0.1", port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::accept, "tampering");
        thread.setDaemon(true);
        thread.start();
    }

    String url(String path) {
        return "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + path;
    }

    /** One connection at a time, one request on each. */
    private void accept() {
        while (!server.isClosed()) {
            try (Socket from = server.accept(); Socket there = new Socket(to.getAddress(), to.getPort())) {
                from.setTcpNoDelay(true);
                passOn(read(from.getInputStream()), there.getOutputStream());
                there.getInputStream().transferTo(from.getOutputStream());
            } catch (IOException gone) {
                // The client or this server went away.
            }
        }
    }

    private static Request read(InputStream in) throws IOException {
        String head = Recorder.until(in, "\r\n\r\n");
        if (head == null) {
            throw new IOException("no request");
        }
        String[] lines = head.split("\r\n");
        Request request = new Request();
        request.method = lines[0].split(" ")[0];
        request.target = lines[0].split(" ")[1];
        request.fields.addAll(Arrays.asList(lines).subList(1, lines.length));
        List<String> lengths = Recorder.values(head, "Content-Length");
        request.body = new byte[lengths.isEmpty() ? 0 : Integer.parseInt(lengths.get(0))];
        new DataInputStream(in).readFully(request.body);
        return request;
    }

    private void passOn(Request request, OutputStream out) throws IOException {
        change.accept(request);
        request.replace("Connection", "close");
        if (request.body.length > 0) {
            request.replace("Content-Length", String.valueOf(request.body.length));
        }
        String head = request.method + " " + request.target + " HTTP/1.1\r\n" + String.join("\r\n", request.fields) + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        new ByteArrayInputStream(request.body).transferTo(out);
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
