package io.countersign.sample.upstream;

/** What a guard says of a request. Its words go to the log and to the client, and hold nothing of the credential. */
final class Verdict {
    static final Verdict GRANTED = new Verdict(200, null, "granted");

    final int status;

    /** The value of WWW-Authenticate; null where the credential is good, or is none that HTTP carries. */
    final String challenge;

    final String reason;

    private Verdict(int status, String challenge, String reason) {
        this.status = status;
        this.challenge = challenge;
        this.reason = reason;
    }

    boolean isGranted() {
        return this == GRANTED;
    }

    /** No valid credential; such an answer must carry a challenge (RFC 9110, section 15.5.2). */
    static Verdict unauthorized(String challenge, String reason) {
        return new Verdict(401, challenge, reason);
    }

    /** A valid credential that may not do this (RFC 9110, section 15.5.4). */
    static Verdict forbidden(String challenge, String reason) {
        return new Verdict(403, challenge, reason);
    }

    /** For the schemes whose standard tells a malformed request from a wrong credential. */
    static Verdict badRequest(String challenge, String reason) {
        return new Verdict(400, challenge, reason);
    }
}
