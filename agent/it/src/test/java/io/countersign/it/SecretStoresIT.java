package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the packed agent has secrets from each store on every Java: from key stores of that Java's keytool, from a real command, and over HTTP. */
class SecretStoresIT {
    private static final String CANARY = "canary-6f1c9e";

    @TempDir
    Path folder;

    private final Recorder guarded = new Recorder("127.0.0.1");
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer stores;

    @BeforeEach
    void start() throws IOException {
        stores = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        stores.createContext("/", this::answer);
        stores.start();
    }

    @AfterEach
    void stop() {
        stores.stop(0);
        guarded.close();
    }

    /** As the documentation of both has it. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + path + " " + exchange.getRequestHeaders().getFirst("X-Vault-Token") + " "
                + exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        String json = path.equals("/v1/secret/data/billing") ? "{\"lease_id\":\"\",\"data\":{\"data\":{\"key\":\"vault-" + CANARY + "\"},\"metadata\":{}}}"
                : path.equals("/") ? "{\"Name\":\"x\",\"SecretString\":\"{\\\"key\\\":\\\"aws-" + CANARY + "\\\"}\"}" : "{}";
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Application application(String caller, String... credentials) throws IOException {
        List<String> lines = new ArrayList<>(List.of("version: 1", "credentials:"));
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < credentials.length; i++) {
            lines.add("  c" + i + ": {" + credentials[i] + "}");
            rules.add("  - {host: 127.0.0.1, paths: [/" + i + "], credentials: [c" + i + "]}");
        }
        lines.add("rules:");
        lines.addAll(rules);
        Path policy = Files.write(folder.resolve("policy.yaml"), lines);
        String here = "http://127.0.0.1:" + stores.getAddress().getPort();
        return new Application(caller, "", folder.resolve("errors"), Map.of("SESAME", CANARY, "VAULT_ADDR", here, "VAULT_TOKEN", "hvs." + CANARY,
                "AWS_REGION", "eu-west-1", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", CANARY, "AWS_ENDPOINT_URL_SECRETS_MANAGER", here,
                "JAVA_TOOL_OPTIONS", "-Da=b"),
                List.of(Application.agent(policy)), "-Dcountersign.log=debug");
    }

    private String sent(Application application, int number, String header) throws IOException {
        String answer = application.call("GET " + guarded.url("/" + number));
        assertTrue(answer.startsWith("200"), answer + application.errors());
        assertFalse(application.errors().contains(CANARY), "a secret in what the agent printed");
        return Recorder.values(guarded.heads.get(guarded.heads.size() - 1), header).get(0);
    }

    /** Of the Java that the application runs on. */
    private void keytool(String input, String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Application.JAVA_HOME + "/bin/keytool"));
        command.addAll(FewRounds.options());
        command.addAll(List.of(arguments.split(" ")));
        Path out = folder.resolve("keytool");
        Process keytool = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        keytool.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        keytool.getOutputStream().close();
        assertEquals(0, keytool.waitFor(), Files.readString(out));
    }

    private static String hmac(byte[] key) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal("GET".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatKeytoolPutsIntoKeyStores() throws Exception {
        List<String> credentials = new ArrayList<>();
        for (String type : List.of("PKCS12", "JCEKS")) {
            String store = " -keystore " + type + " -storetype " + type + " -storepass " + CANARY + (type.equals("JCEKS") ? " -keypass " + CANARY : "");
            keytool("", "-genseckey -alias partner -keyalg HmacSHA256 -keysize 256" + store);
            keytool("pass-" + CANARY + "\npass-" + CANARY + "\n", "-importpass -alias batch" + store);
            credentials.add("type: hmac, message: '{method}', headers: {X-S: '{signature}'}, secret: '${keystore:" + type + "#partner?password=env:SESAME}'");
            credentials.add("type: api-key, value: '${keystore:" + type + "#batch?password=env:SESAME}'");
        }
        try (Application application = application("UrlConnectionCaller", credentials.toArray(new String[0]))) {
            for (int i = 0; i < 2; i++) {
                String type = i == 0 ? "PKCS12" : "JCEKS";
                KeyStore store = KeyStore.getInstance(folder.resolve(type).toFile(), CANARY.toCharArray());
                assertEquals(hmac(store.getKey("partner", CANARY.toCharArray()).getEncoded()), sent(application, 2 * i, "X-S"), type);
                assertEquals("pass-" + CANARY, sent(application, 2 * i + 1, "X-API-Key"), type);
            }
        }
    }

    @Test
    void aRequestThatNeedsThemSoonerHasThemGot() throws Exception {
        Path command = Files.writeString(folder.resolve("get"), "#!/bin/sh\nprintf 'exec-%s-%s' \"$SESAME\" \"$1$JAVA_TOOL_OPTIONS\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        try (Application application = application("UrlConnectionCaller", "type: api-key, value: \"${exec:./get 'a b'}\"",
                "type: api-key, value: '${vault:secret/data/billing#key}'", "type: api-key, value: '${aws-sm:prod/billing#key}'")) {
            assertEquals(List.of(), asked, "nothing is called while the policy is read");
            assertEquals("exec-" + CANARY + "-a b", sent(application, 0, "X-API-Key"));
            assertEquals("vault-" + CANARY, sent(application, 1, "X-API-Key"));
            assertEquals("aws-" + CANARY, sent(application, 2, "X-API-Key"));
            assertTrue(asked.contains("GET /v1/secret/data/billing hvs." + CANARY + " null"), asked.toString());
            assertTrue(asked.contains("POST / null secretsmanager.GetSecretValue"), asked.toString());
        }
    }

    @Test
    void anAsynchronousRequestWaitsWithoutAThread() throws Exception {
        Assumptions.assumeTrue(Application.JAVA >= 11, "Java " + Application.JAVA + " has no HttpClient");
        try (Application application = application("JdkHttpClientCaller", "type: api-key, value: '${vault:secret/data/billing#key}'")) {
            String answer = application.call("GET " + guarded.url("/0") + " +async");
            assertTrue(answer.startsWith("200"), answer + application.errors());
            assertEquals("vault-" + CANARY, Recorder.values(guarded.heads.get(0), "X-API-Key").get(0));
        }
    }

    /** What does not come says so once, and no request goes out without it. */
    @Test
    void aRequestIsRefusedWhoseSecretDoesNotCome() throws Exception {
        try (Application application = application("UrlConnectionCaller", "type: api-key, value: '${exec:false " + CANARY + "}'")) {
            String answer = application.call("GET " + guarded.url("/0"));
            assertTrue(answer.contains("credential 'c0': ${exec:false …} failed with exit status 1"), answer);
            assertEquals(List.of(), guarded.heads);
            assertFalse((answer + application.errors()).contains(CANARY), answer);
        }
    }
}
