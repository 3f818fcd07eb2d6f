package io.countersign.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.policy.PolicyFolder;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialTest {
    @TempDir
    Path folder;

    private PolicyFolder policies;

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
    }

    private Token credential(String fields) throws Exception {
        return (Token) policies.policy("version: 1", "credentials: {c: " + fields + "}", "rules: [{host: a, credentials: c}]")
                .rulesFor("a").first().credential(0);
    }

    private String header(String fields) throws Exception {
        Headers headers = credential(fields).headers(null);
        assertEquals(1, headers.size());
        return headers.name(0) + ": " + headers.value(0);
    }

    private String failure(String fields) throws Exception {
        Token credential = credential(fields);
        return assertThrows(CredentialUnavailable.class, () -> credential.headers(null)).getMessage();
    }

    @Test
    void anApiKeyStandsInItsHeader() throws Exception {
        assertEquals("X-API-Key: k", header("{type: api-key, value: '${literal:k}'}"));
        assertEquals("Ocp-Key: Key k", header("{type: api-key, value: '${literal:k}', header: Ocp-Key, prefix: 'Key '}"));
        assertEquals("Authorization: ApiKey k==", header("{type: api-key, value: '${literal:k==}', header: Authorization, prefix: 'ApiKey '}"));
    }

    /** The example of RFC 6750, section 2.1. */
    @Test
    void aBearerTokenStandsBehindItsScheme() throws Exception {
        assertEquals("Authorization: Bearer mF_9.B5f-4.1JqM", header("{type: bearer, token: '${literal:mF_9.B5f-4.1JqM}'}"));
        assertEquals("X-Token: t", header("{type: bearer, token: '${literal:t}', header: X-Token, prefix: ''}"));
    }

    /** The examples of RFC 7617, sections 2 and 2.1. */
    @Test
    void basicIsUserNameAndPasswordInUtf8() throws Exception {
        assertEquals("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                header("{type: basic, username: Aladdin, password: '${literal:open sesame}'}"));
        assertEquals("Authorization: Basic dGVzdDoxMjPCow==", header("{type: basic, username: test, password: '${literal:123\u00a3}'}"));
        assertEquals("Authorization: Basic OnA6cQ==", header("{type: basic, username: '', password: '${literal:p:q}'}"));
    }

    @Test
    void aChangedSecretMakesNewHeadersAndNothingElseDoes() throws Exception {
        policies.write("key", "one");
        Token credential = credential("{type: api-key, value: '${file:key}'}");
        Headers one = credential.headers(null);
        policies.secrets.poll();
        assertSame(one, credential.headers(null));
        policies.write("key", "second");
        policies.secrets.poll();
        assertNotSame(one, credential.headers(null));
        assertEquals("second", credential.headers(null).value(0));
    }

    @Test
    void whatAHeaderCannotCarryIsAFailureThatShowsNoSecret() throws Exception {
        policies.write("lines", "hunter2\nhunter3\n");
        assertEquals("the value for header X-API-Key holds a control character (U+000A at place 8), which a header cannot carry",
                failure("{type: api-key, value: '${file:lines}'}"));
        assertEquals("the value for header X-API-Key holds a character outside ASCII (U+00E9 at place 8), which a header cannot carry",
                failure("{type: api-key, value: '${literal:hunter2\u00e9}'}"));
        assertEquals("the password holds a control character (at place 8), which RFC 7617 does not allow",
                failure("{type: basic, username: u, password: '${file:lines}'}"));
        assertEquals("${literal:\u2026}: the text is empty", failure("{type: api-key, value: '${literal:}'}"));
    }

    @Test
    void noCredentialShowsItsSecret() throws Exception {
        Token credential = credential("{type: basic, username: u, password: '${literal:hunter2}'}");
        assertEquals("c", credential.toString());
        assertFalse(credential.headers(null).toString().contains("aHVudGVyMg"));
    }
}
