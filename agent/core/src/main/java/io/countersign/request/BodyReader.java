package io.countersign.request;

/** Reads a request's body as it goes by: all of it, in order, once; by one thread at a time, but not always the same. */
public interface BodyReader {
    void update(byte[] bytes, int offset, int length);
}
