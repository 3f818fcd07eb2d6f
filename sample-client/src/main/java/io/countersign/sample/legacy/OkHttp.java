package io.countersign.sample.legacy;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

final class OkHttp implements Client {
    private final OkHttpClient client = new OkHttpClient();

    @Override
    public Answer call(String url, String order) throws IOException {
        Request.Builder request = new Request.Builder().url(url);
        if (order != null) {
            request.post(RequestBody.create(MediaType.get("application/json"), order));
        }
        try (Response response = client.newCall(request.build()).execute()) {
            return new Answer(response.code(), response.body().string());
        }
    }
}
