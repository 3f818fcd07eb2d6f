package io.countersign.discovery;

import io.countersign.engine.Callers;
import io.countersign.engine.RequestListener;
import io.countersign.log.Log;
import io.countersign.request.Moments;
import io.countersign.request.OutgoingRequest;
import io.countersign.secret.Watched;
import io.countersign.text.DateText;
import io.countersign.text.Json;
import io.countersign.text.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notes which requests an application makes: client, method, scheme, host, port, from which class, with which credentials of its own, how
 * often, when first and last. The record is JSON lines, one object for each combination; what stands in it already is added to.
 * Nothing is changed in any request, and no value of any header is kept.
 */
public final class Discovery implements RequestListener, Watched {
    /** Looks between two writings. */
    private static final int LOOKS = 10;

    /** Combinations, after which new ones are counted as one of {@code "host": "…"}. */
    private static final int MOST = 10_000;

    private static final String MORE = "\u2026";

    /** Bytes that the first line of a record has at most. */
    private static final int LONGEST = 1 << 16;

    private final Path record;
    private final Moments moments;
    private final Log log;
    private final ConcurrentHashMap<List<Object>, Seen> seen = new ConcurrentHashMap<>();
    private final DateText date = new DateText("yyyy-MM-dd'T'HH:mm:ss'Z'");
    private final AtomicLong requests = new AtomicLong();

    // For the one who writes, under this object's lock.
    private boolean isRead;
    private long written;
    private int looks;
    private boolean isFailing;

    private static final class Seen {
        final AtomicLong count = new AtomicLong();
        volatile String first;
        volatile String last;

        Seen(String first, String last) {
            this.first = first;
            this.last = last;
        }
    }

    /**
     * @param record a file, which need not be there, or a folder, in which the file gets this process's number and the time of its start
     * @throws IOException if it cannot be written, or holds something else, which would be lost
     */
    public Discovery(Path record, long process, Moments moments, Log log) throws IOException {
        this.record = Files.isDirectory(record) ? record.resolve("countersign-" + process + "-" + moments.millis() + ".jsonl") : record;
        this.moments = moments;
        this.log = log;
        if (Files.exists(this.record) && !isRecord(this.record)) {
            throw new IOException("it is a file with something else in it, which stays as it is; name one that is not there, or a folder");
        }
        try {
            // As it is done later: a folder may take no other file, and a file that is mounted alone no other in its place.
            replace(Files.exists(this.record) ? Files.readAllBytes(this.record) : new byte[0]);
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            // Unless there is no such folder, another JVM has begun with this record just now: it can be written.
            if (!Files.isDirectory(this.record.toAbsolutePath().getParent())) {
                throw e;
            }
        }
    }

