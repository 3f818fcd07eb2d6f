package io.countersign.sample.legacy;

import java.io.IOException;

/** One HTTP client, used as its documentation shows. */
interface Client {
    /** @param order what is posted, as JSON; null to get the URL */
    Answer call(String url, String order) throws IOException, InterruptedException;
}
