package io.countersign.sample.legacy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;

final class UrlConnection implements Client {
    @Override
    public Answer call(String url, String order) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        if (order != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = connection.getOutputStream()) {
                out.write(order.getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = connection.getResponseCode();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] buffer = new byte[1024];
            for (int n; in != null && (n = in.read(buffer)) >= 0; ) {
                text.write(buffer, 0, n);
            }
        }
        return new Answer(status, text.toString("UTF-8"));
    }
}
