package io.countersign.it.probe;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The application under test: makes the requests that it reads, a {@link Call} a line, and answers each with a line. A call with
 * {@code +begin=NAME} is answered when it has begun: asynchronous ones as their client begins them, others on a thread of their
 * own. {@code +stop=NAME} cancels it, or interrupts that thread; {@code +end=NAME} answers with what became of it. A call with
 * {@code +threads=N} is made by as many threads at once, and answered with the status or failure of each; one with
 * {@code +load=N} over and over, until it is stopped, and answered with how often it came to what.
 */
public final class Probe {
    private final Caller caller;
    private final Map<String, Caller.Begun> begun = new HashMap<>();

    private Probe(Caller caller) {
        this.caller = caller;
    }

    public static void main(String[] arguments) throws Exception {
        Probe probe = new Probe((Caller) Class.forName(arguments[0]).getConstructor().newInstance());
        PrintStream out = System.out;
        out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Call call = new Call(line);
            FutureTask<String> answer = new FutureTask<>(() -> answer(() -> probe.answer(call)));
            if (call.has("+virtual")) {
                // Java 21 and later.
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, answer);
            } else {
                answer.run();
            }
            out.println(answer.get().replaceAll("[\r\n]+", " "));
        }
        System.exit(0);
    }

    private static String answer(Callable<String> call) {
        try {
            return call.call();
        } catch (Exception e) {
            return "! " + e.getClass().getName() + ": " + e.getMessage();
        }
    }

    private String answer(Call call) throws Exception {
        if (call.has("+begin")) {
            begun.put(call.options.get("+begin"), call.has("+load") ? new Load(caller, call)
                    : call.has("+async") ? caller.begin(call) : new OnThread(caller, call));
            return "begun";
        } else if (call.has("+stop")) {
            begun.get(call.options.get("+stop")).cancel();
            return "stopped";
        } else if (call.has("+end")) {
            return begun.remove(call.options.get("+end")).end();
        }
        return call.has("+threads") ? together(call, call.number("+threads")) : caller.call(call);
    }

    private String together(Call call, int threads) throws Exception {
        List<OnThread> calls = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            calls.add(new OnThread(caller, call));
        }
        List<String> answers = new ArrayList<>();
        for (OnThread each : calls) {
            String answer = each.end();
            answers.add(answer.startsWith("!") ? answer : answer.substring(0, 3));
        }
        return String.join(" ", answers);
    }

    /** A synchronous call, on a thread of its own; the answer says at its end if that is interrupted then. */
    private static final class OnThread implements Caller.Begun {
        private final FutureTask<String> answer;
        private final Thread thread;

        OnThread(Caller caller, Call call) {
            answer = new FutureTask<>(() -> Probe.answer(() -> caller.call(call)) + (Thread.interrupted() ? " interrupted" : ""));
            thread = new Thread(answer, "probe-call");
            thread.start();
        }

        @Override
        public void cancel() {
            thread.interrupt();
        }

        @Override
        public String end() throws Exception {
            return answer.get();
        }
    }

    private static final class Load implements Caller.Begun {
        private final Map<String, AtomicInteger> outcomes = new ConcurrentSkipListMap<>();
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean stopped;

        Load(Caller caller, Call call) {
            for (int i = 0; i < call.number("+load"); i++) {
                Thread thread = new Thread(() -> {
                    while (!stopped) {
                        String answer = Probe.answer(() -> caller.call(call));
                        outcomes.computeIfAbsent(answer.startsWith("!") ? answer : answer.substring(0, 3), o -> new AtomicInteger())
                                .incrementAndGet();
                    }
                }, "probe-load");
                threads.add(thread);
                thread.start();
            }
        }

        @Override
        public void cancel() {
            stopped = true;
        }

        @Override
        public String end() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
            return outcomes.toString();
        }
    }
}
