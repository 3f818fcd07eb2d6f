package io.countersign.benchmarks.program;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/** One request by {@code HttpURLConnection} to the URL that is the argument. */
public final class FirstUrlConnectionRequest {
    private FirstUrlConnectionRequest() {}

    public static void main(String[] arguments) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(arguments[0]).openConnection();
        if (connection.getResponseCode() != 200) {
            throw new IOException("status " + connection.getResponseCode());
        }
        connection.disconnect();
    }
}
