package io.countersign.command;

import io.countersign.match.HostName;
import io.countersign.policy.Rule;
import io.countersign.schema.Form;
import io.countersign.text.TerminalText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A policy as it is suggested: valid as it stands, with warnings of the secrets that it has yet to be given. */
final class Suggestion {
    private final Map<String, List<Recorded>> hosts;
    private final long more;
    private final List<String> credentials = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();

    /** Whether there is no rule; there may be comments. */
    private boolean isEmpty = true;

    /** The names of credentials, and with them of variables, that are taken. */
    private final Set<String> names = new TreeSet<>();

    /** @param more how many requests there were past what a record holds */
    Suggestion(Map<String, List<Recorded>> hosts, long more) {
        this.hosts = hosts;
        this.more = more;
    }

    String yaml() {
        hosts.forEach(this::host);
        List<String> lines = new ArrayList<>();
        lines.add("# Recorded: " + Check.counted(hosts.values().stream().flatMap(List::stream).mapToLong(each -> each.count).sum(), "request") + " to "
                + Check.counted(hosts.size(), "host") + ". Fill in what credentials need, and take out what is not wanted.");
        if (more > 0) {
            lines.add("# The record was full: of " + Check.counted(more, "more request") + " it says nothing.");
        }
        lines.add("version: 1");
        lines.add("");
        lines.add("# defaults: {mode: observe}      # to look first: nothing is put on");
        lines.add("");
        if (!credentials.isEmpty()) {
            lines.add("credentials:");
            lines.addAll(credentials);
            lines.add("");
        }
        lines.add(isEmpty ? "rules: []" : "rules:");
        lines.addAll(rules);
        return String.join("\n", lines) + "\n";
    }

    private void host(String host, List<Recorded> requests) {
        for (String line : said(host, requests)) {
            comment(rules, "  ", line);
        }
        if (!Rule.canName(host) || !TerminalText.of(host).equals(host)) {
            comment(rules, "  ", "No rule can name this host.");
            return;
        }
        isEmpty = false;
        Map<String, String> puts = new LinkedHashMap<>();
        for (Map.Entry<String, Set<String>> sent : sent(requests).entrySet()) {
            sends(host, sent.getKey(), sent.getValue(), puts);
        }
        rules.add("  - host: " + quoted(host));
        if (!puts.isEmpty()) {
            rules.add("    # existing: replace            # puts this in the place of what the application sends");
        }
        rules.add("    credentials: [" + String.join(", ", puts.values()) + "]");
    }

    /** Who calls the host, how and how often. */
    private static List<String> said(String host, List<Recorded> requests) {
        List<String> said = new ArrayList<>();
        Map<String, Long> counts = new TreeMap<>();
        for (Recorded each : requests) {
            counts.merge(each.method + " " + each.url() + " by " + each.client + (each.caller == null ? "" : ", from " + each.caller), each.count, Long::sum);
        }
        counts.forEach((what, count) -> said.add(what + ": " + Check.counted(count, "time")));
        if (HostName.isLoopback(host)) {
            said.add("Loopback: this machine itself.");
        } else if (requests.stream().anyMatch(each -> each.scheme.equals("http"))) {
            said.add("Over plain http, where credentials are refused unless the rule says 'plain-http: allow'.");
        }
        return said;
    }

    /** What the application sends already, and from where. */
    private static Map<String, Set<String>> sent(List<Recorded> requests) {
        Map<String, Set<String>> sent = new TreeMap<>();
        for (Recorded each : requests) {
            for (String what : each.sends) {
                Set<String> callers = sent.computeIfAbsent(what, key -> new TreeSet<>());
                if (each.caller != null) {
                    callers.add(each.caller);
                }
            }
        }
        return sent;
    }

