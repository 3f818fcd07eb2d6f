package io.countersign.it.probe;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The application under test: makes the requests that it reads, a line each ({@code METHOD URL [Name=value]… [<body]}). */
public final class Probe {
    private Probe() {}

    public static void main(String[] arguments) throws Exception {
        Caller caller = (Caller) Class.forName(arguments[0]).getConstructor().newInstance();
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(answer(caller, line.split(" ")));
        }
        System.exit(0);
    }

    private static String answer(Caller caller, String[] words) {
        Map<String, String> headers = new LinkedHashMap<>();
        byte[] body = null;
        for (int i = 2; i < words.length; i++) {
            if (words[i].startsWith("<")) {
                body = words[i].substring(1).getBytes(StandardCharsets.UTF_8);
            } else {
                int equals = words[i].indexOf('=');
                headers.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        try {
            return caller.call(words[0], words[1], headers, body).replace('\n', ' ');
        } catch (Exception e) {
            return ("! " + e.getClass().getName() + ": " + e.getMessage()).replace('\n', ' ');
        }
    }
}
