package io.countersign.login;

/** Nobody has logged in. The message says why, for the person who sits there, and holds no secret. */
final class LoginFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 500;

    LoginFailure(String message) {
        super(message, null, false, false);
    }

    /** What a server says, as a part of a line of a terminal. */
    static String shown(String text) {
        return text.length() > SHOWN ? line(text.substring(0, SHOWN)) + '…' : line(text);
    }

    /** A line of a terminal: no control characters, which could move the cursor or change colours. */
    static String line(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Those that turn the direction of writing are of the kind FORMAT.
            boolean moves = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.LINE_SEPARATOR || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
            shown.append(moves ? ' ' : c);
        }
        return shown.toString();
    }
}
