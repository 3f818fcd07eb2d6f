package io.countersign.it.probe;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A request to make, as a line: {@code METHOD URL [Name=value]… [+option[=value]]… [<body]}. The same header may come more
 * than once. Options that a client does not know are a mistake of the test, so each client names those that it knows.
 */
public final class Call {
    public final String method;
    public final String url;
    public final List<Map.Entry<String, String>> headers = new ArrayList<>();
    public final Map<String, String> options = new LinkedHashMap<>();
    public final byte[] body;

    Call(String line) {
        String[] words = line.split(" ");
        method = words[0];
        url = words[1];
        byte[] text = null;
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String value = words[i].substring(equals + 1);
            if (words[i].startsWith("<")) {
                text = words[i].substring(1).getBytes(StandardCharsets.UTF_8);
            } else if (words[i].startsWith("+")) {
                options.put(equals < 0 ? words[i] : words[i].substring(0, equals), value);
            } else {
                headers.add(new AbstractMap.SimpleEntry<>(words[i].substring(0, equals), value));
            }
        }
        body = text;
    }

    public boolean has(String option) {
        return options.containsKey(option);
    }

    public int number(String option) {
        return Integer.parseInt(options.get(option));
    }

    /** {@code +proxy=PORT} or {@code +socks=PORT}, on 127.0.0.1. */
    public Proxy proxy() {
        if (has("+socks")) {
            return new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", number("+socks")));
        }
        return has("+proxy") ? new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", number("+proxy"))) : Proxy.NO_PROXY;
    }

    /** {@code +user=NAME:PASSWORD}, which the application answers a challenge with. */
    public String[] user() {
        return options.get("+user").split(":");
    }

    /** {@code +pause=FILE}: once it is connected, the file is made, and the call goes on when that is gone. */
    public void pause() throws IOException {
        Path file = has("+pause") ? Files.createFile(Paths.get(options.get("+pause"))) : null;
        while (file != null && Files.exists(file)) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** A body that is made while it is sent: {@code +fixed=BYTES}, {@code +chunked=BYTES} or {@code +oneshot=BYTES}. */
    public boolean streams() {
        return has("+fixed") || has("+chunked") || has("+oneshot") && body == null;
    }

    public int streamed() {
        return number(has("+fixed") ? "+fixed" : has("+chunked") ? "+chunked" : "+oneshot");
    }

    public void writeTo(OutputStream out) throws IOException {
        byte[] some = new byte[8192];
        for (int at = 0; at < streamed(); at += some.length) {
            for (int i = 0; i < some.length; i++) {
                some[i] = at(at + i);
            }
            out.write(some, 0, Math.min(streamed() - at, some.length));
        }
    }

    /** The byte at a place of a streamed body: another in each piece, so that none may be lost, doubled or moved. */
    public static byte at(int place) {
        return (byte) (place * 31 + (place >> 12));
    }
}
