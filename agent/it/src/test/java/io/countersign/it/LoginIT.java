package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People who log in by the packed agent's command line at servers that are not ours, and programs that are signed for thereupon. */
class LoginIT extends Fixture {
    @TempDir
    static Path shared;
    private static Keycloak keycloak;
    private static OidcProvider provider;

    @BeforeAll
    static void startPeers() throws Exception {
        assumeTrue(OidcProvider.isThere(), "no oidc-provider in " + Verifiers.FOLDER + ", where npm ci puts it");
        Keys keys = new Keys();
        if (Keycloak.isThere()) {
            keycloak = new Keycloak(shared, keys);
        }
        provider = new OidcProvider(keys, keycloak == null ? Map.of() : Map.of(keycloak.issuer(), keycloak.url("certs")), shared);
    }

    @AfterAll
    static void stopPeers() {
        if (keycloak != null) {
            keycloak.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    @Override
    String caller() {
        return "UrlConnectionCaller";
    }

    private static String issuer(String server) {
        assumeTrue(server.equals("oidc-provider") || keycloak != null, "no Keycloak in " + Keycloak.HOME + ", where the profile 'peers' puts it");
        return server.equals("oidc-provider") ? provider.issuer() : keycloak.issuer();
    }

    /** One with a credential {@code me}. */
    private Path policyOf(String server, String client) throws IOException {
        return Files.writeString(folder.resolve("policy.yaml"), "version: 1\ncredentials:\n  me: {type: oauth2, grant: refresh-token, issuer: '"
                + issuer(server) + "', client-id: " + client + ", scope: [openid, offline_access, 'api:read'], parameters: {prompt: consent},"
                + " store: tokens/me}\nrules:\n  - {host: 127.0.0.1, ports: [" + provider.guardedPort + "], credentials: [me]}\n");
    }

    /** What a program that has the policy is answered by the resource. */
    private String answer(Path policy) throws IOException {
        try (Application program = with(List.of(Application.agent(policy)))) {
            return program.call("GET " + provider.guarded("api:read"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"oidc-provider", "keycloak"})
    void whoHasLoggedInIsSignedForUntilLoggedOut(String server) throws Exception {
        Path policy = policyOf(server, "people");
        assertRefused(answer(policy), "log in by 'java -jar countersign.jar login POLICY me'");
        try (Command login = new Command("login", policy, "--no-browser")) {
            String page = new Visitor(AuthorizationServerContract.ALICE).visit(login.address());
            assertTrue(page.startsWith("200 ") && page.contains("The terminal says how it goes on"), page);
            assertTrue(login.end(0).contains("for credential 'me' at " + issuer(server)), login.said());
        }
        for (int jvm = 0; jvm < 2; jvm++) {
            String answer = answer(policy);
            assertTrue(answer.startsWith("200 "), answer);
        }
        Path copy = copyOf(folder.resolve("tokens"));
        try (Command logout = new Command("logout", policy)) {
            assertTrue(logout.end(0).contains(issuer(server) + " has revoked the refresh token."), logout.said());
        }
        assertRefused(answer(policy), "log in by");
        // Who has kept a copy of the store has nothing.
        Files.delete(folder.resolve("tokens/me.store-lock"));
        Files.delete(folder.resolve("tokens"));
        Files.move(copy, folder.resolve("tokens"));
        assertRefused(answer(policy), "invalid_grant");
    }

    /** A folder that is closed to others, too. */
    private Path copyOf(Path tokens) throws IOException {
        Path copy = Files.createTempDirectory(folder, "copy");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(tokens)) {
            for (Path file : files) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }

    @ParameterizedTest
    @ValueSource(strings = {"oidc-provider", "keycloak"})
    void whoHasNoBrowserLogsInByADeviceCode(String server) throws Exception {
        Path policy = policyOf(server, "device");
        try (Command login = new Command("login", policy, "--device")) {
            login.until("Or this one");
            String page = new Visitor(AuthorizationServerContract.ALICE).visit(login.address());
            assertTrue(page.startsWith("200 "), page);
            assertTrue(login.end(0).contains("for credential 'me' at " + issuer(server)), login.said());
        }
        String answer = answer(policy);
        assertTrue(answer.startsWith("200 "), answer);
    }

    @Test
    void aRealBrowserIsAtHomeOnKeycloaksOwnPage() throws Exception {
        Path policy = policyOf("keycloak", "people");
        assumeTrue(Browser.isThere(), "no chromedriver on the PATH");
        try (Command login = new Command("login", policy, "--no-browser"); Browser browser = new Browser(shared.resolve("browser"))) {
            browser.open(login.address());
            browser.type("#username", AuthorizationServerContract.USER);
            browser.type("#password", AuthorizationServerContract.PASSWORD);
            browser.click("#kc-login");
            if (browser.url().contains("required-action")) {
                browser.click("#kc-login");
            }
            assertTrue(browser.text("body").contains("The terminal says how it goes on"), browser.url());
            login.end(0);
        }
        String answer = answer(policy);
        assertTrue(answer.startsWith("200 "), answer);
    }

    /** A browser that does all by itself, and is given the address alone. */
    public static void main(String[] address) throws IOException {
        new Visitor(AuthorizationServerContract.ALICE).visit(address[0]);
    }

    @Test
    void theBrowserThatTheEnvironmentNamesIsOpened() throws Exception {
        Path policy = policyOf("oidc-provider", "people");
        String browser = System.getProperty("java.home") + "/bin/java " + LoginIT.class.getName();
        assumeTrue(!browser.contains(":"), "a path with a colon, by which BROWSER is separated");
        try (Command login = new Command(Map.of("BROWSER", browser, "CLASSPATH", System.getProperty("java.class.path")), "login", policy)) {
            assertTrue(login.end(0).startsWith("A browser has been opened"), login.said());
        }
    }

    @Test
    void aRefusalInTheBrowserIsSaidInTheTerminal() throws Exception {
        Path policy = policyOf("oidc-provider", "people");
        try (Command login = new Command("login", policy, "--no-browser")) {
            String address = login.address();
            Visitor visitor = new Visitor(Map.of());
            String page = visitor.visit(address.replace("prompt=consent", "prompt=none"));
            assertTrue(page.startsWith("200 ") && page.contains("Nobody is logged in."), page);
            assertTrue(login.end(1).contains("not logged in: " + provider.issuer() + " refuses: login_required"), login.said());
        }
        assertFalse(Files.exists(folder.resolve("tokens/me")));
    }

    /** The command line of the packed agent, in a process of its own. */
    private final class Command implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final List<String> said = new ArrayList<>();

        Command(String command, Path policy, String... options) throws IOException {
            this(Map.of(), command, policy, options);
        }

        Command(Map<String, String> environment, String command, Path policy, String... options) throws IOException {
            List<String> all = new ArrayList<>(List.of(Application.JAVA_HOME + "/bin/java", "-XX:TieredStopAtLevel=1", "-jar",
                    System.getProperty("countersign.it.agent"), command, policy.toString(), "me"));
            all.addAll(List.of(options));
            ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
            builder.environment().putAll(environment);
            process = builder.start();
            CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The next that it shows. */
        String address() throws IOException {
            return until("    http").trim();
        }

        String until(String beginning) throws IOException {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (line.startsWith(beginning)) {
                    return line;
                }
            }
            throw new IOException(said());
        }

        String end(int status) throws Exception {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
            }
            assertEquals(status, process.waitFor(), said());
            assertFalse(said().contains(CANARY), said());
            return said();
        }

        String said() {
            return String.join("\n", said);
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
