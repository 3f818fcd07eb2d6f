package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.TestBackground;
import io.countersign.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are those of the examples in Vault's documentation of its HTTP API ("KV secrets engine - Version 2", "/sys/leases", "Token auth method"). */
class VaultTest extends StoresFixture {
    private final Map<String, Reply> answers = new LinkedHashMap<>();

    @BeforeEach
    void vault() {
        env.put("VAULT_ADDR", "https://vault.example.com:8200/");
        env.put("VAULT_TOKEN", "hvs.hunter2");
        answers.put("secret/data/billing", kv("{\"key\":\"one-hunter2\",\"port\":8080,\"on\":true,\"rate\":1.50,\"more\":{},\"none\":\"\"}"));
        answer("auth/token/lookup-self", 200, "{\"data\":{\"ttl\":0,\"renewable\":false}}");
        elsewhere.server = this::answer;
    }

    private static Reply kv(String data) {
        return TestBackground.json(200, "{\"lease_id\":\"\",\"renewable\":false,\"lease_duration\":0,\"data\":{\"data\":" + data
                + ",\"metadata\":{\"version\":1,\"destroyed\":false}}}");
    }

    private void answer(String path, int status, String json) {
        answers.put(path, TestBackground.json(status, json));
    }

    private Reply answer(Call call) throws IOException {
        String begin = "https://vault.example.com:8200/v1/";
        assertEquals(begin, call.url.toString().substring(0, begin.length()));
        assertEquals("true", header(call, "X-Vault-Request"));
        Reply reply = answers.get(call.url.toString().substring(begin.length()));
        if (reply == null) {
            throw new IOException("vault.example.com does not answer");
        }
        return reply;
    }

    private static String header(Call call, String name) {
        int at = Arrays.asList(call.headers).indexOf(name);
        return at < 0 ? null : call.headers[at + 1];
    }

    private int asked(String path) {
        int count = 0;
        for (Call call : elsewhere.calls) {
            count += call.url.getPath().equals("/v1/" + path) ? 1 : 0;
        }
        return count;
    }

    private Call last() {
        return elsewhere.calls.get(elsewhere.calls.size() - 1);
    }

    private void login(String token, long seconds) {
        answer("auth/approle/login", 200, "{\"auth\":{\"client_token\":\"" + token + "\",\"lease_duration\":" + seconds + ",\"renewable\":true},\"data\":null}");
    }

    @Test
    void fieldsOfOnePathAreGotAtOnce() throws Exception {
        Secret key = resolve("${vault:secret/data/billing#key}");
        Secret port = resolve("${vault:secret/data/billing#port}");
        Secret on = resolve("${vault:secret/data/billing#on}");
        key.pending();
        port.pending();
        elsewhere.work();
        assertEquals("one-hunter2", key.value().text());
        assertEquals("8080", port.value().text());
        assertEquals("true", on.value().text());
        assertEquals(1, asked("secret/data/billing"));
        assertEquals("hvs.hunter2", header(last(), "X-Vault-Token"));
        assertNull(header(last(), "X-Vault-Namespace"));
        assertEquals("GET", last().method);
        assertEquals("${vault:secret/data/billing#key}", key.toString());
    }

    @Test
    void theVariablesOfVaultsCommandLineAreHeeded() throws Exception {
        env.put("VAULT_NAMESPACE", "team-a");
        env.put("VAULT_CACERT", "/etc/vault/ca.pem");
        got("${vault:secret/data/billing#key}");
        assertEquals("team-a", header(last(), "X-Vault-Namespace"));
        assertEquals("/etc/vault/ca.pem", last().route.trust.toString());
    }

    @Test
    void versionOneOfKvHasItsFieldsAtTheTopAndADurationThatIsNoLease() throws Exception {
        answer("kv/billing", 200, "{\"lease_id\":\"\",\"lease_duration\":2764800,\"renewable\":false,\"data\":{\"key\":\"v\"}}");
        assertEquals("v", got("${vault:kv/billing#key}").value().text());
        pass(301_000);
        assertEquals(2, asked("kv/billing"));
    }

    @Test
    void aPathIsEncoded() throws Exception {
        answer("secret/data/a%C3%A4%3Fb", 200, "{\"data\":{\"key\":\"v\"}}");
        assertEquals("v", got("${vault:secret/data/aä?b#key?ttl=1h}").value().text());
    }

