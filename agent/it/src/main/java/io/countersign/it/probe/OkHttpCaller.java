package io.countersign.it.probe;

import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Compiled against 3.4, run against 3.4 to 5. */
public final class OkHttpCaller implements Caller {
    private final StringBuffer seen = new StringBuffer();
    private final OkHttpClient client = new OkHttpClient.Builder()
            .addInterceptor(this::look).addNetworkInterceptor(this::look).build();

    private Response look(Interceptor.Chain chain) throws java.io.IOException {
        Response response = chain.proceed(chain.request());
        seen.append(chain.request().headers()).append(response.request().headers());
        return response;
    }

    @Override
    public String call(String method, String url, Map<String, String> headers, byte[] body) throws Exception {
        seen.setLength(0);
        Request.Builder request = new Request.Builder().url(url)
                .method(method, body == null ? null : RequestBody.create(MediaType.parse("text/plain"), body));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request.header(header.getKey(), header.getValue());
        }
        Response response = client.newCall(request.build()).execute();
        try {
            Request last = response.networkResponse().request();
            return response.code() + " " + seen + response.request().headers() + last.headers();
        } finally {
            response.body().close();
        }
    }
}
