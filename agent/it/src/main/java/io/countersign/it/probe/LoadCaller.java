package io.countersign.it.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the same request over and over, {@code +workers} at a time for {@code +millis}, and says how often it came to what. */
public final class LoadCaller implements Caller {
    @Override
    public String call(Call call) throws Exception {
        Map<String, AtomicInteger> outcomes = new ConcurrentSkipListMap<>();
        long end = System.nanoTime() + call.number("+millis") * 1_000_000L;
        ExecutorService threads = Executors.newFixedThreadPool(call.number("+workers"));
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < call.number("+workers"); i++) {
            all.add(threads.submit(() -> {
                do {
                    outcomes.computeIfAbsent(outcome(call), outcome -> new AtomicInteger()).incrementAndGet();
                } while (System.nanoTime() < end);
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
        return outcomes.toString();
    }

    private static String outcome(Call call) {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(call.url).openConnection();
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                while (in != null && in.read() >= 0) {
                    // Drained, so that the connection can be used again.
                }
            }
            return String.valueOf(status);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
