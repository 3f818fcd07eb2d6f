package io.countersign.background;

import java.io.IOException;

/**
 * The agent's own HTTP: to token endpoints, discovery documents and their like. The application does not see it, and nothing
 * that it sets for the whole JVM sways it: no default socket factory, cookie handler, authenticator or proxy selector.
 * It follows no redirect, keeps no cookie, and speaks https alone, but to loopback.
 */
public interface Transport {
    /**
     * Sends one request and reads all of its answer, whatever its status. Blocks the caller, never longer than the call's
     * limit. For any number of threads.
     *
     * @throws IOException if there is no answer, or it is longer than the call's limit; the message says what failed, with
     *     which host, and what may be done, and holds nothing of the request's body or headers
     */
    Reply send(Call call) throws IOException;

    /**
     * What is wrong with the files of a route, to follow the field's name: {@code is not a PEM file of certificates}. Null if
     * nothing is.
     */
    String mistake(Route route);
}
