package io.countersign.telemetry;

import io.countersign.background.AgentThread;
import io.countersign.background.Background;
import io.countersign.background.Fetch;
import io.countersign.engine.Engine;
import io.countersign.engine.Event;
import io.countersign.engine.Reload;
import io.countersign.log.Log;
import io.countersign.policy.Outcome;
import io.countersign.policy.Policy;
import io.countersign.policy.Rule;
import io.countersign.request.Moments;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Writes down what becomes of requests, one JSON object a line: who, what, by which rule, with what outcome; never a secret, a header
 * or a query. No request waits for it: what does not fit into its queue is dropped, and how much that was is written down.
 */
public final class AuditLog {
    private static final String NAME = "countersign.audit";
    private static final long DEFAULT_SIZE = 10L << 20;
    private static final int DEFAULT_FILES = 5;
    private static final int MOST_FILES = 1000;

    /** Lines that may wait to be written. */
    static final int MOST = 10_000;

    private static final long PAUSE_NANOS = 500_000_000L;

    /** Milliseconds that the end of a JVM waits for what is still to be written: where it goes may have stalled. */
    private static final long PATIENCE = 2_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Something to be written down: what it has to say is put together by the one who writes. */
    private static final class Entry {
        final long millis;
        final String event;
        final Consumer<JsonLine> rest;

        Entry(long millis, String event, Consumer<JsonLine> rest) {
            this.millis = millis;
            this.event = event;
            this.rest = rest;
        }
    }

    private final AuditFile file;
    private final Program program;
    private final Moments moments;
    private final Log log;
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isEnding;
    private volatile Thread writer;

    // For the one who tells of policies.
    private String version;

    // For the one who writes.
    private boolean isFailing;
    private boolean isLonger;

    AuditLog(AuditFile file, Program program, Moments moments, Log log) {
        this.file = file;
        this.program = program;
        this.moments = moments;
        this.log = log;
    }

    /**
     * @param file {@code %p} in it stands for the process id, {@code %h} for the machine or container
     * @param size of one file, {@code 10MB}; null for that
     * @param files how many there are; null for 5
     * @param pid -1 if it cannot be known
     * @throws IllegalArgumentException if one of them is wrong, or the file cannot be written; the message says so
     */
    public static AuditLog open(String file, String size, String files, long pid, Map<String, String> environment, Properties properties, Background background) {
        Program program = Program.of(pid, environment, properties, background.moments);
        Path path;
        try {
            path = Paths.get(file.replace("%p", program.pid < 0 ? program.jvm : Long.toString(program.pid))
                    .replace("%h", program.machine == null ? program.jvm : program.machine)).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(NAME + " is '" + file + "', which is not a path on this system");
        }
        AuditFile audit = new AuditFile(path, size(size), files(files));
        try {
            audit.check();
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            throw new IllegalArgumentException(NAME + " is '" + file + "', which cannot be written (" + e
                    + "); name a file in a folder that this process may write to");
        }
        AuditLog log = new AuditLog(audit, program, background.moments, background.log);
        log.tellIfLonger();
        return log;
    }

