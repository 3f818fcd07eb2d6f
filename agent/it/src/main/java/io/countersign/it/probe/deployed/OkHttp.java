package io.countersign.it.probe.deployed;

import java.lang.reflect.Field;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OkHttp, of the version that the application brings. */
public final class OkHttp implements Outbound.Client {
    private final OkHttpClient client = new OkHttpClient.Builder().connectTimeout(0, TimeUnit.SECONDS).readTimeout(0, TimeUnit.SECONDS)
            .writeTimeout(0, TimeUnit.SECONDS).build();

    @Override
    public String send(String url, String body) throws Exception {
        Request.Builder request = new Request.Builder().url(url);
        if (body != null) {
            request.post(RequestBody.create(MediaType.parse("text/plain"), body));
        }
        try (Response response = client.newCall(request.build()).execute()) {
            return response.code() + " " + response.body().string();
        }
    }

    /** Its threads are kept for a minute after their last work, by an executor that it shows to nobody. */
    @Override
    public void stop() throws Exception {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
        threads().shutdownNow();
    }

    private static ExecutorService threads() throws Exception {
        try {
            Class<?> runner = Class.forName("okhttp3.internal.concurrent.TaskRunner");
            return (ExecutorService) field(field(field(null, runner, "INSTANCE"), runner, "backend"), null, "executor");
        } catch (ClassNotFoundException before4) {
            return (ExecutorService) field(null, Class.forName("okhttp3.internal.connection.RealConnectionPool"), "executor");
        }
    }

    private static Object field(Object of, Class<?> type, String name) throws Exception {
        Field field = (type == null ? of.getClass() : type).getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
