package io.countersign.it.probe;

/** One HTTP client as an application would use it. */
public interface Caller {
    /** Follows redirects. @return the final status and protocol, then what the application can see of its own requests */
    String call(Call call) throws Exception;

    /** Begins such a call in the client's asynchronous way. */
    default Begun begin(Call call) throws Exception {
        throw new UnsupportedOperationException("all calls of this client are synchronous");
    }

    /** A call under way. */
    interface Begun {
        void cancel();

        /** Waits for its end. @return as {@link Caller#call} */
        String end() throws Exception;
    }
}
