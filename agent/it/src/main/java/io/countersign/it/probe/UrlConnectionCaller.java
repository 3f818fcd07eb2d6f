package io.countersign.it.probe;

import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Map;

public final class UrlConnectionCaller implements Caller {
    @Override
    public String call(String method, String url, Map<String, String> headers, byte[] body) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        connection.setRequestMethod(method);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            connection.setRequestProperty(header.getKey(), header.getValue());
        }
        String before = connection.getRequestProperties().toString();
        if (body != null) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body);
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            while (in != null && in.read() >= 0) {
                // Drained, so that the connection can be used again.
            }
        }
        return status + " " + before + " " + connection.getRequestProperty("X-API-Key");
    }
}
