package io.countersign.policy;

/** What may become of a request that a rule is for, or of a connection for such requests. */
public enum Outcome {
    SIGNED("signed"),
    CERTIFICATE_SHOWN("client certificate shown"),
    LEFT_ALONE("left alone: the rule has no credentials"),
    KEPT_EXISTING("credential left out: its header was set already"),
    REPLACED_EXISTING("header replaced that was set already"),
    REFUSED_EXISTING("refused: header set already"),
    REFUSED_PLAIN_HTTP("refused: plain http"),
    REFUSED_HIDDEN_PATH("refused: path with hidden parts"),
    REFUSED_UNAVAILABLE("refused: no credential to be had"),
    REFUSED_UNTRUSTED("refused: server not trusted"),
    REFUSED_FAILED("refused: the agent failed"),
    SENT_UNSIGNED("sent unsigned: no credential to be had"),
    SENT_AGAIN("sent again after its answer"),
    OBSERVED("observed only"),
    OBSERVED_REFUSAL("observed only: would be refused");

    public final String words;

    Outcome(String words) {
        this.words = words;
    }

    /** Whether the request was not sent, or the connection not made. */
    public boolean isRefusal() {
        return name().startsWith("REFUSED_");
    }
}
