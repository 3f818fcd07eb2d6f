package io.countersign.request;

import java.io.IOException;

/** A signing that goes on once the request's body has been read: the client feeds it all of the body, then ends it. */
public interface BodySigning extends BodyReader {
    /** Bytes up to which a body is held that cannot be read twice ({@code max-body}). */
    long limit();

    /**
     * @return the headers to put on, as {@code Engine.sign} returns them; null if the request is to be sent as it is
     * @throws IOException if it must not be sent
     */
    Headers end() throws IOException;

    /** What a client says when the body cannot be had for the signature: the request must not be sent. */
    IOException refusal(String why);
}
