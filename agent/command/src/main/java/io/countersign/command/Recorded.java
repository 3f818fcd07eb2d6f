package io.countersign.command;

import io.countersign.match.HostName;
import io.countersign.text.JsonObject;
import io.countersign.text.Unreadable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One kind of request of a discovery record: a line of JSON for each. What it holds is what an agent has seen; none of it is trusted. */
final class Recorded {
    /** What a record has in the place of a host, a method and a scheme when it holds as many kinds of request as it may. */
    private static final String MORE = "\u2026";

    final String client;
    final String method;
    final String scheme;

    /** In canonical form; as it was recorded if it is none, which a program can try to call too. */
    final String host;
    final int port;

    /** The class of the application; null if it is not known. */
    final String caller;

    /** What the application sends already: {@code Authorization: Basic}, or a header's name alone. */
    final List<String> sends;

    /** How often. */
    long count;

    private Recorded(JsonObject line) {
        client = required(line, "client");
        method = required(line, "method");
        scheme = required(line, "scheme");
        host = canonical(required(line, "host"));
        Long number = line.number("port");
        if (number == null || number < (isMore() ? 0 : 1) || number > 65535) {
            throw new IllegalArgumentException("its 'port' is not a number from 1 to 65535");
        }
        port = number.intValue();
        caller = line.string("caller");
        sends = line.strings("sends");
        Long times = line.number("count");
        if (times == null || times < 1) {
            throw new IllegalArgumentException("its 'count' is not a number above 0");
        }
        count = times;
    }

    private static String canonical(String host) {
        try {
            return host.equals(MORE) ? host : HostName.canonical(host);
        } catch (IllegalArgumentException e) {
            return host;
        }
    }

    boolean hasHost() {
        try {
            HostName.canonical(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether it counts those requests of which nothing else was kept. */
    boolean isMore() {
        return host.equals(MORE);
    }

    private static String required(JsonObject line, String member) {
        String text = line.string(member);
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException("it has no '" + member + "'");
        }
        return text;
    }

    /** What makes it one of its kind. */
    private List<Object> key() {
        return Arrays.asList(client, method, scheme, host, port, caller, sends);
    }

    String url() {
        return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + (isStandardPort() ? "" : ":" + port);
    }

    private boolean isStandardPort() {
        return port == (scheme.equals("https") ? 443 : 80);
    }

    /**
     * Those of all files, and of the {@code *.jsonl} of folders but not below, each once and with the sum of its counts, in the order in which they come up first.
     *
     * @throws NoRecord with everything that is wrong, a line each
     */
    static Collection<Recorded> read(List<Path> files) throws NoRecord {
        Map<List<Object>, Recorded> all = new LinkedHashMap<>();
        List<String> mistakes = new ArrayList<>();
        for (Path each : files) {
            for (Path file : Files.isDirectory(each) ? in(each, mistakes) : Collections.singletonList(each)) {
                read(file, all, mistakes);
            }
        }
        if (!mistakes.isEmpty()) {
            throw new NoRecord(mistakes);
        }
        return all.values();
    }

    private static List<Path> in(Path folder, List<String> mistakes) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.jsonl")) {
            entries.forEach(files::add);
            if (files.isEmpty()) {
                mistakes.add(folder + ": the folder holds no *.jsonl");
            }
        } catch (IOException e) {
            mistakes.add(folder + ": " + Unreadable.why(e));
        } catch (DirectoryIteratorException e) {
            mistakes.add(folder + ": " + Unreadable.why(e.getCause()));
        }
        Collections.sort(files);
        return files;
    }

    private static void read(Path file, Map<List<Object>, Recorded> all, List<String> mistakes) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            mistakes.add(file + ": is not UTF-8");
            return;
        } catch (IOException e) {
            mistakes.add(file + ": " + Unreadable.why(e));
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).trim().isEmpty()) {
                continue;
            }
            try {
                JsonObject line = JsonObject.read(lines.get(i));
                if (line == null) {
                    throw new IllegalArgumentException("a JSON object is expected");
                }
                Recorded recorded = new Recorded(line);
                Recorded same = all.putIfAbsent(recorded.key(), recorded);
                if (same != null) {
                    same.count += recorded.count;
                }
            } catch (IllegalArgumentException e) {
                mistakes.add(file + ":" + (i + 1) + ": not a line of a discovery record: " + e.getMessage());
            }
        }
    }

    /** A file that is no record. */
    static final class NoRecord extends Exception {
        private static final long serialVersionUID = 1;
        final transient List<String> mistakes;

        NoRecord(List<String> mistakes) {
            super("not a discovery record", null, false, false);
            this.mistakes = mistakes;
        }
    }
}
