package io.countersign.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is asked of whatever policy, no secret is printed: {@link Terminal#run} sees to it. */
class NoSecretTest {
    private static final String LITERAL = "'${literal:" + Terminal.CANARY + "}'";

    /** A credential of each type, its secret in the place of the dollar sign. */
    private static final List<String> CREDENTIALS = Arrays.asList(
            "api-key, value: $", "api-key, prefix: 'K ', value: $", "basic, username: u, password: $", "bearer, token: $", "digest, username: u, password: $",
            "jwt, algorithm: HS256, key: $", "jwt, algorithm: ES256, key: $", "jwt, algorithm: RS256, key: $, key-password: $",
            "oauth2, grant: client-credentials, token-url: 'http://127.0.0.1:1/', client-id: c, client-secret: $",
            "oauth2, grant: client-credentials, token-url: 'http://127.0.0.1:1/', client-id: c, key: $",
            "oauth2, grant: refresh-token, issuer: 'http://127.0.0.1:1', client-id: c, refresh-token: $, store-key: $",
            "oauth2, grant: token-exchange, issuer: 'http://127.0.0.1:1', client-id: c, subject-token: $",
            "hmac, secret: $, message: '{path}', headers: {X-S: '{signature}'}", "hmac, preset: stripe, secret: $",
            "hmac, preset: standard-webhooks, secret: $", "hmac, secret: $, secret-encoding: hex, message: '{path}', headers: {X-S: '{signature}'}",
            "aws-sigv4, region: r, service: s3, access-key-id: $, secret-access-key: $, session-token: $",
            "http-signature, algorithm: hmac-sha256, key: $, key-id: k, components: ['@method']",
            "http-signature, algorithm: ed25519, key: $, key-id: k, components: ['@method']",
            "oauth1, consumer-key: c, consumer-secret: $, token-secret: $, token: t",
            "client-certificate, keystore: none.p12, keystore-password: $", "client-certificate, certificate: none.pem, key: none.pem, key-password: $");

    @TempDir
    Path folder;

    private Terminal terminal;

    @BeforeEach
    void open() {
        terminal = new Terminal(folder);
        terminal.environment.put("EVIL", Terminal.CANARY + "\r\nX-Injected: 1");
    }

    /** @param json empty, or the option */
    private void everything(String credential, String secret, String other, String json) throws Exception {
        String[] lines = {"version: 1", "credentials: {c: {type: " + credential.replace("$", secret) + "}}", "rules:",
            "  - {host: a.example, paths: [/**], credentials: [c]}", "  - {host: '*', mode: observe, plain-http: allow, credentials: [c]}"};
        terminal.write("p.yaml", lines);
        terminal.write("other.yaml", String.join("\n", lines).replace(secret, other));
        terminal.write("record.jsonl", SuggestTest.line("a.example"));
        List<String[]> calls = new ArrayList<>();
        calls.add(new String[] {"check", json, "--secrets", "p.yaml", "other.yaml"});
        calls.add(new String[] {"explain", json, "p.yaml", "GET", "https://a.example/x"});
        calls.add(new String[] {"explain", json, "p.yaml", "GET", "http://b.example/..%2fx"});
        calls.add(new String[] {"diff", json, "p.yaml", "other.yaml", "--record", "record.jsonl"});
        calls.add(new String[] {"login", "p.yaml", "c", "--no-browser"});
        calls.add(new String[] {"logout", "p.yaml", "c"});
        calls.add(new String[] {"attach", "0", "--policy", "p.yaml"});
        for (String[] call : calls) {
            int status = terminal.run(Arrays.stream(call).filter(each -> !each.isEmpty()).toArray(String[]::new));
            assertTrue(status != ExitStatus.SOFTWARE, () -> Arrays.toString(call) + terminal.err);
        }
    }

    @Test
    void whateverTheTypeAndWhereverTheSecretIs() throws Exception {
        for (String credential : CREDENTIALS) {
            everything(credential, LITERAL, "'${literal:" + Terminal.CANARY + "-other}'", "");
            everything(credential, "'${env:KEY}'", LITERAL, "--json");
        }
        everything(CREDENTIALS.get(0), "'${exec:none canary-7d41}'", "'${exec:none canary-7d41-other}'", "");
        everything(CREDENTIALS.get(0), "'${env:EVIL}'", "'${env:KEY}'", "");
    }

    /** What stands where a reference should is no less secret. */
    @Test
    void noMoreWhereItStandsInTheWrongPlace() throws Exception {
        for (String wrong : new String[] {Terminal.CANARY, "'${" + Terminal.CANARY + "}'", "'${literal:" + Terminal.CANARY + "'", "[" + Terminal.CANARY + "]"}) {
            everything(CREDENTIALS.get(0), wrong, LITERAL, "");
        }
    }

    /** No place for a secret, and one where they are found. */
    @Test
    void theQueryOfAUrlIsNotTold() throws Exception {
        terminal.environment.put("URL", "http://127.0.0.1:1/a?api-key=" + Terminal.CANARY);
        String url = "'http://127.0.0.1:1/a?api-key=" + Terminal.CANARY;
        for (String credential : new String[] {"oauth2, grant: client-credentials, client-id: c, token-url: $", "oauth2, grant: client-credentials, client-id: c, issuer: $",
            "oauth2, grant: refresh-token, client-id: c, issuer: $", "oauth2, grant: client-credentials, client-id: c, token-url: 'http://127.0.0.1:1/', resource: [a, $]"}) {
            everything(credential, url + "'", "'http://127.0.0.1:1/b'", "");
            everything(credential, "'${env:URL}'", url + "-other'", "--json");
            // Nobody has logged in, where that is needed first.
            int expected = credential.contains("refresh-token") ? ExitStatus.OK : ExitStatus.UNAVAILABLE;
            assertTrue(terminal.run("check", "--live", "p.yaml", "other.yaml") == expected, () -> terminal.err);
        }
    }

    @Test
    void aServerThatIsNotThereTellsNone() throws Exception {
        everything(CREDENTIALS.get(8), LITERAL, "'${env:KEY}'", "--json");
        assertTrue(terminal.run("check", "--live", "p.yaml") == ExitStatus.UNAVAILABLE, () -> terminal.err);
    }
}
