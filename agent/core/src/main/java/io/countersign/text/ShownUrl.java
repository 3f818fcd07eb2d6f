package io.countersign.text;

/** A URL as a message shows it: without its query, in which there may be a key. */
public final class ShownUrl {
    private ShownUrl() {}

    /** Any other text is left as it is. */
    public static String of(Object url) {
        String text = url.toString();
        int query = text.indexOf('?');
        int scheme = text.indexOf("://");
        return scheme < 0 || query < scheme ? text : text.substring(0, query) + "?...";
    }
}
