package io.countersign.sample.legacy;

import java.io.IOException;

/** One HTTP client, used as its documentation shows. */
interface Client {
    Answer get(String url) throws IOException, InterruptedException;
}
