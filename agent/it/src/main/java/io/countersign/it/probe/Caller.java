package io.countersign.it.probe;

import java.util.Map;

/** One HTTP client as an application would use it. */
public interface Caller {
    /** Follows redirects. @return the final status, then what the application can see of its own request headers */
    String call(String method, String url, Map<String, String> headers, byte[] body) throws Exception;
}
