package io.countersign.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import io.countersign.policy.Outcome;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.FixedMoments;
import io.countersign.request.Headers;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request whose connection has a client certificate: it goes out where that is there, and where handshakes get it at all. */
class IdentityTest {
    @TempDir
    Path folder;

    private PolicyFolder policies;
    private Engine engine;

    @BeforeEach
    void create() throws IOException {
        policies = new PolicyFolder(folder);
        policies.environment.put("KEY", "value");
    }

    private void policy(String rule) throws Exception {
        engine = new Engine(policies.policy("version: 1", "credentials:",
                "  c: {type: client-certificate, certificate: c.pem, key: c.key, trust: ca.pem}",
                "  k: {type: api-key, value: '${env:KEY}'}",
                "rules:", "- {host: h, " + rule + "}", "- {host: other, credentials: [k]}"), new FixedMoments(0));
        engine.connects((by, socket) -> null);
    }

    private void write() throws IOException {
        Authority ca = Authority.root("CA");
        Identity client = ca.issue(Spec.client("client"));
        policies.write("c.pem", client.certificates());
        policies.write("c.key", client.pkcs8());
        policies.write("ca.pem", ca.pem());
    }

    private Headers get(String url) throws IOException {
        return engine.sign(new TestRequest("GET", url));
    }

    private String refusal(String url) {
        return assertThrows(IOException.class, () -> get(url)).getMessage().replace(folder + "/", "");
    }

    @Test
    void aCertificateAloneWritesNoHeader() throws Exception {
        write();
        policy("credentials: [c]");
        assertNull(get("https://h/"));
        assertEquals(0, engine.outcomes().of(Outcome.LEFT_ALONE));
        assertEquals("c", engine.identityRule("h", 443).identity().name());
        assertNull(engine.identityRule("other", 443));
        assertNull(engine.identityRule(null, -1));
    }

    @Test
    void whatElseTheRuleHasGoesOnTheRequest() throws Exception {
        write();
        policy("credentials: [c, k]");
        assertEquals("value", get("https://h/").value(0));
    }

    @Test
    void withoutItsFilesNothingGoesOut() throws Exception {
        policy("credentials: [c, k]");
        assertEquals("countersign: GET to https://h:443 refused by rule h (p.yaml:6), credential 'c': 'certificate': c.pem is not there", refusal("https://h/"));
        assertEquals(1, engine.outcomes().of(Outcome.REFUSED_UNAVAILABLE));
        write();
        policies.secrets.poll();
        assertNotNull(get("https://h/"));
    }

    @Test
    void withoutTheCertificatesToTrustNothingGoesOut() throws Exception {
        write();
        policies.write("ca.pem", "").toFile().delete();
        policy("credentials: [k, c]");
        assertEquals("countersign: GET to https://h:443 refused by rule h (p.yaml:6), credential 'c': 'trust': ca.pem is not there", refusal("https://h/"));
    }

    @Test
    void sendUnsignedSendsWithoutAnyCredential() throws Exception {
        policy("on-failure: send-unsigned, credentials: [c, k]");
        assertNull(get("https://h/"));
        assertEquals(1, engine.outcomes().of(Outcome.SENT_UNSIGNED));
    }

    @Test
    void whereTlsIsNotWovenNothingGoesOut() throws Exception {
        write();
        policy("credentials: [c, k]");
        engine.connects((by, socket) -> "no TLS that is known");
        assertEquals("countersign: GET to https://h:443 refused by rule h (p.yaml:6), credential 'c': no TLS that is known", refusal("https://h/"));
    }

    @Test
    void aConnectionOfAnotherPolicyIsUnavailable() throws Exception {
        write();
        policy("credentials: [c, k], on-failure: send-unsigned");
        engine.connects((by, socket) -> socket == null ? null : by + " has not made it");
        TestRequest request = new TestRequest("GET", "https://h/");
        assertEquals("value", engine.sign(request).value(0));
        request.socket = new Socket();
        assertNull(engine.sign(request));
        assertEquals(1, engine.outcomes().of(Outcome.SENT_UNSIGNED));
        policy("credentials: [c, k]");
        engine.connects((by, socket) -> by + " has not made it");
        assertEquals("countersign: GET to https://h:443 refused by rule h (p.yaml:6), credential 'c': h (p.yaml:6) has not made it", refusal("https://h/"));
    }

    /** There is no handshake: that credentials may go by plain http is the policy's to say. */
    @Test
    void plainHttpIsJudgedAsEver() throws Exception {
        policy("credentials: [c, k]");
        assertEquals("countersign: GET to http://h:80 refused by rule h (p.yaml:6): credentials do not go over plain http; use https, or set"
                + " 'plain-http: allow' on the rule", refusal("http://h/"));
        policy("plain-http: allow, credentials: [c, k]");
        assertEquals("value", get("http://h/").value(0));
    }

    @Test
    void onlyObservedThereIsNone() throws Exception {
        policy("mode: observe, credentials: [c, k]");
        assertNull(get("https://h/"));
        assertNull(engine.identityRule("h", 443));
    }
}
