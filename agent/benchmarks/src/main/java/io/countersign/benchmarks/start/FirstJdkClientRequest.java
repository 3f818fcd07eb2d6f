package io.countersign.benchmarks.start;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** One request by the JDK's {@code HttpClient} to the URL that is the argument. */
public final class FirstJdkClientRequest {
    private FirstJdkClientRequest() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
        HttpResponse<Void> response = client.send(request, BodyHandlers.discarding());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        // Its threads would keep the JVM for a while.
        System.exit(0);
    }
}