    private void replace(byte[] content) throws IOException {
        Path next = record.resolveSibling(record.getFileName() + ".next");
        // Where others may write too, a link of theirs is not followed.
        Files.deleteIfExists(next);
        Files.write(next, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // At no time is there none: another may read it.
        Files.move(next, record, StandardCopyOption.ATOMIC_MOVE);
    }

    /** By its first line, so that a policy, say, is never written over. An empty file is one. */
    private static boolean isRecord(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        byte[] start = new byte[LONGEST];
        int length = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = 0; read >= 0 && length < LONGEST; read = in.read(start, length, LONGEST - length)) {
                length += read;
            }
        }
        return length == 0 || isLine(JsonObject.read(new String(start, 0, length, StandardCharsets.UTF_8).split("[\r\n]", 2)[0]));
    }

    public Path record() {
        return record;
    }

    @Override
    public void seen(OutgoingRequest request) {
        List<Object> kind = Arrays.asList(request.client(), request.method(), request.scheme(), request.host(), request.port(),
                Callers.of(request), SentCredentials.of(request));
        count(kind, 1, date.at(moments.millis()), null);
        // Last: who writes in between has not seen that there is news, and writes again.
        requests.incrementAndGet();
    }

    private void count(List<Object> kind, long count, String first, String last) {
        if (seen.size() >= MOST && !seen.containsKey(kind)) {
            kind = Arrays.asList(kind.get(0), MORE, MORE, MORE, 0, null, Collections.emptyList());
        }
        String until = last == null ? first : last;
        // With its times from the beginning, for it may be written at any moment.
        Seen there = seen.computeIfAbsent(kind, k -> new Seen(first, until));
        there.count.addAndGet(count);
        if (first.compareTo(there.first) < 0) {
            there.first = first;
        }
        if (until.compareTo(there.last) > 0) {
            there.last = until;
        }
    }

    @Override
    public void poll() {
        if (++looks % LOOKS == 0) {
            write();
        }
    }

    /** Writes what there is; what stood in the record before the start is in it still. */
    public synchronized void write() {
        long now = requests.get();
        if (isRead && now == written) {
            return;
        }
        try {
            if (!isRead) {
                read();
                isRead = true;
            }
            StringBuilder lines = new StringBuilder();
            seen.forEach((kind, of) -> line(kind, of, lines));
            replace(lines.toString().getBytes(StandardCharsets.UTF_8));
            written = now;
            isFailing = false;
        } catch (IOException e) {
            if (!isFailing) {
                isFailing = true;
                log.error("the discovery record " + record + " cannot be written (" + e + "); it is tried again");
            }
        }
    }

    private void read() throws IOException {
        List<JsonObject> objects = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(record)) {
            number++;
            JsonObject object = JsonObject.read(line);
            if (isLine(object)) {
                objects.add(object);
            } else if (!line.trim().isEmpty()) {
                throw new IOException("its line " + number + " is no line of a record, and would be lost: take it out");
            }
        }
        for (JsonObject object : objects) {
            count(Arrays.asList(object.string("client"), object.string("method"), object.string("scheme"), object.string("host"),
                    object.number("port").intValue(), object.string("caller"), object.strings("sends")), object.number("count"),
                    object.string("first"), object.string("last"));
        }
    }

    private static boolean isLine(JsonObject object) {
        return object != null && object.string("client") != null && object.string("method") != null && object.string("scheme") != null
                && object.string("host") != null && object.number("port") != null && object.number("count") != null && object.string("first") != null;
    }

    private static void line(List<Object> kind, Seen of, StringBuilder lines) {
        String[] names = {"client", "method", "scheme", "host", "port", "caller", "sends"};
        String separator = "{";
        for (int i = 0; i < names.length; i++) {
            if (kind.get(i) == null) {
                continue;
            }
            lines.append(separator).append(Json.quoted(names[i])).append(':');
            if (kind.get(i) instanceof List) {
                List<String> quoted = new ArrayList<>();
                ((List<?>) kind.get(i)).forEach(each -> quoted.add(Json.quoted(each.toString())));
                lines.append('[').append(String.join(",", quoted)).append(']');
            } else {
                lines.append(kind.get(i) instanceof Integer ? kind.get(i).toString() : Json.quoted(kind.get(i).toString()));
            }
            separator = ",";
        }
        lines.append(",\"count\":").append(of.count.get()).append(",\"first\":").append(Json.quoted(of.first))
                .append(",\"last\":").append(Json.quoted(of.last)).append("}\n");
    }

    /**
     * @param what {@code status} or {@code status json}; null for anything else
     * @param version the agent's
     * @param process the number of this process
     */
    public String answer(String what, String version, long process) {
        if (what.equals("status")) {
            return "Countersign " + version + " signs nothing, and notes requests in " + record + ": " + seen.size() + " kinds so far\n";
        }
        if (!what.equals("status json")) {
            return null;
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("agent", version);
        tree.put("process", process);
        tree.put("record", record.toString());
        tree.put("kinds", seen.size());
        return Json.of(tree);
    }
}
