package io.countersign.policy;

import io.countersign.background.Background;
import io.countersign.credential.Credential;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.match.HostTable;
import io.countersign.match.PathPattern;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Secrets;
import io.countersign.yaml.Mistakes;
import io.countersign.yaml.Node;
import io.countersign.yaml.Node.Kind;
import io.countersign.yaml.Place;
import io.countersign.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a policy, a file or a folder of them, whole: either a policy without a mistake comes out, or all mistakes. */
public final class PolicyReader {
    private static final List<String> TOP = Arrays.asList("version", "defaults", "credentials", "rules");

    private static final Credential[] NO_CREDENTIALS = {};

    private final Secrets secrets;
    private final Background background;
    private final Mistakes mistakes = new Mistakes();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> advice = new ArrayList<>();
    private final Definitions credentials = new Definitions(mistakes);
    private final Map<String, RulesOfHost> hosts = new LinkedHashMap<>();
    private final Version version = new Version();
    private Settings defaults = Settings.STANDARD;
    private Place defaultsPlace;

    private PolicyReader(Secrets secrets, Background background) {
        this.secrets = secrets;
        this.background = background;
    }

    /** @throws PolicyException with every mistake, each with file, line and column */
    public static Policy read(Path fileOrFolder, Secrets secrets, Background background) throws PolicyException {
        return read(fileOrFolder, secrets, background, null);
    }

    /**
     * @param before the policy in force, whose credentials are kept where nothing of them has changed; null for none
     * @throws PolicyException as above
     */
    public static Policy read(Path fileOrFolder, Secrets secrets, Background background, Policy before) throws PolicyException {
        return new PolicyReader(secrets, background).read(fileOrFolder, before);
    }

    private Policy read(Path where, Policy before) throws PolicyException {
        List<Node> roots = new ArrayList<>();
        List<Reading> readings = new ArrayList<>();
        for (Path file : PolicyFiles.of(where, mistakes)) {
            YamlFile yaml = new YamlFile(file, mistakes);
            Node root = yaml.read();
            if (yaml.bytes() != null) {
                version.add(yaml.bytes());
            }
            if (root != null && isPolicy(root)) {
                roots.add(root);
                readings.add(new Reading(secrets, background, file.toAbsolutePath().getParent(), mistakes, warnings, advice));
            }
        }
        // Each part of all files before the next: rules need every credential and the defaults, wherever these stand.
        for (int i = 0; i < roots.size(); i++) {
            defaults(roots.get(i), readings.get(i));
        }
        for (int i = 0; i < roots.size(); i++) {
            credentials(roots.get(i), readings.get(i));
        }
        credentials.make(before == null ? Collections.emptyMap() : before.definitions());
        for (Reading reading : readings) {
            credentials.named(reading);
        }
        for (int i = 0; i < roots.size(); i++) {
            rules(roots.get(i), readings.get(i));
        }
        for (RulesOfHost rulesOfHost : hosts.values()) {
            rulesOfHost.checkIdentities(mistakes, advice);
        }
        if (!mistakes.isEmpty()) {
            throw new PolicyException(mistakes.lines());
        }
        credentials.adviseOnUnused(advice);
        HostTable.Builder<HostRules> table = new HostTable.Builder<>();
        List<HostRules> all = new ArrayList<>(hosts.size());
        Map<String, HostRules> those = byPattern(before);
        for (Map.Entry<String, RulesOfHost> host : hosts.entrySet()) {
            HostRules rules = host.getValue().rules();
            rules.follow(those.get(host.getKey()));
            all.add(rules);
            table.put(host.getKey(), rules);
        }
        return new Policy(table.build(), all, credentials.all(), warnings, advice, where.toString(), version);
    }

    private static Map<String, HostRules> byPattern(Policy policy) {
        Map<String, HostRules> rules = new HashMap<>();
        for (HostRules each : policy == null ? Collections.<HostRules>emptyList() : policy.rules()) {
            rules.put(each.first().host, each);
        }
        return rules;
    }

    private boolean isPolicy(Node root) {
        if (root.kind != Kind.MAP) {
            mistakes.add(root.place, "a policy is a mapping that begins with 'version: 1', not " + root.kindInWords());
            return false;
        }
        for (Node key : root.keys) {
            if (!TOP.contains(key.text)) {
                mistakes.add(key.place, "unknown field '" + key.text + "' in the policy" + Mistakes.meant(key.text, TOP));
            }
        }
        Node version = root.get("version");
        if (version == null || !"1".equals(version.text)) {
            mistakes.add(version == null ? root.place : version.place, "'version: 1' is expected");
        }
        return true;
    }

    /** The part of that name if it is there and of that kind. */
    private Node part(Node root, String name, Kind kind, String what) {
        Node node = root.get(name);
        if (node != null && node.kind != kind) {
            mistakes.add(node.place, "'" + name + "' is " + what + ", not " + node.kindInWords());
            return null;
        }
        return node;
    }

