package io.countersign.request;

/**
 * Carries what the application's own code threw, a body that is read for a signature, say, through the agent and out of it as
 * it was. It is not the agent's failure and no refusal.
 */
public final class ApplicationFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ApplicationFailure(Throwable cause) {
        super(null, cause, false, false);
    }
}
