package io.countersign.it;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chromium without a window, by its driver and the W3C's WebDriver. */
final class Browser implements AutoCloseable {
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    /** @param profile what the browser may write into */
    Browser(Path profile) throws IOException {
        driver = new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(5, TimeUnit.MINUTES).execute(driver::destroyForcibly);
        try {
            session = session("http://127.0.0.1:" + port(), profile);
        } catch (IOException e) {
            driver.destroy();
            throw e;
        }
    }

    private String session(String url, Path profile) throws IOException {
        // --no-sandbox: as root, and in most containers, it would not start with one.
        Map<String, Object> options = Map.of("args", List.of("--headless", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run", "--disable-component-update",
                "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--user-data-dir=" + profile));
        Map<?, ?> created = (Map<?, ?>) send("POST", url + "/session", Map.of("capabilities", Map.of("alwaysMatch",
                Map.of("browserName", "chrome", "goog:chromeOptions", options, "timeouts", Map.of("implicit", 10_000)))));
        return url + "/session/" + created.get("sessionId");
    }

    static boolean isThere() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "chromedriver")));
    }

    private String port() throws IOException {
        BufferedReader said = new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                return started.group(1);
            }
        }
        throw new IOException("chromedriver did not start");
    }

    void open(String url) throws IOException {
        send("POST", session + "/url", Map.of("url", url));
    }

    String url() throws IOException {
        return (String) send("GET", session + "/url", null);
    }

    String title() throws IOException {
        return (String) send("GET", session + "/title", null);
    }

    /** Waits for it, up to 10 s. @param element a CSS selector */
    void type(String element, String text) throws IOException {
        send("POST", session + "/element/" + find(element) + "/value", Map.of("text", text));
    }

    /** Waits for it, up to 10 s, and for what loads thereupon. @param element a CSS selector */
    void click(String element) throws IOException {
        send("POST", session + "/element/" + find(element) + "/click", Map.of());
    }

    String text(String element) throws IOException {
        return (String) send("GET", session + "/element/" + find(element) + "/text", null);
    }

    private String find(String element) throws IOException {
        Map<?, ?> found = (Map<?, ?>) send("POST", session + "/element", Map.of("using", "css selector", "value", element));
        return (String) found.get(ELEMENT);
    }

    private Object send(String method, String url, Map<String, Object> command) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json").method(method, command == null ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(JSONObjectUtils.toJSONString(command))).build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(url + ": " + answer.body());
            }
            return JSONObjectUtils.parse(answer.body()).get("value");
        } catch (InterruptedException | ParseException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            send("DELETE", session, null);
        } finally {
            driver.destroy();
            driver.onExit().join();
        }
    }
}
