package io.countersign.credential.oauth2;

import io.countersign.request.Answer;
import io.countersign.request.Message;

/** How a resource refuses a token (RFC 6750, section 3; RFC 9449, section 7.1). */
final class Refusals {
    private Refusals() {}

    /** Another token would be refused as well: this one is good and not for that. */
    static boolean isOfScope(Answer answer) {
        return has(answer, "insufficient_scope");
    }

    /** The resource wants a nonce of its own in the proof (RFC 9449, section 9). */
    static boolean isOfNonce(Answer answer) {
        return has(answer, "use_dpop_nonce");
    }

    private static boolean has(Answer answer, String error) {
        for (String challenge : answer.header("WWW-Authenticate")) {
            int at = challenge.indexOf("error");
            while (at >= 0) {
                int i = at + 5;
                while (i < challenge.length() && " =\"".indexOf(challenge.charAt(i)) >= 0) {
                    i++;
                }
                if (challenge.startsWith(error, i)) {
                    return true;
                }
                at = challenge.indexOf("error", i);
            }
        }
        return false;
    }

    /** The token that the request went out with; null if it is not known. */
    static String token(Message message, String header, String prefix) {
        String sent = message.sent(header);
        return sent != null && sent.startsWith(prefix) ? sent.substring(prefix.length()) : null;
    }
}
