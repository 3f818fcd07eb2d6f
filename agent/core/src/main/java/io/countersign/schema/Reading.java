package io.countersign.schema;

import io.countersign.background.Background;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import io.countersign.secret.Secrets;
import io.countersign.secret.Watched;
import io.countersign.yaml.Mistakes;
import io.countersign.yaml.Node;
import io.countersign.yaml.Node.Kind;
import io.countersign.yaml.Place;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The reading of one file's values: what references resolve to, and what was found wrong on the way. */
public final class Reading {
    private final Secrets secrets;
    private final Background background;
    private final Path folder;
    private final Mistakes mistakes;
    private final List<String> warnings;
    private final List<String> advice;
    private final List<Named<?>> later = new ArrayList<>();
    private final List<String> resolved = new ArrayList<>();
    private final List<Watched> watched = new ArrayList<>();
    private final Object identity = new Object();

    /**
     * @param folder what relative paths begin at
     * @param warnings what may go wrong when the policy is used
     * @param advice what a careful author would change
     */
    public Reading(Secrets secrets, Background background, Path folder, Mistakes mistakes, List<String> warnings, List<String> advice) {
        this.secrets = secrets;
        this.background = background;
        this.folder = folder;
        this.mistakes = mistakes;
        this.warnings = warnings;
        this.advice = advice;
    }

    /** Equal to that of no other reading, and holds nothing: for keys of what is shared within this one alone. */
    public Object identity() {
        return identity;
    }

    /** For what is got from elsewhere. */
    public Background background() {
        return background;
    }

    /** For files that are looked at again and again. */
    public Secrets secrets() {
        return secrets;
    }

    /** What relative paths begin at. */
    public Path folder() {
        return folder;
    }

    /** What the references have resolved to so far that are not secrets, in their order. */
    public List<String> resolved() {
        return resolved;
    }

    /** Has something looked at, twice a second, while the policy is in force. */
    public void watch(Watched more) {
        watched.add(more);
    }

    /** What is to be looked at while the policy is in force, as far as it has been read. */
    public List<Watched> watched() {
        return watched;
    }

    /** Something may go wrong when the policy is used. */
    public void warning(Place place, String message) {
        warnings.add(place + ": " + message);
    }

    /** A careful author would change something. */
    public void advice(Place place, String message) {
        advice.add(place + ": " + message);
    }

    public void mistake(Place place, String message) {
        mistakes.add(place, message);
    }

    /** The text of a single value, a reference resolved; null if there is none, which is said. */
    public String text(Node node, String field) {
        if (node.kind != Kind.TEXT) {
            mistakes.add(node.place, node.kind == Kind.NOTHING ? "'" + field + "' has no value"
                    : "'" + field + "' is a single value, not " + node.kindInWords());
            return null;
        }
        if (!Secrets.isReference(node.text)) {
            return node.text;
        }
        try {
            String text = secrets.read(node.text, folder);
            resolved.add(text);
            return text;
        } catch (IllegalArgumentException | CredentialUnavailable e) {
            mistakes.add(node.place, "'" + field + "': " + e.getMessage());
            return null;
        }
    }

    /** The path that a value names; null if there is none, which is said. */
    Path path(Node node, String field) {
        String text = text(node, field);
        if (text != null && text.indexOf('\n') >= 0) {
            // Not shown: it may be what the file holds.
            mistakes.add(node.place, "'" + field + "' is the path of a file, and what stands here has a line break in it"
                    + (node.text.startsWith("${file:") ? "; without ${file:…}, the path itself is meant" : ""));
            return null;
        }
        try {
            return text == null ? null : folder.resolve(text).normalize();
        } catch (InvalidPathException e) {
            mistakes.add(node.place, "'" + field + "' is not a path on this system: " + e.getReason());
            return null;
        }
    }

    /**
     * Has what the policy calls by a name handed over once everything has been read; that there is no such thing, or one of
     * another kind, is a mistake then.
     *
     * @param kind what it is to be, for the error: {@code a credential of type jwt}
     */
    public <T> void named(String name, Place place, Class<T> type, String kind, Consumer<T> found) {
        later.add(new Named<>(name, place, type, kind, found));
    }

    /** What has been asked for by {@link #named}, in its order. */
    public List<Named<?>> later() {
        return later;
    }

    /** Something that is asked for by its name. */
    public static final class Named<T> {
        public final String name;
        public final Place place;
        private final Class<T> type;
        private final String kind;
        private final Consumer<T> found;

        Named(String name, Place place, Class<T> type, String kind, Consumer<T> found) {
            this.name = name;
            this.place = place;
            this.type = type;
            this.kind = kind;
            this.found = found;
        }

        /** @return what is wrong with it; null if nothing is */
        public String hand(Object thing) {
            if (!type.isInstance(thing)) {
                return "'" + name + "' is not " + kind;
            }
            found.accept(type.cast(thing));
            return null;
        }
    }

    /** The secret that a reference stands for; null if there is none, which is said. */
    Secret secret(Node node, String field) {
        if (node.kind != Kind.TEXT || !Secrets.isReference(node.text)) {
            mistakes.add(node.place, node.kind == Kind.NOTHING ? "'" + field + "' has no value"
                    : "'" + field + "' is a secret and stands here by a reference: ${env:NAME}, ${sys:NAME}, ${file:PATH},"
                            + " or ${literal:TEXT} where the policy itself is meant to hold it");
            return null;
        }
        Secret secret;
        try {
            secret = secrets.resolve(node.text, folder, watched);
        } catch (IllegalArgumentException e) {
            mistakes.add(node.place, "'" + field + "': " + e.getMessage());
            return null;
        }
        try {
            // What is got from elsewhere cannot have come yet: whoever gets it says what is wrong.
            if (!secret.waits()) {
                secret.value();
            }
        } catch (CredentialUnavailable e) {
            warnings.add(node.place + ": '" + field + "': " + e.getMessage() + "; it is looked for again");
        }
        if (node.text.startsWith("${literal:")) {
            advice(node.place, "'" + field + "' stands in the policy itself; ${file:PATH} keeps it out of it");
        }
        return secret;
    }
}
