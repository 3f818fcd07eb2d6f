package io.countersign.credential.oauth2;

import io.countersign.background.Background;
import io.countersign.background.KeyAndChain;
import io.countersign.request.CredentialUnavailable;
import io.countersign.text.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/** One way of asking for a token, and what is made of the answer: who asks, by what right, for what, and how long it is used. */
final class TokenRequest implements TokenCell.Source {
    private static final long DEFAULT_LIFE = 300_000;

    private final OAuthClient client;
    private final Grant grant;

    /** What is sent besides the grant: scope, audience, resource and any other. */
    private final Parameters more;

    /** Null where tokens are not bound to a key. */
    private final DpopProofs proofs;

    /** The member of the answer that is used: {@code access_token} or {@code id_token}. */
    private final String token;

    /** Milliseconds, where the server says none; null where the policy does not either. */
    private final Long defaultLife;

    /** Milliseconds; 0 for a share of the life. */
    private final long refreshBefore;
    private final Background background;
    private boolean toldOfScope;

    /** @param refreshBefore milliseconds; null for a share of the life */
    TokenRequest(OAuthClient client, Grant grant, Parameters more, DpopProofs proofs, String token, Long defaultLife, Long refreshBefore,
            Background background) {
        this.client = client;
        this.grant = grant;
        this.more = more;
        this.proofs = proofs;
        this.token = token;
        this.defaultLife = defaultLife;
        this.refreshBefore = refreshBefore == null ? 0 : refreshBefore;
        this.background = background;
    }

    @Override
    public String client() {
        return client.id;
    }

    @Override
    public String server() {
        return client.server.host();
    }

    @Override
    public KeyAndChain shown() {
        return client.server.shown();
    }

    @Override
    public IssuedToken fetch() throws TokenFailure {
        TimedReply timed;
        try {
            timed = grant.tokens(client, more, proofs);
        } catch (CredentialUnavailable e) {
            throw new TokenFailure(TokenFailure.Kind.LASTING, e.getMessage());
        }
        JsonObject reply = timed.reply;
        String value = reply.string(token);
        if (value == null || value.isEmpty()) {
            throw wrong("no '" + token + "'" + (token.equals("id_token") ? "; the scope has to have 'openid', and the grant to be one that has a user" : ""));
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= 0x20 || value.charAt(i) > 0x7e) {
                throw wrong("a token with a character that no header can carry (" + String.format("U+%04X", (int) value.charAt(i)) + ")");
            }
        }
        checkType(reply);
        tellOfScope(reply);
        return new IssuedToken(value, timed.asked, timed.askedNanos, life(reply, value, timed.asked), refreshBefore, Jitter.next(background.moments),
                timed.shown);
    }

    private TokenFailure wrong(String what) {
        return new TokenFailure(TokenFailure.Kind.LASTING, client.server + " has issued " + what);
    }

    /** RFC 6749, section 7.1; RFC 9449, section 5; RFC 8693, section 2.2.1. */
    private void checkType(JsonObject reply) throws TokenFailure {
        String type = reply.string("token_type");
        if (token.equals("id_token")) {
            return;
        }
        String expected = proofs == null ? "Bearer" : "DPoP";
        if (expected.equalsIgnoreCase(type) || proofs == null && "N_A".equalsIgnoreCase(type) && grant.type.endsWith(":token-exchange")) {
            return;
        }
        throw wrong("a token " + (type == null || type.isEmpty() ? "without 'token_type'" : "of the type '" + TokenReply.shown(type) + "'")
                + "; " + expected + " is expected" + (proofs != null ? ": it is not bound to the key that proves whose it is"
                        : "DPoP".equalsIgnoreCase(type) ? ": the policy has to have 'dpop'" : ""));
    }

    /** Once: a server may grant less than it is asked for, if it says so (RFC 6749, section 3.3). */
    private void tellOfScope(JsonObject reply) {
        String granted = reply.string("scope");
        String wanted = more.get("scope");
        if (granted == null || wanted == null || toldOfScope) {
            return;
        }
        Set<String> missing = new HashSet<>(Arrays.asList(wanted.split(" ")));
        missing.removeAll(Arrays.asList(granted.split(" ")));
        if (!missing.isEmpty()) {
            toldOfScope = true;
            background.log.warn(client.server + " has granted client '" + client.id + "' less than its scope: " + missing + " is missing");
        }
    }

    /**
     * Milliseconds. {@code expires_in} in seconds, as a number or a string of one; where there is none, what a JWT says of
     * itself, then {@code default-lifetime}, then 5 minutes. A lifetime of 0 or less is only believed to be none at all where
     * the policy has a {@code default-lifetime}.
     */
    private long life(JsonObject reply, String value, long asked) throws TokenFailure {
        if (token.equals("id_token") || !reply.has("expires_in")) {
            Long own = ownLife(value, asked);
            return own != null ? own : defaultLife != null ? defaultLife : DEFAULT_LIFE;
        }
        Long seconds = reply.number("expires_in");
        if (seconds == null) {
            throw wrong("a token whose 'expires_in' is no number of seconds");
        }
        if (seconds <= 0) {
            if (defaultLife == null) {
                throw wrong("a token whose 'expires_in' is " + seconds
                        + ": it is over as it comes; where the server means that it has no end, give a 'default-lifetime'");
            }
            return defaultLife;
        }
        return seconds > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : seconds * 1000;
    }

    /** From {@code iat} to {@code exp} of a JWT (RFC 7519, section 4.1), in its server's time; null if it is none, or does not say. */
    private static Long ownLife(String value, long asked) {
        int first = value.indexOf('.');
        int second = value.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return null;
        }
        JsonObject claims;
        try {
            claims = JsonObject.read(new String(Base64.getUrlDecoder().decode(value.substring(first + 1, second)), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return null;
        }
        Long exp = claims == null ? null : claims.number("exp");
        if (exp == null) {
            return null;
        }
        Long iat = claims.number("iat");
        // One that was issued earlier has less of its life left: then it is this machine's clock that counts.
        long from = iat != null && Math.abs(asked / 1000 - iat) < 60 ? iat : asked / 1000;
        return exp <= from ? Long.valueOf(1) : exp - from > Long.MAX_VALUE / 2000 ? Long.MAX_VALUE / 2 : (exp - from) * 1000;
    }

    @Override
    public String toString() {
        return grant.type + " by " + client;
    }
}
