package io.countersign.store;

import java.util.ArrayList;
import java.util.List;

/** A command line, in words as a POSIX shell quotes them (XCU, section 2.2), with nothing else of a shell. */
final class ShellWords {
    private ShellWords() {}

    /**
     * Words are separated by blanks. Between {@code '} everything stands for itself; between {@code "} everything but a backslash before
     * {@code "} or a backslash; elsewhere a backslash has the character behind it stand for itself.
     *
     * @throws IllegalArgumentException if a quote is not closed, or there is no command; the message holds none of the text
     */
    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && (c == ' ' || c == '\t')) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == '\\' && (quote == 0 || quote == '"' && i + 1 < line.length() && "\"\\".indexOf(line.charAt(i + 1)) >= 0)) {
                if (++i == line.length()) {
                    throw new IllegalArgumentException("a backslash at the end of a command stands for nothing; '\\' stands for one");
                }
                word.append(line.charAt(i));
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a command has a quote (" + quote + ") that is not closed");
        }
        if (word != null) {
            words.add(word.toString());
        }
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new IllegalArgumentException("no command: it must be ${exec:COMMAND ARG…}");
        }
        return words;
    }
}