    @Test
    void itIsGotAgainAfterItsTtlAndTheSameValueIsTheSameObject() throws Exception {
        Secret secret = got("${vault:secret/data/billing#key?ttl=1m}");
        Secret.Value one = secret.value();
        pass(61_000);
        assertEquals(2, asked("secret/data/billing"));
        assertSame(one, secret.value());
        answers.put("secret/data/billing", kv("{\"key\":\"two\"}"));
        pass(60_000);
        assertEquals("two", secret.value().text());
        assertEquals(1, told("${vault:secret/data/billing#key} has changed"));
    }

    @Test
    void whatIsThereIsKeptWhileVaultIsAway() throws Exception {
        Secret secret = got("${vault:secret/data/billing#key}");
        Secret.Value one = secret.value();
        answers.clear();
        pass(1_800_000);
        assertSame(one, secret.value());
        assertEquals(1, told("could not be got from Vault: vault.example.com does not answer; what came before stays in use"));
    }

    @Test
    void aFieldThatIsGoneLeavesTheValueInUse() throws Exception {
        Secret secret = got("${vault:secret/data/billing#key}");
        Secret.Value one = secret.value();
        answers.put("secret/data/billing", kv("{\"other\":\"x\"}"));
        pass(301_000);
        assertSame(one, secret.value());
        assertEquals(1, told("${vault:secret/data/billing#key} is not a field there; there are [other]; the value of before stays in use"));
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        has(failure(got("${vault:secret/data/billing#other}")), "${vault:secret/data/billing#other} is not a field there; there are [");
        has(failure(got("${vault:secret/data/billing#rate}")), "is no text, no whole number and no truth value");
        has(failure(got("${vault:secret/data/billing#more}")), "is no text, no whole number and no truth value");
        has(failure(got("${vault:secret/data/billing#none}")), "is empty");
        answer("a/b", 403, "{\"errors\":[\"hunter2 permission denied\"]}");
        has(failure(got("${vault:a/b#c}")), "is refused by Vault (403): a policy of the token has to allow 'read' on a/b");
        answer("a/c", 404, "{\"errors\":[]}");
        has(failure(got("${vault:a/c#d}")), "is not there (404), or has been deleted; in KV of version 2, 'data' stands behind the mount");
        answer("a/d", 503, "{\"errors\":[\"Vault is sealed\"]}");
        has(failure(got("${vault:a/d#d}")), "Vault is sealed or not ready (503)");
        answer("a/d307", 307, "");
        has(failure(got("${vault:a/d307#d}")), "leads elsewhere (307), as a standby of Vault does; it has to be the active node");
        answer("a/e", 200, "<html>hunter2");
        has(failure(got("${vault:a/e#d}")), "something else than JSON");
        env.remove("VAULT_ADDR");
        has(failure(got("${vault:a/f#d}")), "environment variable VAULT_ADDR is not set");
        env.put("VAULT_ADDR", "vault.example.com:8200");
        has(failure(got("${vault:a/g#d}")), "environment variable VAULT_ADDR is no address like https://vault.example.com:8200");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "secret/data/x|which field of it is meant?",
        "secret/data/x#|nothing stands before or behind '#'",
        "#a|nothing stands before or behind '#'",
        "/secret/x#a|'vault kv get -mount=secret billing' shows is ${vault:secret/data/billing#FIELD}",
        "v1/secret/x#a|behind /v1/",
        "secret/../x#a|behind /v1/",
        "secret/x#a?tll=5m|what stands behind '?' must be ttl=5m, each once",
        "secret/x#a?ttl=|must be ttl=5m",
        "secret/x#a?ttl=1m&ttl=2m|each once",
        "secret/x#a?ttl=1s|'ttl' is a duration from 10s to 24h",
        "secret/x#a?ttl=25h|'ttl' is a duration from 10s to 24h",
        "secret/x#a?ttl=m|'ttl' is a duration",
        "secret/x#a?ttl=99999999999m|'ttl' is a duration",
        "secret/x#a?ttl=5|'ttl' is a duration"})
    void whatIsNoReferenceIsAMistake(String rest, String message) {
        has(wrong("${vault:" + rest + "}"), message);
    }

    @Test
    void aTokenIsRenewedWhenTwoThirdsOfItsLifeAreOver() throws Exception {
        answer("auth/token/lookup-self", 200, "{\"data\":{\"ttl\":90,\"renewable\":true}}");
        answer("auth/token/renew-self", 200, "{\"auth\":{\"client_token\":\"hvs.hunter2\",\"lease_duration\":90,\"renewable\":true}}");
        got("${vault:secret/data/billing#key}");
        pass(59_000);
        assertEquals(0, asked("auth/token/renew-self"));
        pass(2_000);
        assertEquals(1, asked("auth/token/renew-self"));
        pass(60_000);
        assertEquals(2, asked("auth/token/renew-self"));
        assertEquals(1, asked("auth/token/lookup-self"));
    }

    @Test
    void aTokenThatCannotBeRenewedIsUsedForAsLongAsItIsTaken() throws Exception {
        answer("auth/token/lookup-self", 200, "{\"data\":{\"ttl\":90,\"renewable\":true}}");
        answer("auth/token/renew-self", 400, "{\"errors\":[\"lease is not renewable\"]}");
        got("${vault:secret/data/billing#key}");
        pass(700_000);
        assertEquals(1, asked("auth/token/renew-self"));
        assertEquals(1, told("the token of VAULT_TOKEN could not be renewed (status 400)"));
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 412, 429, 502, 503})
    void aTokenIsRenewedThoughVaultWasAwayWhenItWasLookedUpAndWhenItWasRenewed(int away) throws Exception {
        answer("auth/token/lookup-self", away, "{}");
        answer("auth/token/renew-self", away, "{}");
        got("${vault:secret/data/billing#key?ttl=10s}");
        pass(11_000);
        answer("auth/token/lookup-self", 200, "{\"data\":{\"ttl\":90,\"renewable\":true}}");
        pass(11_000);
        assertEquals(3, asked("auth/token/lookup-self"));
        pass(61_000);
        int before = asked("auth/token/renew-self");
        assertTrue(before > 0);
        answer("auth/token/renew-self", 200, "{\"auth\":{\"client_token\":\"hvs.hunter2\",\"lease_duration\":90,\"renewable\":true}}");
        pass(22_000);
        assertEquals(before + 1, asked("auth/token/renew-self"));
        pass(61_000);
        assertEquals(before + 2, asked("auth/token/renew-self"));
        assertEquals(0, told("could not be renewed"));
    }

    @Test
    void aTokenThatMayNotAskAfterItselfIsNotRenewed() throws Exception {
        answer("auth/token/lookup-self", 403, "{\"errors\":[\"permission denied\"]}");
        got("${vault:secret/data/billing#key?ttl=10s}");
        pass(60_000);
        assertEquals(1, asked("auth/token/lookup-self"));
    }

    @Test
    void anAnswerThatIsNotVaultsLeavesATokenInUse() throws Exception {
        answer("auth/token/lookup-self", 200, "{\"data\":{\"ttl\":90,\"renewable\":true}}");
        Secret secret = got("${vault:secret/data/billing#key?ttl=10s}");
        answer("auth/token/renew-self", 200, "<html>to be back soon");
        answers.put("secret/data/billing", kv("{\"key\":\"two\"}"));
        pass(75_000);
        assertTrue(asked("auth/token/renew-self") > 1, "it is tried again");
        assertEquals("two", secret.value().text());
        assertEquals(0, told("could not be got"));
    }

    @Test
    void aTokenMayBeAFileThatSomebodyElseKeeps() throws Exception {
        env.remove("VAULT_TOKEN");
        env.put("VAULT_TOKEN_FILE", dir.resolve("sink").toString());
        Secret secret = resolve("${vault:secret/data/billing#key}");
        secret.pending();
        elsewhere.work();
        has(failure(secret), "what Vault is asked by is not there: ${file:" + dir.resolve("sink") + "}: " + dir.resolve("sink") + " is not there");
        Files.write(dir.resolve("sink"), "hvs.one\n".getBytes(StandardCharsets.UTF_8));
        pass(3_000);
        assertEquals("one-hunter2", secret.value().text());
        assertEquals("hvs.one", header(last(), "X-Vault-Token"));
        Files.write(dir.resolve("sink"), "hvs.other\n".getBytes(StandardCharsets.UTF_8));
        pass(301_000);
        assertEquals("hvs.other", header(last(), "X-Vault-Token"));
        assertEquals(0, asked("auth/token/lookup-self"), "who keeps the file keeps the token");
    }

    @Test
    void withoutAnyIdentityItIsSaidWhatThereMayBe() throws Exception {
        env.remove("VAULT_TOKEN");
        has(failure(got("${vault:secret/data/billing#key}")), "VAULT_TOKEN, VAULT_TOKEN_FILE, VAULT_ROLE_ID or VAULT_K8S_ROLE has to be set");
        Files.createDirectories(dir.resolve("home"));
        Files.write(dir.resolve("home/.vault-token"), "hvs.person".getBytes(StandardCharsets.UTF_8));
        pass(3_000);
        assertEquals("hvs.person", header(last(), "X-Vault-Token"));
    }

    @Test
    void anAppRoleLogsInRenewsAndLogsInAnewNearItsLongestLife() throws Exception {
        env.remove("VAULT_TOKEN");
        env.put("VAULT_ROLE_ID", "role");
        env.put("VAULT_SECRET_ID", "\"hunter2");
        login("hvs.first", 90);
        answer("auth/token/renew-self", 200, "{\"auth\":{\"client_token\":\"hvs.first\",\"lease_duration\":90,\"renewable\":true}}");
        got("${vault:secret/data/billing#key}");
        assertEquals("{\"role_id\":\"role\",\"secret_id\":\"\\\"hunter2\"}", elsewhere.calls.get(0).body);
        assertNull(header(elsewhere.calls.get(0), "X-Vault-Token"));
        assertEquals("hvs.first", header(last(), "X-Vault-Token"));
        pass(61_000);
        assertEquals(1, asked("auth/token/renew-self"));
        assertEquals(1, asked("auth/approle/login"));
        login("hvs.second", 90);
        answer("auth/token/renew-self", 200, "{\"auth\":{\"client_token\":\"hvs.first\",\"lease_duration\":20,\"renewable\":true}}");
        pass(61_000);
        assertEquals(2, asked("auth/approle/login"));
        assertEquals("hvs.second", header(last(), "X-Vault-Token"));
    }

    @Test
    void aLoginWhoseTokenIsRefusedIsMadeAnewOnceInAWhile() throws Exception {
        env.remove("VAULT_TOKEN");
        env.put("VAULT_ROLE_ID", "role");
        Files.write(dir.resolve("id"), "hunter2\n".getBytes(StandardCharsets.UTF_8));
        env.put("VAULT_SECRET_ID_FILE", dir.resolve("id").toString());
        env.put("VAULT_AUTH_MOUNT", "approle");
        login("hvs.first", 3600);
        Secret secret = got("${vault:secret/data/billing#key}");
        login("hvs.second", 3600);
        Map<String, Reply> before = new HashMap<>(answers);
        elsewhere.server = call -> "hvs.first".equals(header(call, "X-Vault-Token")) ? TestBackground.json(403, "{}")
                : before.get(call.url.getPath().substring(4));
        pass(301_000);
        assertEquals(2, asked("auth/approle/login"));
        assertEquals("hvs.second", header(last(), "X-Vault-Token"));
        assertEquals("one-hunter2", secret.value().text());
        elsewhere.server = call -> call.url.getPath().endsWith("login") ? before.get("auth/approle/login") : TestBackground.json(403, "{}");
        secret.refresh();
        elsewhere.work();
        pass(8_000);
        assertEquals(2, asked("auth/approle/login"), "there is no second login within ten seconds");
    }

    private void byAppRole() {
        env.remove("VAULT_TOKEN");
        env.put("VAULT_ROLE_ID", "role");
        login("hvs.first", 3600);
    }

    @Test
    void aPathThatTheTokenMayNotReadHasNobodyLogInAnew() throws Exception {
        byAppRole();
        answer("a/b", 403, "{\"errors\":[\"permission denied\"]}");
        Secret secret = got("${vault:a/b#c}");
        pass(3_000_000);
        has(failure(secret), "is refused by Vault (403): a policy of the token has to allow 'read' on a/b");
        assertEquals(1, asked("auth/approle/login"), "the token is good, says Vault");
        assertTrue(asked("a/b") > 30, "it is asked for again, for the policy may come to allow it");
    }

    @Test
    void aTokenOfALoginStaysInUseWhileThereIsNoOtherToBeHad() throws Exception {
        byAppRole();
        login("hvs.first", 90);
        answer("auth/token/renew-self", 200, "{\"auth\":{\"client_token\":\"hvs.first\",\"lease_duration\":60,\"renewable\":false}}");
        Secret secret = got("${vault:secret/data/billing#key?ttl=10s}");
        pass(61_000);
        answer("auth/approle/login", 503, "{}");
        answers.put("secret/data/billing", kv("{\"key\":\"two\"}"));
        pass(50_000);
        assertEquals("two", secret.value().text());
        assertEquals(0, told("; what came before stays in use"));
        assertEquals(1, told("the login to Vault by approle at auth/approle has failed (status 503)"));
        login("hvs.second", 90);
        pass(21_000);
        assertEquals("hvs.second", header(last(), "X-Vault-Token"));
    }

    @Test
    void aTokenThatIsOverIsNotUsedThoughThereIsNoOther() throws Exception {
        byAppRole();
        login("hvs.first", 90);
        Secret secret = got("${vault:secret/data/billing#key?ttl=10s}");
        answer("auth/token/renew-self", 400, "{}");
        answer("auth/approle/login", 503, "{}");
        pass(91_000);
        int before = asked("secret/data/billing");
        pass(60_000);
        assertEquals(before, asked("secret/data/billing"));
        assertEquals("one-hunter2", secret.value().text());
        assertEquals(1, told("has failed (status 503); VAULT_ROLE_ID and the secret id have to be right; what came before stays in use"));
    }

    @Test
    void aFailureIsSharedByThoseWhoHaveWaitedForIt() throws Exception {
        byAppRole();
        Vault vault = new Vault(env, background, path -> null);
        List<String> told = new CopyOnWriteArrayList<>();
        Thread other = new Thread(() -> told.add(assertThrows(StoreFailure.class, vault::token).getMessage()));
        elsewhere.server = call -> {
            other.start();
            while (other.isAlive() && other.getState() != Thread.State.BLOCKED) {
                Thread.yield();
            }
            elsewhere.moments.millis += 10_000;
            throw new IOException("no answer within 10 s");
        };
        assertThrows(StoreFailure.class, vault::token);
        other.join();
        assertEquals(Arrays.asList("could not be got from Vault: no answer within 10 s"), told);
        assertEquals(1, asked("auth/approle/login"));
        elsewhere.server = this::answer;
        assertEquals("hvs.first", vault.token(), "who asks later tries again");
    }

    @Test
    void aLoginThatFailsSaysWhatHasToBeRight() throws Exception {
        env.remove("VAULT_TOKEN");
        env.put("VAULT_ROLE_ID", "role");
        answer("auth/approle/login", 400, "{\"errors\":[\"invalid role or secret ID hunter2\"]}");
        has(failure(got("${vault:secret/data/billing#key}")), "the login to Vault by approle at auth/approle has failed (status 400); VAULT_ROLE_ID and"
                + " the secret id have to be right");
        env.remove("VAULT_ROLE_ID");
        env.put("VAULT_K8S_ROLE", "orders");
        has(failure(got("${vault:secret/data/other#key}")), "what Vault is asked by is not there: ${file:/var/run/secrets/kubernetes.io/serviceaccount/token}");
    }

    @Test
    void aLeaseIsRenewedAtItsHalfUntilThatGivesLess() throws Exception {
        answer("database/creds/readonly", 200, "{\"lease_id\":\"database/creds/readonly/1\",\"lease_duration\":600,\"renewable\":true,"
                + "\"data\":{\"username\":\"u1\",\"password\":\"hunter2-1\"}}");
        answer("sys/leases/renew", 200, "{\"lease_id\":\"database/creds/readonly/1\",\"lease_duration\":600,\"renewable\":true}");
        Secret password = got("${vault:database/creds/readonly#password}");
        Secret.Value one = password.value();
        pass(301_000);
        assertEquals(1, asked("sys/leases/renew"));
        assertEquals("{\"lease_id\":\"database/creds/readonly/1\"}", last().body);
        assertEquals("POST", last().method);
        assertSame(one, password.value());
        answer("sys/leases/renew", 200, "{\"lease_id\":\"database/creds/readonly/1\",\"lease_duration\":200,\"renewable\":true}");
        answer("database/creds/readonly", 200, "{\"lease_id\":\"database/creds/readonly/2\",\"lease_duration\":600,\"renewable\":true,"
                + "\"data\":{\"username\":\"u2\",\"password\":\"hunter2-2\"}}");
        pass(301_000);
        assertEquals(2, asked("database/creds/readonly"));
        assertNotSame(one, password.value());
        assertEquals("hunter2-2", password.value().text());
    }

    @Test
    void aLeasedSecretThatAServerRefusesIsNotRenewedButAnotherOne() throws Exception {
        answer("database/creds/readonly", 200, "{\"lease_id\":\"database/creds/readonly/1\",\"lease_duration\":600,\"renewable\":true,\"data\":{\"p\":\"1\"}}");
        Secret password = got("${vault:database/creds/readonly#p}");
        pass(11_000);
        answer("database/creds/readonly", 200, "{\"lease_id\":\"database/creds/readonly/2\",\"lease_duration\":600,\"renewable\":true,\"data\":{\"p\":\"2\"}}");
        assertFalse(password.refresh());
        elsewhere.work();
        assertEquals("2", password.value().text());
        assertEquals(0, asked("sys/leases/renew"));
    }

    private void lease(String id) {
        answer("database/creds/readonly", 200, "{\"lease_id\":\"database/creds/readonly/" + id + "\",\"lease_duration\":600,\"renewable\":true,\"data\":{\"p\":\""
                + id + "\"}}");
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 412, 429, 503})
    void aLeaseThatVaultDoesNotRenewJustNowIsNotReplaced(int away) throws Exception {
        lease("1");
        Secret password = got("${vault:database/creds/readonly#p}");
        answer("sys/leases/renew", away, "{}");
        pass(303_000);
        answer("sys/leases/renew", 200, "{\"lease_id\":\"database/creds/readonly/1\",\"lease_duration\":600,\"renewable\":true}");
        pass(60_000);
        assertTrue(asked("sys/leases/renew") > 1);
        assertEquals(1, asked("database/creds/readonly"));
        assertEquals("1", password.value().text());
    }

    @Test
    void aLeaseThatIsReplacedIsRevokedOnceNoRequestHasItAnyMore() throws Exception {
        lease("1");
        Secret password = got("${vault:database/creds/readonly#p}");
        pass(11_000);
        lease("2");
        password.refresh();
        elsewhere.work();
        assertEquals("2", password.value().text());
        pass(59_000);
        assertEquals(0, asked("sys/leases/revoke"));
        answer("sys/leases/revoke", 403, "{\"errors\":[\"permission denied\"]}");
        pass(2_000);
        assertEquals(1, asked("sys/leases/revoke"));
        assertEquals("{\"lease_id\":\"database/creds/readonly/1\"}", last().body);
        assertEquals("hvs.hunter2", header(last(), "X-Vault-Token"));
        pass(120_000);
        assertEquals(1, asked("sys/leases/revoke"), "it is not tried again");
        assertEquals("2", password.value().text());
    }

    @Test
    void aLeaseOfATokenThatHasBeenReplacedIsNotRenewedButAnotherIsRead() throws Exception {
        env.remove("VAULT_TOKEN");
        env.put("VAULT_TOKEN_FILE", dir.resolve("sink").toString());
        Files.write(dir.resolve("sink"), "hvs.one\n".getBytes(StandardCharsets.UTF_8));
        lease("1");
        Secret password = got("${vault:database/creds/readonly#p}");
        Files.write(dir.resolve("sink"), "hvs.another\n".getBytes(StandardCharsets.UTF_8));
        lease("2");
        answer("sys/leases/renew", 200, "{\"lease_id\":\"database/creds/readonly/1\",\"lease_duration\":600,\"renewable\":true}");
        pass(1_000);
        assertEquals("2", password.value().text(), "Vault has revoked the other with its token");
        assertEquals(2, asked("database/creds/readonly"));
        pass(290_000);
        assertEquals(2, asked("database/creds/readonly"));
        assertEquals(0, asked("sys/leases/renew"));
        pass(61_000);
        assertEquals(0, asked("sys/leases/revoke"), "it goes with its token");
        assertEquals(1, asked("sys/leases/renew"));
        assertEquals("hvs.another", header(last(), "X-Vault-Token"));
    }

    @Test
    void aTokenThatCanBeRenewedNoMoreDoesNotHaveSecretsGotOverAndOver() throws Exception {
        answer("auth/token/lookup-self", 200, "{\"data\":{\"ttl\":90,\"renewable\":true}}");
        answer("auth/token/renew-self", 200, "{\"auth\":{\"client_token\":\"hvs.hunter2\",\"lease_duration\":90,\"renewable\":false}}");
        got("${vault:secret/data/billing#key}");
        pass(125_000);
        int before = asked("secret/data/billing");
        pass(290_000);
        assertEquals(before, asked("secret/data/billing"));
        assertEquals(1, asked("auth/token/renew-self"));
        assertEquals(1, told("the token of VAULT_TOKEN cannot be renewed any more"));
    }
}
