package io.countersign.sample.legacy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;

final class UrlConnection implements Client {
    @Override
    public Answer get(String url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
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
