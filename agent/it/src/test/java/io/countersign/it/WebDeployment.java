package io.countersign.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server of web applications, each at its name. */
abstract class WebDeployment implements Deployment {
    private final String name;
    private final Path home;
    private final int[] javas;

    /** @param folder below {@code target/libraries}, where the profile {@code servers} unpacks it into one folder */
    WebDeployment(String name, String folder, int first, int last) {
        this.name = name;
        this.home = only(Path.of(System.getProperty("countersign.it.libraries"), folder));
        this.javas = new int[] {first, last};
    }

    private static Path only(Path folder) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            return all.iterator().next();
        } catch (IOException notThere) {
            return null;
        }
    }

    Path home() {
        return home;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isThere() {
        return home != null;
    }

    @Override
    public int[] javas() {
        return javas;
    }

    @Override
    public String send(ServerProcess server, String application, String client, String url, String body) throws IOException {
        String query = client == null ? "" : "?client=" + client + "&url=" + encoded(url) + (body == null ? "" : "&body=" + encoded(body));
        HttpURLConnection connection = (HttpURLConnection) new URL("http://127.0.0.1:" + server.port + "/" + application + "/" + query).openConnection();
        connection.setReadTimeout(60_000);
        int status = connection.getResponseCode();
        if (status == 404) {
            return null;
        }
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String answer = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return status == 200 ? answer : "! " + status + " " + answer;
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
