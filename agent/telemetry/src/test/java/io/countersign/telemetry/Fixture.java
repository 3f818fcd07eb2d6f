package io.countersign.telemetry;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.countersign.background.Background;
import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.background.Transport;
import io.countersign.background.Work;
import io.countersign.engine.Engine;
import io.countersign.engine.Reload;
import io.countersign.log.Log;
import io.countersign.policy.PolicyFiles;
import io.countersign.policy.PolicyReader;
import io.countersign.request.BodySigning;
import io.countersign.request.Moments;
import io.countersign.request.LaterSigning;
import io.countersign.request.OutgoingRequest;
import io.countersign.secret.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/** An engine and all that it needs, at a time that the test sets; tasks are done when the test says so. */
final class Fixture implements Moments, Work, Transport {
    static final String CANARY = "canary-80aa";

    final Map<String, String> environment = new HashMap<>(Collections.singletonMap("KEY", CANARY));
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    final Background background;
    final Engine engine;
    final Reload reload;
    final List<Runnable> tasks = new ArrayList<>();

    /** What a token endpoint answers. */
    String answer = "{\"access_token\":\"" + CANARY + "\",\"token_type\":\"Bearer\",\"expires_in\":600}";
    long millis = 1_800_000_000_000L;
    private final Path file;

    Fixture(Path folder, String... policy) throws Exception {
        Log toLog = new Log(Log.Level.DEBUG, new PrintStream(log, true));
        background = new Background(this, this, this, toLog, folder);
        Secrets secrets = new Secrets(environment, new Properties(), toLog, () -> 0, 1);
        file = folder.resolve("p.yaml");
        write(policy);
        List<Object> stamp = PolicyFiles.stamp(file);
        engine = new Engine(PolicyReader.read(file, secrets, background), this);
        reload = new Reload(file, stamp, engine, secrets, background, each -> { });
    }

    void write(String... policy) throws IOException {
        List<String> lines = new ArrayList<>(Arrays.asList("version: 1", "credentials:", "  key: {type: api-key, value: '${env:KEY}'}",
                "  none: {type: bearer, token: '${env:NONE}'}", "  token: {type: oauth2, grant: client-credentials, token-url: 'https://idp.example/token',"
                        + " client-id: orders, client-secret: '${env:KEY}'}", "rules:"));
        lines.addAll(Arrays.asList(policy));
        Files.write(file, lines);
    }

    /** Makes a request. @return what it was refused with; null if it was not */
    String get(String url) {
        try {
            engine.sign(new Request(url));
            return null;
        } catch (IOException e) {
            assertFalse(e.getMessage().contains(CANARY), e.getMessage());
            return e.getMessage();
        }
    }

    void work() {
        while (!tasks.isEmpty()) {
            tasks.remove(0).run();
        }
    }

    @Override
    public long millis() {
        return millis;
    }

    /** Each look takes 20 µs. */
    @Override
    public long nanos() {
        return nanos += 20_000;
    }

    private long nanos;

    @Override
    public void random(byte[] bytes) {
        Arrays.fill(bytes, (byte) 7);
    }

    @Override
    public void run(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void after(long delay, Runnable task) {}

    @Override
    public Reply send(Call call) throws IOException {
        if (answer == null) {
            throw new IOException("idp.example cannot be reached");
        }
        return new Reply(200, Collections.singletonMap("content-type", Collections.singletonList("application/json")), answer, null);
    }

    @Override
    public String mistake(Route route) {
        return null;
    }

    private final class Request implements OutgoingRequest {
        private final URI url;

        Request(String url) {
            this.url = URI.create(url);
        }

        @Override
        public String client() {
            return "test";
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String scheme() {
            return url.getScheme();
        }

        @Override
        public String host() {
            return url.getHost();
        }

        @Override
        public int port() {
            return url.getPort() < 0 ? 443 : url.getPort();
        }

        @Override
        public String rawPath() {
            return url.getRawPath();
        }

        @Override
        public String rawQuery() {
            return url.getRawQuery();
        }

        @Override
        public boolean viaProxy() {
            return false;
        }

        @Override
        public boolean carries(String header) {
            return false;
        }

        @Override
        public String[] fields() {
            return new String[] {"X-Application", CANARY};
        }

        @Override
        public boolean hasBody() {
            return false;
        }

        @Override
        public long bodyLength() {
            return 0;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public boolean readBody(BodySigning signing) {
            return true;
        }

        @Override
        public boolean await(CompletableFuture<?> pending, LaterSigning signing) {
            work();
            return true;
        }

        @Override
        public String sent(String header) {
            return null;
        }
    }

    String log() {
        return new String(log.toByteArray(), StandardCharsets.UTF_8);
    }
}
