package io.countersign.background;

import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.FixedMoments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a test has in the place of calls, threads and time: answers as it writes them, tasks that are done when it says so, and
 * a clock that it sets.
 */
public final class TestBackground implements Transport, Work {
    /** What is answered to a call. */
    public interface Server {
        Reply answer(Call call) throws IOException;
    }

    public final FixedMoments moments = new FixedMoments(1_800_000_000_000L);
    public final List<Call> calls = new ArrayList<>();
    public Server server = call -> {
        throw new IOException("no server");
    };

    /** What is wrong with routes. */
    public String mistake;

    /** What a task fails with before it is begun; null if it does not. */
    public Error noThread;

    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Later> later = new ArrayList<>();

    public Background background(Log log, Path home) {
        return new Background(this, this, moments, log, home);
    }

    public static Reply json(int status, String body) {
        return reply(status, body, "content-type", "application/json");
    }

    /** @param headers names in lower case at even places, their values behind them */
    public static Reply reply(int status, String body, String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], Collections.singletonList(headers[i + 1]));
        }
        return new Reply(status, all, body, null);
    }

    @Override
    public Reply send(Call call) throws IOException {
        KeyAndChain shown;
        try {
            shown = call.route.identity == null ? null : call.route.identity.current();
        } catch (CredentialUnavailable e) {
            throw new IOException("credential '" + call.route.identity + "' cannot be had: " + e.getMessage());
        }
        calls.add(call);
        Reply reply = server.answer(call);
        return new Reply(reply.status, reply.headers, reply.body, shown);
    }

    @Override
    public String mistake(Route route) {
        return mistake;
    }

    @Override
    public void run(Runnable task) {
        check();
        tasks.add(task);
    }

    @Override
    public void after(long millis, Runnable task) {
        check();
        later.add(new Later(moments.millis + millis, task));
    }

    private void check() {
        if (noThread != null) {
            throw noThread;
        }
    }

    /** Does what there is to do now, and what comes of it. */
    public void work() {
        while (!tasks.isEmpty()) {
            tasks.remove(0).run();
        }
    }

    /** Does one thing: what there is to do now, or else lets time pass to when there is something next. */
    public void step() {
        if (tasks.isEmpty()) {
            Later next = next(Long.MAX_VALUE);
            if (next != null) {
                pass(Math.max(0, next.at - moments.millis));
            }
        } else {
            tasks.remove(0).run();
        }
    }

    /** How many tasks wait to be done now. */
    public int waiting() {
        return tasks.size();
    }

    /** How many tasks wait for their time. */
    public int later() {
        return later.size();
    }

    /** Lets time pass, doing what falls due on the way, each at its time. A task that takes time may do so too. */
    public void pass(long millis) {
        long until = moments.millis + millis;
        work();
        for (Later next = next(until); next != null; next = next(until)) {
            moments.millis = Math.max(moments.millis, next.at);
            later.remove(next);
            next.task.run();
            work();
        }
        moments.millis = Math.max(moments.millis, until);
    }

    private Later next(long until) {
        Later first = null;
        for (Later each : later) {
            if (each.at <= until && (first == null || each.at < first.at)) {
                first = each;
            }
        }
        return first;
    }

    private static final class Later {
        final long at;
        final Runnable task;

        Later(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }
    }
}
