package io.countersign.credential.httpsignature;

import io.countersign.request.CredentialUnavailable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a structured field value (RFC 9651, section 4.2, which includes RFC 8941) and writes it in its one strict form
 * (section 4.1). No tree of it is built: each piece is written as soon as it has been read.
 */
final class StructuredField {
    enum Type { ITEM, LIST, DICTIONARY }

    private static final String TRUE = "?1";
    private final String text;
    private int place;

    /** @param text all lines of the field, joined by commas */
    StructuredField(String text) {
        this.text = text;
    }

    /** @throws CredentialUnavailable if it is no value of that type; the message tells the place and nothing of the value */
    String strict(Type type) throws CredentialUnavailable {
        switch (type) {
            case ITEM: return item();
            case LIST: return list();
            default: return written(dictionary());
        }
    }

    /** The value as an Item (section 4.2.3). */
    private String item() throws CredentialUnavailable {
        skipSpaces();
        StringBuilder out = new StringBuilder(text.length());
        item(out);
        end();
        return out.toString();
    }

    /** The value as a List (section 4.2.1); empty if it has no member. */
    private String list() throws CredentialUnavailable {
        StringBuilder out = new StringBuilder(text.length());
        skipSpaces();
        while (place < text.length()) {
            itemOrInnerList(out);
            if (anotherMember()) {
                out.append(", ");
            }
        }
        return out.toString();
    }

    /** The value as a Dictionary (section 4.2.2): its keys, each with its member in the strict form. */
    Map<String, String> dictionary() throws CredentialUnavailable {
        Map<String, String> members = new LinkedHashMap<>();
        skipSpaces();
        while (place < text.length()) {
            String key = key();
            StringBuilder member = new StringBuilder();
            if (next('=')) {
                itemOrInnerList(member);
            } else {
                parameters(member.append(TRUE));
            }
            // A key that is there already keeps its place and gets the later value.
            members.put(key, member.toString());
            anotherMember();
        }
        return members;
    }

