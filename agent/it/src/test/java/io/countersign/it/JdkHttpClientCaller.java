package io.countersign.it;

import io.countersign.it.probe.Caller;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

public final class JdkHttpClientCaller implements Caller {
    private final HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();

    @Override
    public String call(String method, String url, Map<String, String> headers, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).method(method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        StringBuilder seen = new StringBuilder().append(response.statusCode());
        for (HttpResponse<String> r = response; r != null; r = r.previousResponse().orElse(null)) {
            seen.append(' ').append(r.request().headers().map());
        }
        return seen.toString();
    }
}
