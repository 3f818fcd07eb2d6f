package io.countersign.policy;

import io.countersign.credential.Credential;
import io.countersign.credential.CredentialType;
import io.countersign.schema.Reading;
import io.countersign.schema.Values;
import io.countersign.secret.Watched;
import io.countersign.yaml.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What a policy says of one credential, and the credential that was made of it. The one after is kept as it is, with its token,
 * keys and connections, where it says the same.
 */
final class Definition {
    final String name;
    private final CredentialType type;

    /** All that the credential follows from, but for what it names of others: what stands there, what that resolved to, and the folder of relative paths. */
    private final List<Object> shape;

    private Credential credential;
    private final List<Watched> watched = new ArrayList<>();

    /** The credentials that it names. */
    private List<String> names = Collections.emptyList();

    // Until it has been made, for most of a policy's memory is in its nodes.
    private Values values;
    private Reading reading;

    /** @param node without its type */
    Definition(String name, CredentialType type, Node node, Reading reading) {
        this.name = name;
        this.type = type;
        this.reading = reading;
        int before = reading.resolved().size();
        int watchedBefore = reading.watched().size();
        this.values = type.fields.read(node, "credential '" + name + "' of type " + type.name, reading);
        watched.addAll(reading.watched().subList(watchedBefore, reading.watched().size()));
        List<String> resolved = reading.resolved();
        this.shape = Arrays.asList(type.name, node.canonical(), new ArrayList<>(resolved.subList(before, resolved.size())), reading.folder());
    }

    boolean isWhole() {
        return values.isWhole();
    }

    /** Null where something is wrong with it. */
    Credential credential() {
        return credential;
    }

    /** What has to be looked at for it to stay up to date. */
    List<Watched> watched() {
        return watched;
    }

    List<String> names() {
        return names;
    }

    /** Whether the same credential follows from both, as far as those that they name are the same too. */
    boolean isSame(Definition before) {
        return before != null && before.shape.equals(shape);
    }

    void make() {
        int before = reading.later().size();
        int watchedBefore = reading.watched().size();
        credential = type.make(name, values, reading);
        watched.addAll(reading.watched().subList(watchedBefore, reading.watched().size()));
        List<Reading.Named<?>> named = reading.later().subList(before, reading.later().size());
        if (!named.isEmpty()) {
            names = new ArrayList<>();
            for (Reading.Named<?> each : named) {
                names.add(each.name);
            }
        }
        values = null;
        reading = null;
    }

    void keep(Definition before) {
        credential = before.credential;
        watched.clear();
        watched.addAll(before.watched);
        names = before.names;
        values = null;
        reading = null;
    }

    /** Its name: the rest may hold a secret. */
    @Override
    public String toString() {
        return name;
    }
}
