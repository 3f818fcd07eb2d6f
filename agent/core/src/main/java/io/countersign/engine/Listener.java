package io.countersign.engine;

/** Is told of what becomes of requests and connections, as it happens and on the application's threads: it must not wait. */
public interface Listener {
    void on(Event event);
}
