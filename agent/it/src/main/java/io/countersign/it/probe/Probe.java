package io.countersign.it.probe;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;

/** The application under test: makes the requests that it reads, a {@link Call} a line, and answers each with a line. */
public final class Probe {
    private Probe() {}

    public static void main(String[] arguments) throws Exception {
        Caller caller = (Caller) Class.forName(arguments[0]).getConstructor().newInstance();
        PrintStream out = System.out;
        out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Call call = new Call(line);
            FutureTask<String> answer = new FutureTask<>(() -> answer(caller, call));
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

    private static String answer(Caller caller, Call call) {
        try {
            return caller.call(call);
        } catch (Exception e) {
            return "! " + e.getClass().getName() + ": " + e.getMessage();
        }
    }
}
