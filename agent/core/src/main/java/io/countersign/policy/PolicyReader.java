package io.countersign.policy;

import io.countersign.credential.Credential;
import io.countersign.credential.CredentialUnavailable;
import io.countersign.credential.SecretHeader;
import io.countersign.match.HostName;
import io.countersign.match.HostTable;
import io.countersign.match.PathPattern;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a policy, a file or a folder of them, whole: either a policy without a mistake comes out, or all mistakes. */
public final class PolicyReader {
    private static final List<String> TOP = Arrays.asList("version", "defaults", "credentials", "rules");
    private static final List<String> SETTINGS = Arrays.asList("mode", "plain-http", "existing", "on-failure", "max-body");
    private static final List<String> RULE = Arrays.asList("host", "ports", "methods", "paths", "credentials",
            "mode", "plain-http", "existing", "on-failure", "max-body");
    private static final Map<String, List<String>> TYPES = new LinkedHashMap<>();
    private static final List<String> LATER = Arrays.asList("jwt", "oauth2", "hmac", "aws-sigv4", "http-signature",
            "client-certificate", "oauth1", "digest");
    private static final List<String> CONNECTION_HEADERS = Arrays.asList("host", "content-length", "transfer-encoding",
            "connection", "upgrade", "te", "trailer", "expect", "keep-alive", "proxy-connection", "http2-settings");

    static {
        TYPES.put("api-key", Arrays.asList("type", "header", "prefix", "value"));
        TYPES.put("basic", Arrays.asList("type", "username", "password"));
        TYPES.put("bearer", Arrays.asList("type", "token", "header", "prefix"));
    }

    private final Secrets secrets;
    private final Mistakes mistakes = new Mistakes();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Place> credentialPlaces = new LinkedHashMap<>();
    private final Map<String, Credential> credentials = new LinkedHashMap<>();
    private final Map<String, List<Rule>> rules = new LinkedHashMap<>();
    private int ruleCount;
    private Settings defaults = Settings.STANDARD;
    private Place defaultsPlace;

    private PolicyReader(Secrets secrets) {
        this.secrets = secrets;
    }

    /** @throws PolicyException with every mistake, each with file, line and column */
    public static Policy read(Path fileOrFolder, Secrets secrets) throws PolicyException {
        return new PolicyReader(secrets).read(fileOrFolder);
    }

    private Policy read(Path where) throws PolicyException {
        List<Node> roots = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        for (Path file : files(where)) {
            Node root = new YamlFile(file, mistakes).read(file);
            if (root != null && top(root)) {
                roots.add(root);
                folders.add(file.toAbsolutePath().getParent());
            }
        }
        for (int i = 0; i < roots.size(); i++) {
            defaults(roots.get(i).get("defaults"));
        }
        for (int i = 0; i < roots.size(); i++) {
            credentials(roots.get(i).get("credentials"), folders.get(i));
        }
        for (int i = 0; i < roots.size(); i++) {
            rules(roots.get(i), folders.get(i));
        }
        mistakes.throwIfAny();
        HostTable.Builder<HostRules> table = new HostTable.Builder<>();
        for (Map.Entry<String, List<Rule>> host : rules.entrySet()) {
            table.put(host.getKey(), new HostRules(host.getValue().toArray(new Rule[0])));
        }
        return new Policy(table.build(), ruleCount, Collections.unmodifiableList(warnings), where.toString());
    }