    /** Section 4.1.2. */
    private static String written(Map<String, String> dictionary) {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, String> member : dictionary.entrySet()) {
            out.append(out.length() == 0 ? "" : ", ").append(member.getKey());
            appendUnlessTrue(member.getValue(), out);
        }
        return out.toString();
    }

    private static void appendUnlessTrue(String value, StringBuilder out) {
        if (value.startsWith(TRUE)) {
            out.append(value, TRUE.length(), value.length());
        } else {
            out.append('=').append(value);
        }
    }

    /** Skips the comma behind a member of a List or a Dictionary and what whitespace there is. */
    private boolean anotherMember() throws CredentialUnavailable {
        skipWhitespace();
        if (place == text.length()) {
            return false;
        }
        if (!next(',')) {
            throw wrong("a comma is missing");
        }
        skipWhitespace();
        if (place == text.length()) {
            throw wrong("nothing follows the last comma");
        }
        return true;
    }

    private void itemOrInnerList(StringBuilder out) throws CredentialUnavailable {
        if (next('(')) {
            innerList(out);
        } else {
            item(out);
        }
    }

    /** Section 4.2.1.2, from behind its opening parenthesis. */
    private void innerList(StringBuilder out) throws CredentialUnavailable {
        out.append('(');
        skipSpaces();
        while (!next(')')) {
            if (out.charAt(out.length() - 1) != '(') {
                out.append(' ');
            }
            item(out);
            if (!at(' ') && !at(')')) {
                throw wrong("an inner list is not closed");
            }
            skipSpaces();
        }
        parameters(out.append(')'));
    }

    private void item(StringBuilder out) throws CredentialUnavailable {
        bareItem(out);
        parameters(out);
    }

    /** Section 4.2.3.2. A key that is there twice keeps its place and gets the later value. */
    private void parameters(StringBuilder out) throws CredentialUnavailable {
        if (!at(';')) {
            return;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        while (next(';')) {
            skipSpaces();
            String key = key();
            parameters.put(key, parameterValue());
        }
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            out.append(';').append(parameter.getKey());
            appendUnlessTrue(parameter.getValue(), out);
        }
    }

    /** What follows a parameter's key: its value behind an equals sign, or true. */
    String parameterValue() throws CredentialUnavailable {
        if (!next('=')) {
            return TRUE;
        }
        StringBuilder value = new StringBuilder();
        bareItem(value);
        return value.toString();
    }

    /** Section 4.2.3.3. */
    String key() throws CredentialUnavailable {
        int start = place;
        if (!at('*') && !isLower(peek())) {
            throw wrong("a key begins with a lower-case letter or an asterisk");
        }
        while (isLower(peek()) || isDigit(peek()) || at('_') || at('-') || at('.') || at('*')) {
            place++;
        }
        return text.substring(start, place);
    }

    /** Section 4.2.3.1. */
    private void bareItem(StringBuilder out) throws CredentialUnavailable {
        char c = peek();
        if (c == '-' || isDigit(c)) {
            number(out, true);
        } else if (c == '"') {
            string(out);
        } else if (c == '*' || isAlpha(c)) {
            token(out);
        } else if (c == ':') {
            bytes(out);
        } else if (c == '?') {
            bool(out);
        } else if (c == '@') {
            place++;
            number(out.append('@'), false);
        } else if (c == '%') {
            displayString(out);
        } else {
            throw wrong("no item begins so");
        }
    }

    /** Sections 4.2.4 and 4.2.9: at most 15 digits, or 12 and up to 3 behind a point. */
    private void number(StringBuilder out, boolean mayBeDecimal) throws CredentialUnavailable {
        boolean negative = next('-');
        int start = place;
        while (isDigit(peek())) {
            place++;
        }
        int whole = place - start;
        if (whole == 0 || whole > 15) {
            throw wrong("a number has 1 to 15 digits");
        }
        long integer = Long.parseLong(text.substring(start, place));
        if (!mayBeDecimal || !next('.')) {
            out.append(negative ? -integer : integer);
            return;
        }
        int point = place;
        while (isDigit(peek())) {
            place++;
        }
        int end = place;
        if (whole > 12 || end == point || end - point > 3) {
            throw wrong("a decimal has up to 12 digits and 1 to 3 behind its point");
        }
        while (end - 1 > point && text.charAt(end - 1) == '0') {
            end--;
        }
        boolean zero = integer == 0 && end - point == 1 && text.charAt(point) == '0';
        out.append(negative && !zero ? "-" : "").append(integer).append('.').append(text, point, end);
    }

    /** Section 4.2.5. */
    private void string(StringBuilder out) throws CredentialUnavailable {
        int start = place++;
        while (!next('"')) {
            boolean escaped = next('\\');
            char c = peek();
            if (c < 0x20 || c > 0x7e || escaped && c != '"' && c != '\\') {
                throw wrong("a string is not closed, or holds what it may not");
            }
            place++;
        }
        out.append(text, start, place);
    }

    /** Section 4.2.6. */
    private void token(StringBuilder out) {
        int start = place;
        do {
            place++;
        } while (isAlpha(peek()) || isDigit(peek()) || place < text.length() && "!#$%&'*+-.^_`|~:/".indexOf(peek()) >= 0);
        out.append(text, start, place);
    }

    /** Section 4.2.7. */
    private void bytes(StringBuilder out) throws CredentialUnavailable {
        int end = text.indexOf(':', place + 1);
        if (end < 0) {
            throw wrong("a byte sequence is not closed");
        }
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(text.substring(place + 1, end));
        } catch (IllegalArgumentException e) {
            throw wrong("a byte sequence is not Base64");
        }
        place = end + 1;
        out.append(':').append(Base64.getEncoder().encodeToString(decoded)).append(':');
    }

    /** Section 4.2.8. */
    private void bool(StringBuilder out) throws CredentialUnavailable {
        place++;
        if (!at('0') && !at('1')) {
            throw wrong("a boolean is ?0 or ?1");
        }
        out.append('?').append(text.charAt(place++));
    }

    /** Sections 4.2.10 and 4.1.11: UTF-8, its octets percent-encoded in lower case where they are not plain ASCII. */
    private void displayString(StringBuilder out) throws CredentialUnavailable {
        place++;
        if (!next('"')) {
            throw wrong("a display string begins with %\"");
        }
        byte[] octets = new byte[text.length() - place];
        int count = 0;
        while (!next('"')) {
            char c = peek();
            if (c < 0x20 || c > 0x7e) {
                throw wrong("a display string is not closed, or holds what it may not");
            }
            place++;
            octets[count++] = c == '%' ? (byte) (lowerHex() << 4 | lowerHex()) : (byte) c;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, 0, count));
        } catch (CharacterCodingException e) {
            throw wrong("a display string is not UTF-8");
        }
        out.append("%\"");
        for (int i = 0; i < count; i++) {
            int octet = octets[i] & 0xff;
            if (octet == '%' || octet == '"' || octet < 0x20 || octet > 0x7e) {
                out.append('%').append("0123456789abcdef".charAt(octet >> 4)).append("0123456789abcdef".charAt(octet & 15));
            } else {
                out.append((char) octet);
            }
        }
        out.append('"');
    }

    private int lowerHex() throws CredentialUnavailable {
        int value = place < text.length() ? "0123456789abcdef".indexOf(text.charAt(place)) : -1;
        if (value < 0) {
            throw wrong("two hex digits in lower case follow a percent sign");
        }
        place++;
        return value;
    }

    /** @throws CredentialUnavailable if anything but spaces follows */
    void end() throws CredentialUnavailable {
        skipSpaces();
        if (place < text.length()) {
            throw wrong("something follows it");
        }
    }

    boolean next(char c) {
        if (at(c)) {
            place++;
            return true;
        }
        return false;
    }

    void skipSpaces() {
        while (at(' ')) {
            place++;
        }
    }

    private void skipWhitespace() {
        while (at(' ') || at('\t')) {
            place++;
        }
    }

    private boolean at(char c) {
        return place < text.length() && text.charAt(place) == c;
    }

    /** NUL, which stands nowhere, at the end. */
    private char peek() {
        return place < text.length() ? text.charAt(place) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isAlpha(char c) {
        return isLower(c) || c >= 'A' && c <= 'Z';
    }

    private CredentialUnavailable wrong(String why) {
        return new CredentialUnavailable(why + " (at place " + (place + 1) + ")");
    }
}
