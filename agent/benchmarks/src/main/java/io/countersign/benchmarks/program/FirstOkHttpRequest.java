package io.countersign.benchmarks.program;

import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** One request by OkHttp to the URL that is the argument. */
public final class FirstOkHttpRequest {
    private FirstOkHttpRequest() {}

    public static void main(String[] arguments) throws IOException {
        OkHttpClient client = new OkHttpClient();
        try (Response response = client.newCall(new Request.Builder().url(arguments[0]).build()).execute()) {
            if (response.code() != 200) {
                throw new IOException("status " + response.code());
            }
        }
        // Its threads would keep the JVM for a while.
        System.exit(0);
    }
}