    /** @param puts the names of credentials by the headers, in lower case, that they write */
    private void sends(String host, String what, Set<String> callers, Map<String, String> puts) {
        int colon = what.indexOf(':');
        String header = (colon < 0 ? what : what.substring(0, colon)).trim();
        String scheme = colon < 0 ? "" : what.substring(colon + 1).trim();
        comment(rules, "  ", "Sends " + what + " already" + (callers.isEmpty() ? "" : ", from " + String.join(", ", callers))
                + (scheme.equalsIgnoreCase("Basic") ? ": a hard-coded password?" : "") + no(header, scheme));
        if (!no(header, scheme).isEmpty() || !isScheme(scheme)) {
            return;
        }
        String other = puts.get(header.toLowerCase(Locale.ROOT));
        if (other != null) {
            comment(rules, "  ", "  '" + other + "' writes that header already, and one rule has one for each.");
            return;
        }
        String name = name(host);
        puts.put(header.toLowerCase(Locale.ROOT), name);
        credentials.add("  " + name + ":");
        for (String line : fields(header, scheme, name.replace('-', '_').toUpperCase(Locale.ROOT))) {
            credentials.add("    " + line);
        }
    }

    /** Why there is no skeleton of a credential that sends the like; empty if there is. */
    private static String no(String header, String scheme) {
        if (header.startsWith("?")) {
            return ", in the query; credentials are put into headers alone";
        }
        if (header.equalsIgnoreCase("Proxy-Authorization") || header.equalsIgnoreCase("Cookie")) {
            return header.equalsIgnoreCase("Cookie") ? ", of a session" : ", which is for a proxy";
        }
        switch (scheme.toLowerCase(Locale.ROOT)) {
            case "negotiate":
            case "ntlm":
            case "kerberos":
                return ", for which there is no credential";
            case "dpop":
                return ", which 'oauth2' makes, with 'dpop'";
            case "hawk":
            case "sharedkey":
            case "sharedkeylite":
            case "eg1-hmac-sha256":
            case "hmac-sha256":
            case "signature":
                return ", a signature: 'hmac' has presets, and there is 'http-signature'";
            default:
        }
        try {
            Form.headerName(header);
            return "";
        } catch (IllegalArgumentException e) {
            return ", which cannot carry a credential";
        }
    }

    private static boolean isScheme(String scheme) {
        return scheme.isEmpty() || Form.isToken(scheme);
    }

    /** The fields of a credential that sends the like (RFC 9110, section 11.1: schemes are of any case). */
    private static List<String> fields(String header, String scheme, String variable) {
        List<String> fields = new ArrayList<>();
        switch (header.equalsIgnoreCase("Authorization") ? scheme.toLowerCase(Locale.ROOT) : "") {
            case "basic":
            case "digest":
                fields.add("type: " + scheme.toLowerCase(Locale.ROOT));
                fields.add("username: FILL-IN");
                fields.add("password: ${env:" + variable + "_PASSWORD}");
                break;
            case "bearer":
                fields.add("type: bearer                   # or oauth2, which fetches it");
                fields.add("token: ${env:" + variable + "_TOKEN}");
                break;
            case "aws4-hmac-sha256":
                fields.add("type: aws-sigv4");
                fields.add("region: FILL-IN");
                fields.add("service: FILL-IN");
                fields.add("access-key-id: ${env:" + variable + "_ACCESS_KEY_ID}");
                fields.add("secret-access-key: ${env:" + variable + "_SECRET_ACCESS_KEY}");
                break;
            case "oauth":
                fields.add("type: oauth1");
                fields.add("consumer-key: FILL-IN");
                fields.add("consumer-secret: ${env:" + variable + "_CONSUMER_SECRET}");
                break;
            default:
                fields.add("type: api-key");
                fields.add("header: " + quoted(header));
                if (!scheme.isEmpty()) {
                    fields.add("prefix: " + quoted(scheme + " "));
                }
                fields.add("value: ${env:" + variable + "_KEY}");
        }
        return fields;
    }

    /** One that nothing else has, as a variable neither: {@code api-example-com}. */
    private String name(String host) {
        String base = host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        base = base.isEmpty() || Character.isDigit(base.charAt(0)) ? "host-" + base : base;
        String name = base;
        for (int i = 2; !names.add(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    /** A text as YAML writes it, where it could be read as something else too. */
    private static String quoted(String text) {
        return text.matches("[a-zA-Z][a-zA-Z0-9.-]*") && !text.matches("(?i)true|false|null|yes|no|on|off") ? text : io.countersign.text.Json.quoted(text);
    }

    private static void comment(List<String> to, String indent, String text) {
        to.add(indent + "# " + TerminalText.of(text));
    }
}
