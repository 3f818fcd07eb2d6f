package io.countersign.text;

/** What others wrote, as a terminal may show it: nothing in it moves the cursor, changes colours or turns the direction of writing. */
public final class TerminalText {
    private TerminalText() {}

    public static String of(String text) {
        StringBuilder shown = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            // Those that turn the direction of writing are of the kind FORMAT.
            if (Character.isISOControl(c) || type == Character.FORMAT || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR) {
                shown = shown == null ? new StringBuilder(text) : shown;
                shown.setCharAt(i, ' ');
            }
        }
        return shown == null ? text : shown.toString();
    }
}
