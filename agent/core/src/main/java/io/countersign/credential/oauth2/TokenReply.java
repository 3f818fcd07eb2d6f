package io.countersign.credential.oauth2;

import io.countersign.background.Reply;
import io.countersign.request.Moments;
import io.countersign.text.JsonObject;
import io.countersign.text.ShownUrl;
import java.net.URI;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** What an endpoint of an authorization server answers with (RFC 6749, sections 5.1 and 5.2). */
final class TokenReply {
    private static final int SHOWN = 200;

    private TokenReply() {}

    /**
     * The JSON object of a reply with status 200.
     *
     * @param secrets what was sent and must not be told, should the server send it back
     * @throws TokenFailure of any other reply, with what the server says is wrong
     */
    static JsonObject read(Reply reply, URI endpoint, List<String> secrets, Moments moments) throws TokenFailure {
        JsonObject document = JsonObject.read(reply.body);
        if (reply.status == 200) {
            if (document == null) {
                String type = reply.header("content-type");
                throw new TokenFailure(TokenFailure.Kind.LASTING, ShownUrl.of(endpoint) + " answers with "
                        + (type == null ? "no content type" : shown(type)) + ", and not with a JSON object: is it the token endpoint?");
            }
            if (document.string("error") == null || document.has("access_token")) {
                return document;
            }
            // As some servers answer, against the standard.
        }
        if (reply.status >= 300 && reply.status < 400) {
            throw new TokenFailure(TokenFailure.Kind.LASTING, ShownUrl.of(endpoint) + " answers with a redirect (status " + reply.status
                    + "), which is not followed: the policy has to name where it leads");
        }
        String error = document == null ? null : document.string("error");
        boolean passes = reply.status >= 500 || reply.status == 408 || reply.status == 429
                || "temporarily_unavailable".equals(error) || "server_error".equals(error);
        throw new TokenFailure(passes ? TokenFailure.Kind.PASSING : TokenFailure.Kind.LASTING, ShownUrl.of(endpoint) + " answers with status "
                + reply.status + (error == null ? "" : ": " + told(error, document.string("error_description"), secrets)),
                error, retryAfter(reply, moments));
    }

    private static String told(String error, String description, List<String> secrets) {
        String told = shown(error) + (description == null || description.isEmpty() ? "" : " (" + shown(description) + ")");
        for (String secret : secrets) {
            if (error.contains(secret) || description != null && description.contains(secret)) {
                return "an error whose text repeats a secret";
            }
        }
        return told;
    }

    /** One line of it, and not more than that. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < SHOWN; i++) {
            shown.append(Character.isISOControl(text.charAt(i)) ? ' ' : text.charAt(i));
        }
        return text.length() > SHOWN ? shown.append('…').toString() : shown.toString();
    }

    /** Milliseconds that {@code Retry-After} says, in seconds or as a date (RFC 9110, section 10.2.3); 0 if it says none. */
    static long retryAfter(Reply reply, Moments moments) {
        String value = reply.header("retry-after");
        if (value == null) {
            return 0;
        }
        try {
            return Math.multiplyExact(Math.max(0, Long.parseLong(value.trim())), 1000L);
        } catch (NumberFormatException | ArithmeticException e) {
            try {
                return Math.max(0, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant().toEpochMilli() - moments.millis());
            } catch (DateTimeException none) {
                return 0;
            }
        }
    }
}
