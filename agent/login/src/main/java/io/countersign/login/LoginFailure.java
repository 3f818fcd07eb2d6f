package io.countersign.login;

import io.countersign.text.TerminalText;

/** Nobody has logged in. The message says why, for the person who sits there, and holds no secret. */
final class LoginFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 500;

    LoginFailure(String message) {
        super(message, null, false, false);
    }

    /** What a server says, as a part of a line of a terminal. */
    static String shown(String text) {
        return text.length() > SHOWN ? TerminalText.of(text.substring(0, SHOWN)) + '…' : TerminalText.of(text);
    }
}
