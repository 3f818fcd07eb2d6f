package io.countersign.credential.oauth2;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Exchanges a token for the next, each once, as an authorization server does, and counts who comes with a used one. */
final class RotatingServer implements AutoCloseable {
    private final ServerSocket socket;
    private String valid;
    private int rotations;
    private int reused;

    RotatingServer(String valid) throws IOException {
        this.valid = valid;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        new Thread(this::serve, "rotating-server").start();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                String token = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII)).readLine();
                client.getOutputStream().write((next(token) + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // Closed, or a client that died: its token is spent, which the outcome shows.
            }
        }
    }

    private synchronized String next(String token) {
        if (!token.equals(valid)) {
            reused++;
            return "revoked";
        }
        return valid = "token-" + ++rotations;
    }

    int port() {
        return socket.getLocalPort();
    }

    synchronized String valid() {
        return valid;
    }

    synchronized String outcome() {
        return rotations + " rotations, " + reused + " reused";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
