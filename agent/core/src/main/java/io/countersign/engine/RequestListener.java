package io.countersign.engine;

import io.countersign.request.OutgoingRequest;

/** Is shown each request before anything is decided about it, on the application's threads: it must not wait, and change nothing. */
public interface RequestListener {
    void seen(OutgoingRequest request);
}
