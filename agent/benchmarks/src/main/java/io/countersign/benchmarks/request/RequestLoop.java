package io.countersign.benchmarks.request;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * Sends requests until the JVM is warm, then in batches: {@code CLIENT WARM-UP-SECONDS BATCHES WAY…}, a way being
 * {@code URL} or {@code URL=by-hand}. The ways take turns, batch by batch. Prints for each batch and way the wall time and the
 * CPU time of its threads, in nanoseconds per request.
 */
public final class RequestLoop {
    private static final int BATCH = 100;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private RequestLoop() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int ways = arguments.length - 3;
        Caller[] callers = new Caller[ways];
        boolean[] byHand = new boolean[ways];
        for (int i = 0; i < ways; i++) {
            String way = arguments[3 + i];
            byHand[i] = way.endsWith("=by-hand");
            callers[i] = Caller.of(arguments[0], byHand[i] ? way.substring(0, way.lastIndexOf('=')) : way);
        }
        long warm = System.nanoTime() + Long.parseLong(arguments[1]) * 1_000_000_000;
        while (System.nanoTime() < warm) {
            for (int i = 0; i < ways; i++) {
                batch(callers[i], byHand[i]);
            }
        }
        StringBuilder figures = new StringBuilder();
        for (int batch = 0; batch < Integer.parseInt(arguments[2]); batch++) {
            long[][] both = new long[ways][];
            for (int turn = 0; turn < ways; turn++) {
                // Each is first as often as the others.
                int i = (batch + turn) % ways;
                both[i] = batch(callers[i], byHand[i]);
            }
            for (long[] one : both) {
                figures.append(one[0]).append(' ').append(one[1]).append(' ');
            }
            figures.append('\n');
        }
        System.out.print(figures);
        System.exit(0);
    }

    private static long[] batch(Caller caller, boolean byHand) throws IOException, InterruptedException {
        long cpu = cpu();
        long start = System.nanoTime();
        for (int i = 0; i < BATCH; i++) {
            caller.call(byHand);
        }
        return new long[] {(System.nanoTime() - start) / BATCH, (cpu() - cpu) / BATCH};
    }

    /** Of all Java threads; the process's own counter moves in steps of 10 ms, and has the compiler's work in it. */
    private static long cpu() {
        long sum = 0;
        for (long nanos : THREADS.getThreadCpuTime(THREADS.getAllThreadIds())) {
            sum += Math.max(0, nanos);
        }
        return sum;
    }
}
