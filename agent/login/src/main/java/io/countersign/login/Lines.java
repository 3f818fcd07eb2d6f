package io.countersign.login;

import io.countersign.text.TerminalText;
import java.io.PrintStream;

/** What a person reads on a terminal: no policy, argument or server moves its cursor, whatever it is that is told of them. */
final class Lines {
    private final PrintStream stream;

    Lines(PrintStream stream) {
        this.stream = stream;
    }

    void println(String line) {
        stream.println(TerminalText.of(line));
    }

    void println() {
        stream.println();
    }

    void flush() {
        stream.flush();
    }
}
