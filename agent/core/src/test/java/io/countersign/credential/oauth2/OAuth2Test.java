package io.countersign.credential.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.TestBackground;
import io.countersign.engine.Engine;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.Headers;
import io.countersign.request.TestRequest;
import io.countersign.text.FormFields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of an authorization server, and what is made of its answers: from the policy to the header. */
class OAuth2Test {
    private static final String SECRET = "canary-7f3a ü:+%";
    private static final String TOKEN = "{\"access_token\":\"t1\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

    @TempDir
    Path folder;

    private PolicyFolder policies;
    private TestBackground elsewhere;
    private Engine engine;
    private Reply answer = TestBackground.json(200, TOKEN);

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
        policies.environment.put("SECRET", SECRET);
        elsewhere = policies.elsewhere;
        elsewhere.server = call -> answer;
    }

    private void policy(String... fields) throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add("version: 1");
        lines.add("credentials:");
        lines.add("  o:");
        lines.add("    type: oauth2");
        for (String field : fields) {
            lines.add("    " + field);
        }
        lines.add("rules: [{host: a.example, credentials: [o]}]");
        engine = new Engine(policies.policy(lines.toArray(new String[0])), elsewhere.moments);
    }

    private void clientCredentials(String... fields) throws Exception {
        List<String> all = new ArrayList<>();
        all.add("grant: client-credentials");
        all.add("token-url: https://idp.example/token");
        all.add("client-id: orders");
        all.addAll(java.util.Arrays.asList(fields));
        policy(all.toArray(new String[0]));
    }

    /** The headers that a request goes out with. */
    private Headers request() throws IOException {
        TestRequest request = new TestRequest("GET", "https://a.example/x");
        request.whileWaiting = () -> elsewhere.pass(1000);
        return engine.sign(request);
    }

    private String refusal() {
        String message = assertThrows(IOException.class, this::request).getMessage();
        assertTrue(!message.contains("canary"), message);
        return message.substring(message.indexOf("credential 'o': ") + 16);
    }

    private Call lastCall() {
        return elsewhere.calls.get(elsewhere.calls.size() - 1);
    }

    private Map<String, String> lastForm() {
        FormFields fields = new FormFields(lastCall().form);
        Map<String, String> form = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            form.merge(fields.name(i), fields.value(i), (a, b) -> a + ", " + b);
        }
        return form;
    }

    @Test
    void aTokenIsFetchedAndPutOn() throws Exception {
        clientCredentials("client-secret: '${env:SECRET}'", "scope: [api:read, api:write]");
        Headers headers = request();
        assertEquals("[Authorization]", headers.toString());
        assertEquals("Bearer t1", headers.value(0));
        assertEquals("https://idp.example/token", lastCall().url.toString());
        assertEquals("{grant_type=client_credentials, scope=api:read api:write}", lastForm().toString());
    }
}
