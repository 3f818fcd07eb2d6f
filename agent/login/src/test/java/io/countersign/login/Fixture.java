package io.countersign.login;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.countersign.background.Background;
import io.countersign.background.DaemonThreads;
import io.countersign.credential.oauth2.OAuth2Credential;
import io.countersign.credential.oauth2.RefreshTokenStore.Stored;
import io.countersign.credential.oauth2.UserLogin;
import io.countersign.log.Log;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import io.countersign.transport.OkHttpTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A policy, a server, and a person with a browser. */
final class Fixture implements AutoCloseable {
    final TestMoments moments = new TestMoments();
    final FakeServer server;
    final Map<String, String> environment = new HashMap<>();
    final List<Long> pauses = new ArrayList<>();

    /** What the person's browser showed at last. */
    String page;
    boolean hasBrowser = true;

    /** What is done with the address instead of opening it. */
    Visit visit = url -> page = FakeServer.visit(url);
    long limit = 60_000;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Path folder;
    private final Background background;
    private final Secrets secrets;
    private final Path policy;

    interface Visit {
        void open(String url) throws IOException;
    }

    Fixture(Path folder) throws IOException {
        this.folder = folder;
        server = new FakeServer(moments);
        Log log = new Log(Log.Level.DEBUG, stream(err));
        background = new Background(new OkHttpTransport(Collections.emptyMap(), new Properties()), new DaemonThreads(), moments, log, folder.resolve("home"));
        environment.put("SECRET", "client secret/%");
        environment.put("SEED", "seed-token");
        secrets = new Secrets(environment, new Properties(), log, () -> 0, 1);
        policy = folder.resolve("policy.yaml");
        credential("");
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        try {
            return new PrintStream(bytes, true, "UTF-8");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One named {@code me}, with the server's issuer, and these fields besides; a field that is given wins. */
    void credential(String fields) throws IOException {
        policy("version: 1", "credentials:", "  key: {type: api-key, value: '${env:SECRET}'}",
                "  me: {type: oauth2, grant: refresh-token, client-id: orders" + (fields.contains("issuer") || fields.contains("token-url") ? ""
                        : ", issuer: '" + server.issuer + "'") + (fields.contains("scope") ? "" : ", scope: [openid, api, offline_access]")
                        + fields + "}");
    }

    void policy(String... lines) throws IOException {
        Files.write(policy, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    Background background() {
        return background;
    }

    UserLogin login() throws Exception {
        return ((OAuth2Credential) PolicyReader.read(policy, secrets, background).credential("me")).login();
    }

    Stored stored() throws Exception {
        UserLogin login = login();
        return login.store.exclusively(login.store::read);
    }

    Browser browser() {
        return new Browser(Collections.emptyMap(), "test") {
            @Override
            boolean isThere() {
                return hasBrowser;
            }

            @Override
            boolean open(String url) {
                try {
                    visit.open(url);
                    return true;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    /** @return the exit status; a policy and a credential named me are put in behind the command */
    int run(String command, String... options) {
        String[] all = new String[options.length + 3];
        all[0] = command;
        all[1] = policy.toString();
        all[2] = "me";
        System.arraycopy(options, 0, all, 3, options.length);
        return exactly(all);
    }

    int exactly(String... arguments) {
        out.reset();
        err.reset();
        Commands commands = new Commands(background, secrets, browser(), millis -> {
            pauses.add(millis);
            moments.millis += millis;
        }, limit, stream(out), stream(err));
        List<String> options = Arrays.asList(arguments).subList(3, arguments.length);
        Path file = Paths.get(arguments[1]);
        int status = arguments[0].equals("logout") ? commands.logout(file, arguments[2])
                : commands.login(file, arguments[2], options.contains("--device"), options.contains("--no-browser"));
        for (String text : new String[] {out(), err()}) {
            assertFalse(text.contains("secret-") || text.contains("client secret") || text.contains("seed-token"), text);
        }
        return status;
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    private String text(ByteArrayOutputStream bytes) {
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8).replace(folder.toString(), "FOLDER").replace(server.issuer, "ISSUER");
    }

    @Override
    public void close() {
        server.close();
    }
}
