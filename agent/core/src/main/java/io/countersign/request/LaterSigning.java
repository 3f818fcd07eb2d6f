package io.countersign.request;

import java.io.IOException;

/** A signing that goes on once what it waits for is there, by the rule that it began with, whatever is in force by then. */
public interface LaterSigning {
    /**
     * @return as {@code Engine.sign} does, for what its client has to do later too
     * @throws IOException if the request must not be sent
     */
    Headers goOn() throws IOException;
}
