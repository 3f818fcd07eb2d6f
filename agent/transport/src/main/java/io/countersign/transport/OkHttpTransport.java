package io.countersign.transport;

import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.background.Transport;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** {@link Transport} by OkHttp, which is loaded with the first call. */
public final class OkHttpTransport implements Transport {
    private static final class Client {
        static final OkHttpClient STANDARD = new OkHttpClient.Builder()
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(Call.TIME_LIMIT, TimeUnit.MILLISECONDS)
                .build();
    }

    @Override
    public Reply send(Call call) throws IOException {
        Request.Builder request = new Request.Builder().url(call.url.toString()).header("Accept", "application/json");
        for (int i = 0; i < call.headers.length; i += 2) {
            request.header(call.headers[i], call.headers[i + 1]);
        }
        if (call.form != null) {
            request.post(RequestBody.create(call.form, MediaType.parse("application/x-www-form-urlencoded")));
        }
        try (Response response = Client.STANDARD.newCall(request.build()).execute()) {
            return new Reply(response.code(), response.headers().toMultimap(), response.body().string());
        }
    }

    @Override
    public String mistake(Route route) {
        return null;
    }
}
