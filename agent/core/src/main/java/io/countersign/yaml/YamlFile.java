package io.countersign.yaml;

import io.countersign.text.Unreadable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads one YAML file into nodes from the parser's events. Composer, resolver and constructors are not used: they would cost
 * the start of every program, and would build what a policy must not have (aliases, tags).
 */
public final class YamlFile {
    /** Bytes of one file, and of all files of a folder together. */
    public static final int LARGEST = 16 << 20;
    private static final int DEEPEST = 50;

    private final Path path;
    private final String file;
    private final Mistakes mistakes;
    private ParserImpl parser;
    private byte[] bytes;

    public YamlFile(Path path, Mistakes mistakes) {
        this(path, path.toString(), mistakes);
    }

    private YamlFile(Path path, String file, Mistakes mistakes) {
        this.path = path;
        this.file = file;
        this.mistakes = mistakes;
    }

    /**
     * The nodes of a JSON text (RFC 8259), which is YAML too, but for tabs: JSON has them between values alone, where they are
     * blanks. A text in quotes is a string; one without is a number or a truth value.
     *
     * @return null if it is none. Nothing is said of why: it may be a secret
     */
    public static Node json(String text) {
        Mistakes mistakes = new Mistakes();
        Node root = new YamlFile(null, "", mistakes).tree(text.replace('\t', ' '));
        return mistakes.isEmpty() ? root : null;
    }

    /** @return null if it cannot be read as YAML; the reason is among the mistakes then */
    public Node read() {
        String text = text();
        return text == null ? null : tree(text);
    }

    /** What has been read; null if nothing has. */
    public byte[] bytes() {
        return bytes;
    }

    private Node tree(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        try {
            parser = new ParserImpl(new StreamReader(new StringReader(text)), options);
            parser.getEvent();
            if (parser.checkEvent(Event.ID.StreamEnd)) {
                mistakes.add(new Place(file, 1, 1), "the file is empty; a policy begins with 'version: 1'");
                return null;
            }
            parser.getEvent();
            Node root = node(0);
            parser.getEvent();
            if (!parser.checkEvent(Event.ID.StreamEnd)) {
                mistakes.add(place(parser.peekEvent().getStartMark()), "a second document begins here; a policy file is one");
            }
            return root;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            mistakes.add(mark == null ? new Place(file, 1, 1) : place(mark), "not YAML: " + explained(e.getProblem()));
        } catch (TooDeep e) {
            return null;
        } catch (ReaderException e) {
            mistakes.add(firstUnprintable(text), "not YAML: a character that YAML does not allow ("
                    + String.format("U+%04X", e.getCodePoint()) + ")");
        } catch (YAMLException e) {
            mistakes.add(new Place(file, 1, 1), "not YAML: " + e.getMessage().split("\n")[0]);
        }
        return null;
    }

    private Place firstUnprintable(String text) {
        int i = 0;
        while (i < text.length() && StreamReader.isPrintable(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return endOf(text.substring(0, i));
    }

    /** Where the next character after the text would stand. */
    private Place endOf(CharSequence text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i++) {
            column = text.charAt(i) == '\n' ? 1 : column + 1;
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return new Place(file, line, column);
    }

    private static String explained(String problem) {
        return problem.contains("\\t") || problem.contains("TAB") ? "a tab, where YAML wants spaces" : problem;
    }

    private String text() {
        Place start = new Place(file, 1, 1);
        try {
            if (Files.isDirectory(path)) {
                mistakes.add(start, "is a directory, not a file");
            } else if (Files.size(path) > LARGEST) {
                mistakes.add(start, "is larger than 16 MiB");
            } else {
                bytes = Files.readAllBytes(path);
                if (bytes.length > 1 && (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe || bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff)) {
                    mistakes.add(start, "is UTF-16; a policy is UTF-8");
                    return null;
                }
                return decoded(bytes);
            }
        } catch (IOException e) {
            boolean isMissing = e instanceof NoSuchFileException;
            mistakes.add(start, isMissing && Files.isSymbolicLink(path) ? "is a link to a file that is not there"
                    : Unreadable.why(e) + (!isMissing || path.isAbsolute() ? "" : "; it is looked for at " + path.toAbsolutePath()));
        }
        return null;
    }

    /** Null where it is not UTF-8, which is said with the place of the first wrong byte. */
    private String decoded(byte[] bytes) {
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (!result.isError()) {
            return text.length() > 0 && text.charAt(0) == '\ufeff' ? text.subSequence(1, text.length()).toString() : text.toString();
        }
        mistakes.add(endOf(text), "is not UTF-8 from here on");
        return null;
    }

    private Node node(int depth) {
        Event event = parser.getEvent();
        Place place = place(event.getStartMark());
        if (depth >= DEEPEST) {
            mistakes.add(place, "is more than " + DEEPEST + " levels deep");
            throw new TooDeep();
        }
        if (event.is(Event.ID.Alias)) {
            mistakes.add(place, "an alias ('*" + ((NodeEvent) event).getAnchor() + "'); a policy has none, write the value out");
            return new Node(Node.Kind.NOTHING, place, "");
        }
        if (((NodeEvent) event).getAnchor() != null) {
            mistakes.add(place, "an anchor ('&" + ((NodeEvent) event).getAnchor() + "'); a policy has none, write values out");
        }
        if (event.is(Event.ID.Scalar)) {
            ScalarEvent scalar = (ScalarEvent) event;
            refuseTag(scalar.getTag(), place);
            boolean nothing = scalar.isPlain() && (scalar.getValue().isEmpty() || scalar.getValue().equals("~") || scalar.getValue().equals("null"));
            return nothing ? new Node(Node.Kind.NOTHING, place, "") : new Node(Node.Kind.TEXT, place, scalar.getValue(), scalar.isPlain());
        }
        return event.is(Event.ID.SequenceStart) ? list((SequenceStartEvent) event, place, depth)
                : map((MappingStartEvent) event, place, depth);
    }

    private Node list(SequenceStartEvent event, Place place, int depth) {
        refuseTag(event.getTag(), place);
        Node list = new Node(Node.Kind.LIST, place, null);
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            list.items.add(node(depth + 1));
        }
        parser.getEvent();
        return list;
    }

    private Node map(MappingStartEvent event, Place place, int depth) {
        refuseTag(event.getTag(), place);
        Node map = new Node(Node.Kind.MAP, place, null);
        java.util.Set<String> names = new java.util.HashSet<>(4);
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            Node key = node(depth + 1);
            Node value = node(depth + 1);
            if (key.kind != Node.Kind.TEXT) {
                mistakes.add(key.place, "a name is expected here, not " + key.kindInWords());
            } else if (key.text.equals("<<")) {
                mistakes.add(key.place, "a merge key ('<<'); a policy has none, write the fields out");
            } else if (!names.add(key.text)) {
                mistakes.add(key.place, "'" + key.text + "' stands here a second time");
            } else {
                map.keys.add(key);
                map.items.add(value);
            }
        }
        parser.getEvent();
        return map;
    }

    private void refuseTag(String tag, Place place) {
        if (tag != null && !tag.equals("!")) {
            mistakes.add(place, "a tag ('" + tag + "'); a policy has none");
        }
    }

    private Place place(Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static final class TooDeep extends RuntimeException {
        TooDeep() {
            super(null, null, false, false);
        }
    }
}