    private List<Path> files(Path where) throws PolicyException {
        if (!Files.isDirectory(where)) {
            return Collections.singletonList(where);
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(where, "*.{yaml,yml}")) {
            for (Path entry : entries) {
                files.add(entry);
            }
        } catch (IOException e) {
            mistakes.add(new Place(where.toString(), 1, 1), "the folder cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        if (files.isEmpty()) {
            mistakes.add(new Place(where.toString(), 1, 1), "the folder holds no *.yaml or *.yml");
        }
        Collections.sort(files);
        return files;
    }

    private boolean top(Node root) {
        if (root.kind != Node.Kind.MAP) {
            mistakes.add(root.place, "a policy is a mapping that begins with 'version: 1', not " + root.kindInWords());
            return false;
        }
        fieldsAreKnown(root, TOP, "the policy");
        Node version = root.get("version");
        if (version == null || !"1".equals(version.text)) {
            mistakes.add(version == null ? root.place : version.place, "'version: 1' is expected");
        }
        return true;
    }

    private void fieldsAreKnown(Node map, List<String> known, String of) {
        for (Node key : map.keys) {
            if (!known.contains(key.text)) {
                mistakes.add(key.place, "unknown field '" + key.text + "' in " + of + Mistakes.meant(key.text, known));
            }
        }
    }

    private void defaults(Node node) {
        if (node == null) {
            return;
        }
        if (node.kind != Node.Kind.MAP) {
            mistakes.add(node.place, "'defaults' is a mapping, not " + node.kindInWords());
            return;
        }
        if (defaultsPlace != null) {
            mistakes.add(node.place, "'defaults' stand in " + defaultsPlace + " already, and may stand in one file");
            return;
        }
        defaultsPlace = node.place;
        fieldsAreKnown(node, SETTINGS, "'defaults'");
        defaults = settings(node, Settings.STANDARD);
    }

    private Settings settings(Node map, Settings base) {
        Node maxBody = map.get("max-body");
        return new Settings(choice(map, "mode", base.mode, Settings.Mode.values()),
                choice(map, "plain-http", base.plainHttp, Settings.PlainHttp.values()),
                choice(map, "existing", base.existing, Settings.Existing.values()),
                choice(map, "on-failure", base.onFailure, Settings.OnFailure.values()),
                maxBody == null ? base.maxBody : size(maxBody));
    }

    private <E extends Enum<E>> E choice(Node map, String field, E base, E[] all) {
        Node node = map.get(field);
        if (node == null) {
            return base;
        }
        List<String> words = new ArrayList<>();
        for (E value : all) {
            String word = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (word.equals(node.text)) {
                return value;
            }
            words.add(word);
        }
        mistakes.add(node.place, "'" + field + "' is " + (node.text == null ? node.kindInWords() : "'" + node.text + "'")
                + "; it may be " + String.join(", ", words));
        return base;
    }

    private long size(Node node) {
        String text = node.text == null ? "" : node.text;
        long unit = text.endsWith("GB") ? 1L << 30 : text.endsWith("MB") ? 1L << 20 : text.endsWith("KB") ? 1L << 10 : 0;
        try {
            long number = Long.parseLong(text.substring(0, Math.max(0, text.length() - 2)));
            if (unit > 0 && number >= 0 && number <= Long.MAX_VALUE / unit) {
                return number * unit;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        mistakes.add(node.place, "a size is a number with KB, MB or GB, as in 64MB");
        return 0;
    }

    private void credentials(Node node, Path folder) {
        if (node == null) {
            return;
        }
        if (node.kind != Node.Kind.MAP) {
            mistakes.add(node.place, "'credentials' is a mapping from names to credentials, not " + node.kindInWords());
            return;
        }
        for (int i = 0; i < node.keys.size(); i++) {
            Node key = node.keys.get(i);
            Place before = credentialPlaces.putIfAbsent(key.text, key.place);
            if (before != null) {
                mistakes.add(key.place, "credential '" + key.text + "' is defined in " + before + " already");
            } else {
                Credential credential = credential(key.text, key.place, node.items.get(i), folder);
                if (credential != null) {
                    credentials.put(key.text, credential);
                }
            }
        }
    }

    private Credential credential(String name, Place place, Node node, Path folder) {
        if (node.kind != Node.Kind.MAP) {
            mistakes.add(place, "credential '" + name + "' is a mapping with a 'type', not " + node.kindInWords());
            return null;
        }
        Node type = node.get("type");
        List<String> fields = type == null || type.text == null ? null : TYPES.get(type.text);
        if (fields == null) {
            mistakes.add(type == null ? place : type.place, type == null ? "credential '" + name + "' has no 'type'"
                    : "type '" + type.text + "' of credential '" + name + "' is " + (LATER.contains(type.text)
                            ? "not supported by this version" : "unknown" + Mistakes.meant(String.valueOf(type.text), new ArrayList<>(TYPES.keySet()))));
            return null;
        }
        fieldsAreKnown(node, fields, "credential '" + name + "' of type " + type.text);
        switch (type.text) {
            case "basic": {
                String username = text(node, "username", null, name, folder);
                Secret password = secret(node, "password", name, folder);
                if (username != null && username.indexOf(':') >= 0) {
                    mistakes.add(node.get("username").place, "the user name of '" + name + "' has a colon, which RFC 7617 does not allow");
                }
                return username == null || password == null ? null : SecretHeader.basic(name, username, password);
            }
            case "bearer":
                return prefixed(node, name, "Authorization", "Bearer ", "token", folder);
            default:
                return prefixed(node, name, "X-API-Key", "", "value", folder);
        }
    }

    private Credential prefixed(Node node, String name, String standardHeader, String standardPrefix, String field, Path folder) {
        String header = text(node, "header", standardHeader, name, folder);
        String prefix = text(node, "prefix", standardPrefix, name, folder);
        Secret secret = secret(node, field, name, folder);
        if (header == null || prefix == null || secret == null) {
            return null;
        }
        if (!isToken(header)) {
            mistakes.add(node.get("header").place, "'" + header + "' is not a header name (RFC 9110, section 5.1)");
            return null;
        }
        if (CONNECTION_HEADERS.contains(header.toLowerCase(Locale.ROOT))) {
            mistakes.add(node.get("header").place, "header '" + header + "' belongs to the connection and cannot carry a credential");
            return null;
        }
        return SecretHeader.prefixed(name, header, prefix, secret);
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "!#$%&'*+-.^_`|~".indexOf(c) >= 0)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** A field that is no secret; a reference in it is resolved now. Null if it is wrong, which is said. */
    private String text(Node map, String field, String standard, String credential, Path folder) {
        Node node = map.get(field);
        if (node == null) {
            if (standard == null) {
                mistakes.add(map.place, "credential '" + credential + "' has no '" + field + "'");
            }
            return standard;
        }
        if (node.kind != Node.Kind.TEXT) {
            mistakes.add(node.place, "'" + field + "' is one value, not " + node.kindInWords());
            return null;
        }
        return resolved(node, folder);
    }

    private String resolved(Node node, Path folder) {
        if (!Secrets.isReference(node.text)) {
            return node.text;
        }
        try {
            return secrets.resolve(node.text, folder).value().text();
        } catch (IllegalArgumentException | CredentialUnavailable e) {
            mistakes.add(node.place, e.getMessage());
            return null;
        }
    }

    private Secret secret(Node map, String field, String credential, Path folder) {
        Node node = map.get(field);
        if (node == null || node.kind != Node.Kind.TEXT || !Secrets.isReference(node.text)) {
            mistakes.add(node == null ? map.place : node.place, node == null ? "credential '" + credential + "' has no '" + field + "'"
                    : "'" + field + "' is a secret and needs a reference: ${env:NAME}, ${file:PATH}, or ${literal:TEXT} where it is meant to stand here");
            return null;
        }
        try {
            Secret secret = secrets.resolve(node.text, folder);
            try {
                secret.value();
            } catch (CredentialUnavailable e) {
                warnings.add(node.place + ": credential '" + credential + "': " + e.getMessage());
            }
            return secret;
        } catch (IllegalArgumentException e) {
            mistakes.add(node.place, e.getMessage());
            return null;
        }
    }

    private void rules(Node root, Path folder) {
        Node node = root.get("rules");
        if (node == null) {
            return;
        }
        if (node.kind != Node.Kind.LIST) {
            mistakes.add(node.place, "'rules' is a list, not " + node.kindInWords());
            return;
        }
        for (Node item : node.items) {
            if (item.kind != Node.Kind.MAP) {
                mistakes.add(item.place, "a rule is a mapping with 'host' and 'credentials', not " + item.kindInWords());
            } else {
                rule(item, folder);
            }
        }
    }

    private void rule(Node node, Path folder) {
        fieldsAreKnown(node, RULE, "a rule");
        String host = host(node, folder);
        int[] ports = ports(node.get("ports"));
        String[] methods = methods(node.get("methods"));
        PathPattern[] paths = paths(node.get("paths"));
        Credential[] put = ruleCredentials(node);
        Settings settings = settings(node, defaults);
        if (host == null) {
            return;
        }
        Rule rule = new Rule(host, node.place, ports, methods, paths, put, settings);
        ruleCount++;
        List<Rule> same = rules.computeIfAbsent(host, h -> new ArrayList<>(1));
        if (!same.isEmpty() && !same.get(0).place.file.equals(node.place.file)) {
            mistakes.add(node.place, "the rules of host " + host + " begin in " + same.get(0).place + "; all of a host stand in one file");
        }
        for (Rule earlier : same) {
            if (earlier.covers(rule)) {
                mistakes.add(node.place, "this rule is never reached: the one in " + earlier.place + " takes every request that it would");
                break;
            }
        }
        same.add(rule);
    }

    private String host(Node rule, Path folder) {
        Node node = rule.get("host");
        if (node == null || node.kind != Node.Kind.TEXT || node.text.isEmpty()) {
            mistakes.add(node == null ? rule.place : node.place, "a rule has a 'host', one value");
            return null;
        }
        String host = resolved(node, folder);
        if (host == null || host.equals("*")) {
            return host;
        }
        boolean below = host.startsWith("*.");
        String name = below ? host.substring(2) : host;
        if (name.indexOf('/') >= 0 || name.indexOf('*') >= 0 || name.indexOf('@') >= 0 || name.indexOf(' ') >= 0
                || name.indexOf(':') >= 0 && name.indexOf(':') == name.lastIndexOf(':')) {
            mistakes.add(node.place, "host '" + host + "' is a name, an address, '*.' and a name, or '*': no scheme, port or path");
            return null;
        }
        try {
            return (below ? "*." : "") + HostName.canonical(name);
        } catch (IllegalArgumentException e) {
            mistakes.add(node.place, "host: " + e.getMessage());
            return null;
        }
    }

    /** The items of a field that is a list or one value; null where it is not there. */
    private List<Node> items(Node node) {
        if (node == null) {
            return null;
        }
        List<Node> items = node.kind == Node.Kind.LIST ? node.items : Collections.singletonList(node);
        if (items.isEmpty() || node.kind == Node.Kind.TEXT && node.text.isEmpty()) {
            mistakes.add(node.place, "an empty list would match nothing; leave the field out to match all");
        }
        List<Node> texts = new ArrayList<>();
        for (Node item : items) {
            if (item.kind == Node.Kind.TEXT) {
                texts.add(item);
            } else {
                mistakes.add(item.place, "a single value is expected, not " + item.kindInWords());
            }
        }
        return texts;
    }

    private int[] ports(Node node) {
        List<Node> items = items(node);
        if (items == null) {
            return null;
        }
        int[] ports = new int[items.size()];
        for (int i = 0; i < ports.length; i++) {
            try {
                ports[i] = Integer.parseInt(items.get(i).text);
            } catch (NumberFormatException e) {
                ports[i] = 0;
            }
            if (ports[i] < 1 || ports[i] > 65535) {
                mistakes.add(items.get(i).place, "a port is a number from 1 to 65535");
            }
        }
        return ports;
    }

    private String[] methods(Node node) {
        List<Node> items = items(node);
        if (items == null) {
            return null;
        }
        String[] methods = new String[items.size()];
        for (int i = 0; i < methods.length; i++) {
            methods[i] = items.get(i).text;
            if (!isToken(methods[i]) || !methods[i].equals(methods[i].toUpperCase(Locale.ROOT))) {
                mistakes.add(items.get(i).place, "method '" + methods[i] + "' is written in capitals, as in GET");
            }
        }
        return methods;
    }

    private PathPattern[] paths(Node node) {
        List<Node> items = items(node);
        if (items == null) {
            return null;
        }
        List<PathPattern> paths = new ArrayList<>();
        for (Node item : items) {
            try {
                paths.add(PathPattern.of(item.text));
            } catch (IllegalArgumentException e) {
                mistakes.add(item.place, e.getMessage());
            }
        }
        return paths.toArray(new PathPattern[0]);
    }

    private Credential[] ruleCredentials(Node rule) {
        Node node = rule.get("credentials");
        if (node == null || node.kind == Node.Kind.TEXT && node.text.isEmpty()) {
            mistakes.add(node == null ? rule.place : node.place, "a rule has 'credentials'; [] leaves its requests alone");
            return new Credential[0];
        }
        List<Credential> found = new ArrayList<>();
        Map<String, String> headers = new LinkedHashMap<>();
        for (Node item : node.kind == Node.Kind.LIST && node.items.isEmpty() ? Collections.<Node>emptyList() : items(node)) {
            Credential credential = credentials.get(item.text);
            if (credential == null) {
                if (!credentialPlaces.containsKey(item.text)) {
                    mistakes.add(item.place, "unknown credential '" + item.text + "'" + Mistakes.meant(item.text, new ArrayList<>(credentialPlaces.keySet())));
                }
                continue;
            }
            found.add(credential);
            for (String header : credential.headerNames()) {
                String before = headers.put(header.toLowerCase(Locale.ROOT), credential.name());
                if (before != null) {
                    mistakes.add(item.place, "credentials '" + before + "' and '" + credential.name() + "' would both write header " + header);
                }
            }
        }
        return found.toArray(new Credential[0]);
    }
}
