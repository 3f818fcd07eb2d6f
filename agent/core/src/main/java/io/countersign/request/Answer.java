package io.countersign.request;

import java.util.List;

/** The head of the response to a request, as its client has just read it. */
public interface Answer {
    int status();

    /** The values of all fields of that name, in any case and in their order; empty if there is none. */
    List<String> header(String name);
}
