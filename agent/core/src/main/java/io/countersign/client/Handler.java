package io.countersign.client;

import java.io.IOException;

/** What happens at a {@link Joinpoint}. Called on the application's threads; an {@code IOException} is a refusal. */
public interface Handler {
    /**
     * @param self the object whose method is woven
     * @param argument the value that the joinpoint is about
     * @return the value to go on with, where the joinpoint replaces one; not looked at otherwise
     */
    Object at(Object self, Object argument) throws IOException;
}
