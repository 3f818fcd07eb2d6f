package io.countersign.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that keeps the head of every request as its bytes came, and redirects {@code …?to=URL} with {@code /STATUS}. */
final class Recorder implements AutoCloseable {
    private final ServerSocket server;
    final List<String> heads = new CopyOnWriteArrayList<>();

    Recorder(String address) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName(address));
        Thread acceptor = new Thread(this::accept, "recorder");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    String url(String path) {
        return "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + path;
    }

    /** The values of a header in a recorded head, in order. */
    static List<String> values(String head, String name) {
        List<String> values = new ArrayList<>();
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                values.add(line.substring(name.length() + 1).trim());
            }
        }
        return values;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread worker = new Thread(() -> serve(socket), "recorder-connection");
                worker.setDaemon(true);
                worker.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (Socket s = socket) {
            InputStream in = s.getInputStream();
            for (String head = head(in); head != null; head = head(in)) {
                heads.add(head);
                for (String length : values(head, "Content-Length")) {
                    for (int i = Integer.parseInt(length); i > 0; i--) {
                        in.read();
                    }
                }
                String target = head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/"));
                int to = target.indexOf("?to=");
                String answer = to < 0 ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                        : "HTTP/1.1 " + target.substring(1, 4) + " Elsewhere\r\nLocation: " + target.substring(to + 4)
                                + "\r\nContent-Length: 0\r\n\r\n";
                s.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                s.getOutputStream().flush();
            }
        } catch (IOException gone) {
            // The client went away; what it sent is kept.
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            bytes.write(b);
            if (b == '\n' && bytes.toString("ISO-8859-1").endsWith("\r\n\r\n")) {
                return bytes.toString("ISO-8859-1");
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
