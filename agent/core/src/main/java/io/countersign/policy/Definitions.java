package io.countersign.policy;

import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.credential.CredentialTypes;
import io.countersign.schema.Reading;
import io.countersign.yaml.Mistakes;
import io.countersign.yaml.Node;
import io.countersign.yaml.Place;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The credentials of a policy, by their names: first all of them are read, then each is made, or kept from the policy before. */
final class Definitions {
    private static final List<String> TYPE = Collections.singletonList("type");

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Map<String, Definition> whole = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Mistakes mistakes;

    Definitions(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    void read(Node credentials, Reading reading) {
        for (int i = 0; i < credentials.keys.size(); i++) {
            Node key = credentials.keys.get(i);
            Place before = places.get(key.text);
            if (before != null) {
                mistakes.add(key.place, "credential '" + key.text + "' is defined in " + before + " already");
                continue;
            }
            places.put(key.text, key.place);
            Definition definition = definition(key, credentials.items.get(i), reading);
            if (definition != null && definition.isWhole()) {
                whole.put(key.text, definition);
            }
        }
    }

    private Definition definition(Node key, Node node, Reading reading) {
        String owner = "credential '" + key.text + "'";
        Node typeNode = node.kind == Node.Kind.MAP ? node.get("type") : null;
        if (typeNode == null) {
            sayWhereTypeIsMeant(owner, node);
            mistakes.add(node.kind == Node.Kind.MAP ? key.place : node.place, owner + (node.kind == Node.Kind.MAP ? " has no 'type'"
                    : " is a mapping with a 'type', not " + node.kindInWords()));
            return null;
        }
        String name = reading.text(typeNode, "type");
        if (name == null) {
            return null;
        }
        CredentialType type = CredentialTypes.named(name);
        if (type == null) {
            mistakes.add(typeNode.place, "type '" + name + "' of " + owner + " is unknown" + Mistakes.meant(name, CredentialTypes.names()));
            return null;
        }
        return new Definition(key.text, type, node.without("type"), reading);
    }

    private void sayWhereTypeIsMeant(String owner, Node node) {
        for (Node field : node.kind == Node.Kind.MAP ? node.keys : Collections.<Node>emptyList()) {
            if (field.text != null && !Mistakes.nearest(field.text, TYPE).isEmpty()) {
                mistakes.add(field.place, "unknown field '" + field.text + "' in " + owner + Mistakes.meant(field.text, TYPE));
            }
        }
    }

    /** @param before those of the policy before, by their names */
    void make(Map<String, Definition> before) {
        Set<String> same = same(before);
        for (Definition definition : whole.values()) {
            if (same.contains(definition.name)) {
                definition.keep(before.get(definition.name));
                used.addAll(definition.names());
            } else {
                definition.make();
            }
        }
    }

    /** The names of those that can be kept: nothing of them has changed, nor of those that they name. */
    private Set<String> same(Map<String, Definition> before) {
        Set<String> same = new HashSet<>();
        for (Definition definition : whole.values()) {
            if (definition.isSame(before.get(definition.name))) {
                same.add(definition.name);
            }
        }
        while (!same.isEmpty() && same.removeIf(name -> !same.containsAll(before.get(name).names()))) {
            // One that named it is another now too.
        }
        return same;
    }

    /** Hands over what credentials name of each other, now that all are there. */
    void named(Reading reading) {
        for (Reading.Named<?> named : reading.later()) {
            Credential credential = named(named.name, named.place);
            if (credential != null) {
                String wrong = named.hand(credential);
                if (wrong != null) {
                    mistakes.add(named.place, wrong);
                }
            }
        }
    }

    /** The credential that something names; null if there is none, or it is wrong, which has been said. */
    Credential named(String name, Place place) {
        used.add(name);
        if (!places.containsKey(name)) {
            mistakes.add(place, "unknown credential '" + name + "'" + Mistakes.meant(name, places.keySet()));
        }
        Definition definition = whole.get(name);
        return definition == null ? null : definition.credential();
    }

    void adviseOnUnused(List<String> advice) {
        for (Map.Entry<String, Place> credential : places.entrySet()) {
            if (!used.contains(credential.getKey())) {
                advice.add(credential.getValue() + ": no rule names credential '" + credential.getKey() + "'");
            }
        }
    }

    /** Of a policy without a mistake. */
    Map<String, Definition> all() {
        return whole;
    }
}
