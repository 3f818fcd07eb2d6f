package io.countersign.key;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One block of a text in PEM (RFC 7468), with the headers that some have before their content (RFC 1421, section 4.4). Not read by
 * the library that reads the content: its reader asks java.util.logging for a logger, which an agent must not before the application has set that up.
 */
final class PemBlock {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /** {@code PRIVATE KEY}. */
    final String label;
    final byte[] content;
    private final Map<String, String> headers;

    private PemBlock(String label, Map<String, String> headers, byte[] content) {
        this.label = label;
        this.headers = headers;
        this.content = content;
    }

    /** @return null if there is none of that name */
    String header(String name) {
        return headers.get(name);
    }

    /** All blocks of a text, and nothing of what stands around them (RFC 7468, section 2). */
    static List<PemBlock> of(String text) throws WrongKey {
        List<PemBlock> blocks = new ArrayList<>();
        String label = null;
        Map<String, String> headers = new LinkedHashMap<>();
        StringBuilder content = new StringBuilder();
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = text.indexOf('\n', start) < 0 ? text.length() : text.indexOf('\n', start);
            String line = (start == 0 ? unmarked(text.substring(0, end)) : text.substring(start, end)).trim();
            int colon = line.indexOf(':');
            if (label == null) {
                label = between(BEGIN, line);
            } else if (line.startsWith(END)) {
                if (!label.equals(between(END, line))) {
                    throw damaged(label);
                }
                blocks.add(new PemBlock(label, headers, decoded(label, content)));
                label = null;
                headers = new LinkedHashMap<>();
                content.setLength(0);
            } else if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
            } else {
                content.append(line);
            }
        }
        if (label != null) {
            throw damaged(label);
        }
        return blocks;
    }

    /** Without the byte order mark that some editors begin a file with, in whichever way its bytes were read. */
    private static String unmarked(String line) {
        return line.startsWith("\uFEFF") ? line.substring(1) : line.startsWith("\u00EF\u00BB\u00BF") ? line.substring(3) : line;
    }

    /** @return null if the line is not such a boundary */
    private static String between(String begin, String line) {
        int end = line.startsWith(begin) ? line.indexOf(DASHES, begin.length()) : -1;
        return end >= 0 && end == line.length() - DASHES.length() ? line.substring(begin.length(), end) : null;
    }

    private static byte[] decoded(String label, StringBuilder content) throws WrongKey {
        try {
            return Base64.getDecoder().decode(content.toString());
        } catch (IllegalArgumentException e) {
            // It names a character of the content, so that it is not handed on.
            throw damaged(label);
        }
    }

    static WrongKey damaged(String label) {
        return new WrongKey("has a block in PEM that is damaged or not ended: " + shown(label));
    }

    /** In quotes; one that is not a label (RFC 7468, section 3) is some of the content that has slipped into its line. */
    static String shown(String label) {
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            if (!(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == ' ') || i > 40) {
                return "one with a label that is none";
            }
        }
        return "'" + label + "'";
    }
}
