package io.countersign.benchmarks.request;

import io.countersign.benchmarks.measure.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** One way to send a GET and read its answer. */
interface Caller {
    /** @param byHand whether the key is set here */
    void call(boolean byHand) throws IOException, InterruptedException;

    static Caller of(String client, String url) throws IOException {
        return client.equals("HttpURLConnection") ? urlConnection(new URL(url)) : jdkClient(URI.create(url));
    }

    private static Caller urlConnection(URL url) {
        return byHand -> {
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            if (byHand) {
                connection.setRequestProperty(LoopbackServer.HEADER, LoopbackServer.KEY);
            }
            try (InputStream in = connection.getInputStream()) {
                in.readAllBytes();
            }
        };
    }

    private static Caller jdkClient(URI uri) {
        HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
        return byHand -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            if (byHand) {
                request.header(LoopbackServer.HEADER, LoopbackServer.KEY);
            }
            client.send(request.build(), BodyHandlers.discarding());
        };
    }
}
