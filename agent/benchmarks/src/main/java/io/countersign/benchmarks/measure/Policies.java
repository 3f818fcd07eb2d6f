package io.countersign.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Policies of any size. */
public final class Policies {
    private static final String HEAD = "version: 1\ncredentials:\n  key:\n    type: api-key\n    value: ${literal:"
            + LoopbackServer.KEY + "}\nrules:\n";
    private static final String TOKEN_HEAD = tokenHead("https://idp.example.com/token", "0123456789abcdef");

    private Policies() {}

    /** One rule per host, one host in ten a wildcard suffix, and {@link #signedHost}, {@link #wildcardHost} among them. */
    public static Path ofHosts(int rules) throws IOException {
        return ofHosts(rules, HEAD);
    }

    /** The same with a token, which all of them share, in the place of the key. */
    public static Path ofHostsWithToken(int rules) throws IOException {
        return ofHosts(rules, TOKEN_HEAD);
    }

    private static Path ofHosts(int rules, String head) throws IOException {
        StringBuilder text = new StringBuilder(head);
        for (int i = 0; i < rules; i++) {
            String host = isWildcard(i) ? "\"*." + name(i) + "\"" : name(i);
            text.append("  - host: ").append(host).append("\n    credentials: [key]\n");
        }
        return write("hosts-" + rules, text);
    }

    /** The host of a rule that names it. */
    public static String signedHost(int rule) {
        return name(isWildcard(rule) ? rule + 1 : rule);
    }

    /** A host of the rule for a suffix that is next to this number. */
    public static String wildcardHost(int rule) {
        return "node-7.west." + name(rule - rule % 10);
    }

    /** A host as long as those of the rules, without one. */
    public static String unknownHost(int number) {
        return "service-" + number + ".apps.example.org";
    }

    /** Rules for one host that differ by their path; {@link #path} goes to one of them. */
    public static Path ofPaths(String host, int rules) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < rules; i++) {
            text.append("  - host: ").append(host).append("\n    paths: [/v1/resource-").append(i)
                    .append("/**]\n    credentials: [key]\n");
        }
        return write("paths-" + rules, text);
    }

    public static String path(int rule) {
        return "/v1/resource-" + rule + "/items/42";
    }

    /** One rule, for every request to a host. */
    public static Path ofHost(String host) throws IOException {
        return write("one-host", new StringBuilder(HEAD).append("  - host: ").append(host).append("\n    credentials: [key]\n"));
    }

    /** A token, for every request to a port of 127.0.0.1. */
    public static Path ofToken(String tokenUrl, String secret, int port) throws IOException {
        return write("token", new StringBuilder(tokenHead(tokenUrl, secret)).append("  - host: 127.0.0.1\n    ports: [").append(port)
                .append("]\n    credentials: [key]\n"));
    }

    private static String tokenHead(String tokenUrl, String secret) {
        return "version: 1\ncredentials:\n  key:\n    type: oauth2\n    grant: client-credentials\n    token-url: " + tokenUrl
                + "\n    client-id: herd\n    client-secret: ${literal:" + secret + "}\nrules:\n";
    }

    private static boolean isWildcard(int rule) {
        return rule % 10 == 0;
    }

    private static String name(int rule) {
        return "service-" + rule + ".apps.example.com";
    }

    private static Path write(String name, StringBuilder text) throws IOException {
        Path file = Files.createTempFile("countersign-" + name + "-", ".yaml");
        file.toFile().deleteOnExit();
        return Files.writeString(file, text);
    }
}
