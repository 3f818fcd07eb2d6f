package io.countersign.it.probe;

/** One HTTP client as an application would use it. */
public interface Caller {
    /** Follows redirects. @return the final status and protocol, then what the application can see of its own requests */
    String call(Call call) throws Exception;
}
