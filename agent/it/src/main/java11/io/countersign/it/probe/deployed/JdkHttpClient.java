package io.countersign.it.probe.deployed;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's own client, from Java 11. */
public final class JdkHttpClient implements Outbound.Client {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private HttpClient client = HttpClient.newBuilder().executor(threads).build();

    @Override
    public String send(String url, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    /** It can be told to end from Java 21; before, its thread ends some seconds after it was collected. */
    @Override
    public void stop() throws Exception {
        if (Runtime.version().feature() >= 21) {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        }
        client = null;
        threads.shutdown();
    }
}
