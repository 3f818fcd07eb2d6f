package io.countersign.sample.legacy;

import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

final class OkHttp implements Client {
    private final OkHttpClient client = new OkHttpClient();

    @Override
    public Answer get(String url) throws IOException {
        try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
            return new Answer(response.code(), response.body().string());
        }
    }
}
