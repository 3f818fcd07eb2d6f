package io.countersign.credential.oauth2;

import io.countersign.engine.SystemMoments;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;

/** Exchanges what is in a store at a {@link RotatingServer} again and again; as a process of its own too. */
final class Rotator {
    private Rotator() {}

    static void rotate(RefreshTokenStore store, int port, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            store.<Object, IOException>exclusively(() -> {
                store.write(exchange(port, store.read().refreshToken), null, null, null);
                return null;
            });
        }
    }

    private static String exchange(int port, String token) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((token + "\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
        }
    }

    /** @param times 0 for one that takes the lock, says so by an exclamation mark, and keeps it */
    static Process start(Path file, String purpose, int port, int times) throws IOException {
        return new ProcessBuilder(Paths.get(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-Xmx64m", "-cp",
                System.getProperty("java.class.path"), Rotator.class.getName(), file.toString(), purpose, String.valueOf(port),
                String.valueOf(times)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    public static void main(String[] arguments) throws Exception {
        RefreshTokenStore store = new RefreshTokenStore(Paths.get(arguments[0]), arguments[1], null, new SystemMoments());
        int times = Integer.parseInt(arguments[3]);
        if (times > 0) {
            rotate(store, Integer.parseInt(arguments[2]), times);
            return;
        }
        store.<Object, IOException>exclusively(() -> {
            System.out.print('!');
            System.out.flush();
            return System.in.read();
        });
    }
}
