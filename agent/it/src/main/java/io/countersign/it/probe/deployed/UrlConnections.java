package io.countersign.it.probe.deployed;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** {@code HttpURLConnection}, whose connections are the JVM's. */
public final class UrlConnections implements Outbound.Client {
    @Override
    public String send(String url, String body) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        if (body != null) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = connection.getResponseCode();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            for (int b = in == null ? -1 : in.read(); b >= 0; b = in.read()) {
                answer.write(b);
            }
        }
        return status + " " + answer.toString("UTF-8");
    }

    @Override
    public void stop() {}
}
