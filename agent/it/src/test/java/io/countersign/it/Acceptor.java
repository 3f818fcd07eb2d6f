package io.countersign.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.function.Consumer;

/** A port of a loopback address that is free, and a thread for each who comes to it. */
final class Acceptor implements AutoCloseable {
    private final ServerSocket socket;
    private final String name;

    /** @param name of its threads */
    Acceptor(String address, String name) {
        this.name = name;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on each connection is served, by a thread of its own. */
    void open(Consumer<Socket> serve) {
        start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    start(() -> serve.accept(client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    /** One more thread. */
    void start(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** {@code http://127.0.0.1:4711} by the scheme {@code http}. */
    String url(String scheme) {
        return scheme + "://" + socket.getInetAddress().getHostAddress() + ":" + port();
    }

    int port() {
        return socket.getLocalPort();
    }

    SocketAddress address() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
