package io.countersign.credential.digest;

import io.countersign.schema.Form;
import java.util.List;
import java.util.Map;

/** A challenge of the scheme Digest (RFC 7616, section 3.3), answerable or not. Immutable. */
final class Challenge {
    /** What it makes us remember of a host has a bound; RFC and practice are far below. */
    private static final int LONGEST = 4096;

    final String realm;
    final String nonce;

    /** Null if there is none. */
    final String opaque;

    /** As the challenge writes it; null where it does not, which means MD5. */
    final String algorithmAsWritten;
    final Algorithm algorithm;
    final boolean stale;
    final boolean userhash;

    /** Whether the answer covers the body: where {@code auth-int} is offered, and {@code auth} is not. */
    final boolean integrity;

    /** Why it cannot be answered; null if it can. */
    final String unanswerable;

    private Challenge(Map<String, String> parameters) {
        realm = parameters.get("realm");
        nonce = parameters.get("nonce");
        opaque = parameters.get("opaque");
        stale = "true".equalsIgnoreCase(parameters.get("stale"));
        userhash = "true".equalsIgnoreCase(parameters.get("userhash"));
        algorithmAsWritten = parameters.get("algorithm");
        algorithm = algorithmAsWritten == null ? Algorithm.MD5 : Algorithm.named(algorithmAsWritten);
        String qop = parameters.get("qop");
        boolean auth = offers(qop, "auth");
        integrity = !auth && offers(qop, "auth-int");
        unanswerable = algorithm == null ? "with " + (Form.isToken(algorithmAsWritten) && algorithmAsWritten.length() < 40
                        ? "algorithm " + algorithmAsWritten : "an algorithm") + " that this agent or this Java runtime does not have"
                : qop == null ? "without 'qop', as RFC 2069 had it, which RFC 7616 does not allow any more and this agent does not answer"
                : !auth && !integrity ? "with a 'qop' that is neither auth nor auth-int"
                : isSendable(realm) && isSendable(opaque) ? null
                : "with characters that an answer cannot repeat (in 'realm' or 'opaque')";
    }

    /**
     * The strongest that can be answered, the first of equals, as that is what the server prefers (section 3.7); where none
     * can be, the first. Those that are broken (without a realm, a nonce) are not looked at, nor are other schemes.
     *
     * @param fields the values of {@code WWW-Authenticate}
     * @return null if there is none
     */
    static Challenge strongest(List<String> fields) {
        Challenge strongest = null;
        for (Map<String, String> parameters : AuthParameters.ofChallenges("Digest", fields)) {
            if (parameters.get("realm") == null || !isNonce(parameters.get("nonce"))) {
                continue;
            }
            Challenge each = new Challenge(parameters);
            if (strongest == null || each.unanswerable == null
                    && (strongest.unanswerable != null || each.algorithm.isStrongerThan(strongest.algorithm))) {
                strongest = each;
            }
        }
        return strongest;
    }

    /** Whether it asks for what that one asks for, with the same nonce: then requests are counted on. */
    boolean isSame(Challenge other) {
        return nonce.equals(other.nonce) && realm.equals(other.realm) && algorithm == other.algorithm && integrity == other.integrity
                && userhash == other.userhash && (opaque == null ? other.opaque == null : opaque.equals(other.opaque));
    }

    static boolean isNonce(String nonce) {
        return nonce != null && !nonce.isEmpty() && isSendable(nonce);
    }

    private static boolean isSendable(String value) {
        for (int i = 0; value != null && i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                return false;
            }
        }
        return value == null || value.length() <= LONGEST;
    }

    private static boolean offers(String qop, String wanted) {
        for (int start = 0; qop != null && start <= qop.length(); ) {
            int comma = qop.indexOf(',', start);
            int end = comma < 0 ? qop.length() : comma;
            if (qop.substring(start, end).trim().equalsIgnoreCase(wanted)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }
}