    private void defaults(Node root, Reading reading) {
        Node node = part(root, "defaults", Kind.MAP, "a mapping");
        if (node == null) {
            return;
        }
        if (defaultsPlace != null) {
            mistakes.add(node.place, "'defaults' stand in " + defaultsPlace + " already, and may stand in one file");
            return;
        }
        defaultsPlace = node.place;
        defaults = Settings.STANDARD.with(Settings.FIELDS.read(node, "'defaults'", reading));
    }

    private void credentials(Node root, Reading reading) {
        Node node = part(root, "credentials", Kind.MAP, "a mapping from names to credentials");
        if (node != null) {
            credentials.read(node, reading);
        }
    }

    private void rules(Node root, Reading reading) {
        Node node = part(root, "rules", Kind.LIST, "a list");
        if (node == null) {
            return;
        }
        for (Node item : node.items) {
            if (item.kind != Kind.MAP) {
                mistakes.add(item.place, "a rule is a mapping with 'host' and 'credentials', not " + item.kindInWords());
            } else {
                rule(item, reading);
            }
        }
    }

    private void rule(Node node, Reading reading) {
        Values values = RuleFields.FIELDS.read(node, "the rule", reading);
        List<Credential> named = credentials(values);
        TlsIdentity identity = identity(named, values);
        if (!values.isWhole()) {
            return;
        }
        String host = values.get(RuleFields.HOST);
        Rule rule = new Rule(host, node.place, ints(values.get(RuleFields.PORTS)), array(values.get(RuleFields.METHODS), new String[0]),
                array(values.get(RuleFields.PATHS), new PathPattern[0]), onRequests(named), identity, defaults.with(values));
        RulesOfHost same = hosts.get(host);
        if (same == null) {
            hosts.put(host, same = new RulesOfHost());
        }
        Rule first = same.first();
        if (first != null && !first.place.file.equals(node.place.file)) {
            mistakes.add(node.place, "the rules of host " + host + " begin in " + first.place + "; all of a host stand in one file");
        } else {
            Rule hiding = same.add(rule);
            if (hiding != null) {
                mistakes.add(node.place, "this rule is never reached: the one in " + hiding.place + " takes every request that it would");
            }
        }
    }

    private static int[] ints(List<Integer> list) {
        if (list == null) {
            return null;
        }
        int[] ints = new int[list.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = list.get(i);
        }
        return ints;
    }

    private static <T> T[] array(List<T> list, T[] type) {
        return list == null ? null : list.toArray(type);
    }

    /** Those that the rule names, in the order in which they are put on. */
    private List<Credential> credentials(Values rule) {
        List<String> names = rule.get(RuleFields.CREDENTIALS);
        if (names == null || names.isEmpty()) {
            return Collections.emptyList();
        }
        List<Credential> found = new ArrayList<>(names.size());
        List<Credential> covering = new ArrayList<>(1);
        Map<String, List<Credential>> headers = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Place place = rule.place(RuleFields.CREDENTIALS, i);
            Credential credential = credentials.named(name, place);
            if (credential != null) {
                (credential.isCovered() ? found : covering).add(credential);
                refuseSameHeader(credential, headers, place);
            }
        }
        // Signatures cover the tokens, and those that stand before them.
        found.addAll(covering);
        return found;
    }

    /** The client certificate that they need their connection to have; null for none. */
    private TlsIdentity identity(List<Credential> named, Values rule) {
        Credential first = null;
        for (Credential credential : named) {
            if (credential.identity() == null) {
                continue;
            }
            if (first == null) {
                first = credential;
            } else if (first == credential && credential.headerNames().isEmpty()) {
                mistakes.add(rule.place(RuleFields.CREDENTIALS), "credential '" + credential.name() + "' is named twice");
            } else if (first.identity() != credential.identity()) {
                mistakes.add(rule.place(RuleFields.CREDENTIALS), "a connection has one client certificate, and "
                        + inWords(first) + " and " + inWords(credential) + " are two");
            }
        }
        return first == null ? null : first.identity();
    }

    private static String inWords(Credential credential) {
        return credential == credential.identity() ? "'" + credential.name() + "'"
                : "'" + credential.identity().name() + "', to which '" + credential.name() + "' is bound,";
    }

    /** Without what belongs to the connection alone. */
    private static Credential[] onRequests(List<Credential> named) {
        List<Credential> put = new ArrayList<>(named.size());
        for (Credential credential : named) {
            if (credential != credential.identity()) {
                put.add(credential);
            }
        }
        return put.toArray(NO_CREDENTIALS);
    }

    private void refuseSameHeader(Credential credential, Map<String, List<Credential>> writers, Place place) {
        for (String header : credential.headerNames()) {
            List<Credential> before = writers.computeIfAbsent(header.toLowerCase(Locale.ROOT), name -> new ArrayList<>(1));
            for (Credential writer : before) {
                if (writer == credential) {
                    mistakes.add(place, "credential '" + credential.name() + "' is named twice");
                } else if (!credential.shares(header, writer)) {
                    mistakes.add(place, "credentials '" + writer.name() + "' and '" + credential.name() + "' would both write header "
                            + header + (credential.sharesBy() != null && credential.sharesBy().equals(writer.sharesBy())
                                    ? "; they share it if each has another '" + credential.sharesBy() + "'" : ""));
                }
            }
            before.add(credential);
        }
    }
}