    private static long size(String text) {
        if (text == null || text.isEmpty()) {
            return DEFAULT_SIZE;
        }
        long unit = text.endsWith("GB") ? 1L << 30 : text.endsWith("MB") ? 1L << 20 : text.endsWith("KB") ? 1L << 10 : 0;
        try {
            long number = unit == 0 ? 0 : Long.parseLong(text.substring(0, text.length() - 2));
            if (number > 0 && number <= Long.MAX_VALUE / unit) {
                return number * unit;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(NAME + "-size is '" + text + "'; it is a number with KB, MB or GB, as in 10MB");
    }

    private static int files(String text) {
        if (text == null || text.isEmpty()) {
            return DEFAULT_FILES;
        }
        try {
            int number = Integer.parseInt(text);
            if (number > 0 && number <= MOST_FILES) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(NAME + "-files is '" + text + "'; it is a number from 1 to " + MOST_FILES);
    }

    /** Begins to write down what becomes of an engine's requests and of its policy, and what is fetched for it. */
    public void begin(String agentVersion, Engine engine, Reload reload, Background background) {
        listen(agentVersion, engine, reload, background);
        beginWriting();
        // Not at once, and not by the application's log manager, which is closed by then too.
        Runtime.getRuntime().addShutdownHook(AgentThread.of(() -> end(PATIENCE), "countersign-audit-end"));
    }

    void beginWriting() {
        writer = AgentThread.of(this::run, "countersign-audit");
        writer.start();
    }

    /** Has what there is written, by the one who writes: if that hangs, nobody else does. @param patience milliseconds to wait for it */
    void end(long patience) {
        isEnding = true;
        LockSupport.unpark(writer);
        try {
            ended.await(patience, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // The JVM is to end now.
        }
    }

    void listen(String agentVersion, Engine engine, Reload reload, Background background) {
        Policy policy = engine.policy();
        version = policy.version();
        add(moments.millis(), "started", line -> line.put("agent", agentVersion).put("policy", policy.source()).put("version", policy.version()));
        engine.outcomes().listen(EnumSet.complementOf(EnumSet.of(Outcome.LEFT_ALONE)), this::on);
        reload.listen(this::on);
        background.listen(this::on);
    }

    /** Of the event only what is written is kept, for the path of a request may be long. */
    private void on(Event event) {
        String thread = Words.limited(Thread.currentThread().getName());
        String method = Words.limited(event.method);
        String host = Words.limited(event.host);
        String path = Words.limited(event.path);
        String why = Words.limited(event.why);
        String caller = event.caller;
        String client = event.client;
        String scheme = event.scheme;
        int port = event.port;
        Rule rule = event.rule;
        List<String> credentials = Words.credentials(event);
        add(event.millis, Words.of(event.outcome), line -> {
            line.put("caller", caller).put("thread", thread);
            if (rule != null) {
                line.put("rule", rule.host).put("place", rule.place.fileAndLine());
            }
            line.put("credentials", credentials).put("client", client).put("method", method)
                    .put("scheme", scheme).put("host", host).put("port", port).put("path", path).put("why", why);
        });
    }

    private void on(Reload.State state) {
        if (!state.mistakes.isEmpty()) {
            add(moments.millis(), "policy-refused", line -> line.put("policy", state.policy.source()).put("version", state.policy.version())
                    .put("mistakes", state.mistakes));
        } else {
            String before = version;
            version = state.policy.version();
            add(moments.millis(), "policy-in-force", line -> line.put("policy", state.policy.source()).put("version", state.policy.version())
                    .put("before", before));
        }
    }

    private void on(Fetch fetch) {
        add(fetch.millis, (fetch.secret == null ? "token" : "secret") + (fetch.why == null ? "-fetched" : "-failed"), line -> {
            line.put("secret", fetch.secret).put("client-id", fetch.client).put("host", fetch.server).put("why", fetch.why).put("took-ms", fetch.nanos / 1_000_000);
            if (fetch.why == null) {
                line.put("lifetime-s", fetch.life / 1000);
            }
        });
    }

    private void add(long millis, String event, Consumer<JsonLine> rest) {
        int before = waiting.getAndIncrement();
        if (before >= MOST) {
            waiting.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        queue.add(new Entry(millis, event, rest));
        if (before == MOST / 2) {
            LockSupport.unpark(writer);
        }
    }

    private void run() {
        while (true) {
            Thread.interrupted();
            LockSupport.parkNanos(this, PAUSE_NANOS);
            boolean isLast = isEnding;
            try {
                write();
            } catch (Throwable e) {
                // Memory may have run out. The next try is in half a second.
            }
            if (isLast) {
                ended.countDown();
            }
        }
    }

    /** Writes down what there is. Not for several threads. */
    void write() {
        while (writeSome()) {
            // Others go on adding.
        }
    }

    /** What is taken out and not written counts as dropped, whatever happens. @return whether there may be more */
    private boolean writeSome() {
        long before = file.written();
        long taken = 0;
        long lost = 0;
        try {
            List<byte[]> lines = new ArrayList<>();
            for (Entry entry = queue.poll(); entry != null; entry = taken < MOST ? queue.poll() : null) {
                taken++;
                waiting.decrementAndGet();
                lines.add(line(entry));
            }
            if (taken < MOST) {
                long count = dropped.getAndSet(0);
                lost = count;
                if (count > 0) {
                    lines.add(line(new Entry(moments.millis(), "dropped", line -> line.put("count", count))));
                }
            }
            return (lines.isEmpty() || write(lines)) && taken == MOST;
        } finally {
            long written = file.written() - before;
            if (written <= taken) {
                dropped.addAndGet(taken - written + lost);
            }
        }
    }

    private byte[] line(Entry entry) {
        JsonLine line = new JsonLine().put("time", TIME.format(Instant.ofEpochMilli(entry.millis))).put("event", entry.event);
        if (program.pid >= 0) {
            line.put("pid", program.pid);
        }
        line.put("jvm", program.jvm).put("machine", program.machine).put("program", program.main);
        entry.rest.accept(line);
        return line.bytes();
    }

    /** What cannot be written is dropped, which is said once. */
    private boolean write(List<byte[]> lines) {
        try {
            file.write(lines);
            tellIfLonger();
            if (isFailing) {
                isFailing = false;
                log.info("the audit log " + file + " is written again");
            }
            return true;
        } catch (IOException | RuntimeException e) {
            if (!isFailing) {
                isFailing = true;
                log.error("the audit log " + file + " cannot be written (" + e + "); events are dropped and counted until it can be");
            }
            return false;
        }
    }

    /** A file that cannot be renamed, which is said once, goes on without end. */
    private void tellIfLonger() {
        boolean wasLonger = isLonger;
        isLonger = file.whyLonger() != null;
        if (isLonger && !wasLonger) {
            log.warn("the audit log " + file + " is not renamed when it is full, and becomes larger than it may (" + file.whyLonger()
                    + "); keep it in a folder that this process may write to, or have others move it");
        }
    }
}
