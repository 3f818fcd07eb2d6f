package io.countersign.benchmarks.herd;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;

/**
 * Many threads that send requests for a while: {@code CONTENDER TOKEN-URL URL SECONDS}. Prints of each request when it began,
 * when it ended, in milliseconds since 1970, and its status; 0 of one that was not sent, for want of a token.
 */
public final class Herd {
    static final int THREADS = 64;

    /** Milliseconds between one thread's requests. */
    private static final int PAUSE = 100;

    private final Tokens tokens;
    private final URL url;
    private final long end;
    private final CyclicBarrier start = new CyclicBarrier(THREADS);
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();

    private Herd(Tokens tokens, URL url, long end) {
        this.tokens = tokens;
        this.url = url;
        this.end = end;
    }

    public static void main(String[] arguments) throws Exception {
        Herd herd = new Herd(Tokens.of(arguments[0], arguments[1]), new URL(arguments[2]),
                System.currentTimeMillis() + 1000 * Long.parseLong(arguments[3]));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(herd::run);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        StringBuilder lines = new StringBuilder();
        for (String line : herd.requests) {
            lines.append(line).append('\n');
        }
        System.out.print(lines);
        System.exit(0);
    }

    private void run() {
        try {
            start.await();
            while (System.currentTimeMillis() < end) {
                long begun = System.currentTimeMillis();
                int status = send();
                requests.add(begun + " " + System.currentTimeMillis() + " " + status);
                Thread.sleep(PAUSE);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private int send() {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            String token = tokens.token();
            if (token != null) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            int status = connection.getResponseCode();
            (status < 400 ? connection.getInputStream() : connection.getErrorStream()).readAllBytes();
            return status;
        } catch (IOException | RuntimeException e) {
            return 0;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
