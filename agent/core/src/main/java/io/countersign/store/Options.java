package io.countersign.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a reference to a store says: {@code NAME#FIELD?option=value&option=value}. */
final class Options {
    private static final long STANDARD_TTL = 300_000;
    private static final long LEAST_TTL = 10_000;
    private static final long LONGEST_TTL = 86_400_000;

    final String name;

    /** Null if there is none. */
    final String field;

    /** Milliseconds after which it is got again. */
    final long ttl;
    private final Map<String, String> more = new HashMap<>();

    /**
     * @param form of the reference, for errors
     * @param known options besides {@code ttl}
     * @throws IllegalArgumentException if it is not of that form; the message holds none of it but options' names
     */
    Options(String rest, String form, String... known) {
        int question = rest.lastIndexOf('?');
        String what = question < 0 ? rest : rest.substring(0, question);
        int hash = what.indexOf('#');
        name = hash < 0 ? what : what.substring(0, hash);
        field = hash < 0 ? null : what.substring(hash + 1);
        if (name.isEmpty() || field != null && field.isEmpty()) {
            throw new IllegalArgumentException("nothing stands before or behind '#': it must be " + form);
        }
        List<String> names = Arrays.asList(known);
        for (String option : question < 0 ? new String[0] : rest.substring(question + 1).split("&", -1)) {
            int equals = option.indexOf('=');
            String key = equals < 0 ? "" : option.substring(0, equals);
            if (equals + 1 == option.length() || !key.equals("ttl") && !names.contains(key) || more.put(key, option.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("what stands behind '?' must be ttl=5m" + (known.length == 0 ? "" : " or " + String.join("=…, ", known)
                        + "=…") + ", each once, with '&' between them");
            }
        }
        ttl = more.containsKey("ttl") ? millis(more.get("ttl")) : STANDARD_TTL;
        if (ttl < LEAST_TTL || ttl > LONGEST_TTL) {
            throw new IllegalArgumentException("'ttl' is a duration from 10s to 24h");
        }
    }

    /** Null if it is not given. */
    String get(String option) {
        return more.get(option);
    }

    /** -1 if it is none. */
    private static long millis(String duration) {
        int end = duration.length() - 1;
        long unit = "smh".indexOf(duration.charAt(end)) < 0 || end > 6 ? 0 : duration.charAt(end) == 's' ? 1_000 : duration.charAt(end) == 'm' ? 60_000 : 3_600_000;
        long number = 0;
        for (int i = 0; i < end; i++) {
            int digit = duration.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return end == 0 || unit == 0 ? -1 : number * unit;
    }
}
