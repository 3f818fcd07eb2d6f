package io.countersign.credential.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a credential of type oauth2 when the policy is read, and where. */
class OAuth2MistakesTest {
    private static final String CLIENT = "grant: client-credentials, token-url: 'https://idp.example/token', client-id: o";

    @TempDir
    Path folder;

    private PolicyFolder policies;

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
        policies.environment.put("SECRET", "canary");
        policies.environment.put("KEY", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
                + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"d\":\"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\"}");
    }

    private List<String> mistakes(String fields) {
        return assertThrows(PolicyException.class, () -> policies.policy("version: 1", "credentials:", "  o: {type: oauth2, " + fields + "}",
                "  b: {type: bearer, token: '${env:SECRET}'}", "rules: []")).mistakes();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "grant: client-credentials, client-id: o|either 'issuer' or 'token-url' is needed: where tokens are asked for",
        "grant: client-credentials, issuer: 'http://idp.example', client-id: o|'issuer' is plain http; tokens are asked for by https alone, but on loopback",
        "grant: client-credentials, token-url: idp.example, client-id: o|'token-url' is no URL with https and a host",
        "grant: client-credentials, token-url: 'https://u:p@idp.example/t', client-id: o|'token-url' has a fragment or user information, which an endpoint cannot have",
        "grant: client-credentials, issuer: 'https://idp.example/#x', client-id: o|'issuer' has a fragment or user information, which an endpoint cannot have",
        "grant: client-credentials, token-url: 'https://idp.example/ t', client-id: o|'token-url' is no URL",
        "grant: implicit, token-url: 'https://idp.example/token', client-id: o|'grant' is 'implicit'; it may be client-credentials, refresh-token, jwt-bearer, token-exchange",
        "grant: client_credentials, token-url: 'https://idp.example/token', client-id: o|'grant' is 'client_credentials'; did you mean 'client-credentials'?",
        "grant: client-credentials, token-url: 'https://idp.example/token'|credential 'o' of type oauth2 has no 'client-id'",
        "CLIENT, clientid: x|unknown field 'clientid' in credential 'o' of type oauth2; did you mean 'client-id'?",
        "CLIENT, client-secret: canary|'client-secret' is a secret and stands here by a reference: ${env:NAME}, ${sys:NAME}, ${file:PATH}, or ${literal:TEXT} where the policy itself is meant to hold it",
        "CLIENT, client-authentication: client_secret_post|'client-authentication' is client_secret_post, which needs a 'client-secret'",
        "CLIENT, client-authentication: none, client-secret: '${env:SECRET}'|'client-authentication' is none, which has no 'client-secret'",
        "CLIENT, client-authentication: private_key_jwt|'client-authentication' is private_key_jwt, which needs a 'key'",
        "CLIENT, client-secret: '${env:SECRET}', key: '${env:KEY}'|'client-authentication' is client_secret_basic by what is given, which has no 'key'",
        "CLIENT, key: '${env:KEY}', algorithm: HS256|'algorithm' is HS256, and 'client-authentication' is private_key_jwt by what is given, which signs by a private key",
        "CLIENT, key: '${env:KEY}', algorithm: RS256|'key' is an EC key on P-256; RSASSA-PKCS1-v1_5 with SHA-256 needs an RSA private key",
        "CLIENT, client-secret: '${env:SECRET}', client-authentication: client_secret_jwt|'client-secret' is a shared secret of 6 bytes; HMAC with SHA-256 needs 32 at least (RFC 7518, section 3.2)",
        "CLIENT, client-secret: '${env:SECRET}', key-id: x|'client-authentication' is client_secret_basic by what is given, which has no 'key-id'",
        "CLIENT, raw-basic: true|'client-authentication' is none by what is given, which has no 'raw-basic'",
        "CLIENT, key: '${env:KEY}', assertion-audience: issuer|'assertion-audience' is issuer, and there is no 'issuer'",
        "CLIENT, client-authentication: tls_client_auth|'client-authentication' is tls_client_auth, which needs a 'certificate': the name of a 'client-certificate' credential",
        "CLIENT, client-authentication: self_signed_tls_client_auth, certificate: b|'client-authentication' is 'self_signed_tls_client_auth'; it may be client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, tls_client_auth, none",
        "CLIENT, client-authentication: tls_client_auth, client-secret: '${env:SECRET}', certificate: b|'client-authentication' is tls_client_auth, which has no 'client-secret'",
        "CLIENT, certificate: b|'b' is not a credential of type client-certificate",
        "CLIENT, certificate: bb|unknown credential 'bb'; did you mean 'b'?",
        "grant: client-credentials, token-url: 'http://127.0.0.1/token', client-id: o, certificate: b|'token-url' is plain http, over which no 'certificate' can be shown",
        "CLIENT, refresh-token: '${env:SECRET}'|'grant' is client-credentials, which has no 'refresh-token'",
        "CLIENT, store: x|'grant' is client-credentials, which has no 'store'",
        "CLIENT, subject-token: '${env:SECRET}'|'grant' is client-credentials, which has no 'subject-token'",
        "CLIENT, assertion: b|'grant' is client-credentials, which has no 'assertion'",
        "grant: token-exchange, token-url: 'https://idp.example/token', client-id: o|'grant' is token-exchange, which needs a 'subject-token'",
        "grant: jwt-bearer, token-url: 'https://idp.example/token', client-id: o|'grant' is jwt-bearer, which needs an 'assertion': the name of a 'jwt' credential",
        "grant: jwt-bearer, token-url: 'https://idp.example/token', client-id: o, assertion: b|'b' is not a credential of type jwt",
        "grant: jwt-bearer, token-url: 'https://idp.example/token', client-id: o, assertion: bb|unknown credential 'bb'; did you mean 'b'?",
        "grant: refresh-token, token-url: 'https://idp.example/token', client-id: o|'grant' is refresh-token, which needs a 'refresh-token', or an 'issuer' at which a person logs in",
        "grant: refresh-token, issuer: 'https://idp.example', client-id: o, dpop: ES256|'dpop' binds the refresh token of a client without authentication to a key that ends with the JVM",
        "CLIENT, dpop: HS256|'dpop' is 'HS256'; did you mean 'RS256' or 'PS256' or 'ES256'?",
        "CLIENT, dpop: ES256, token: id_token|'dpop' binds access tokens, and 'token' says id_token",
        "CLIENT, dpop: ES256, header: dpop|'header' is DPoP, which carries the proof",
        "CLIENT, token: refresh_token|'token' is 'refresh_token'; it may be access_token, id_token",
        "CLIENT, scope: 'a\"b'|'scope' is 'a\"b'; a scope has visible ASCII, without quotes and backslashes",
        "CLIENT, parameters: {grant_type: x}|'parameters' has 'grant_type', which 'grant' stands for",
        "CLIENT, parameters: {client_secret: x}|'parameters' has 'client_secret', which the field 'client-secret' stands for",
        "CLIENT, parameters: {client_assertion: x}|'parameters' has 'client_assertion', which is put in by itself",
        "CLIENT, default-lifetime: 0s|'default-lifetime' is '0s'; a duration is a number above 0 with ms, s, m or h, as in 5m"})
    void isSaid(String fields, String expected) {
        List<String> mistakes = mistakes(fields.replace("CLIENT", CLIENT));
        assertEquals(1, mistakes.size(), mistakes.toString());
        assertEquals(expected, mistakes.get(0).substring(mistakes.get(0).indexOf(": ") + 2));
    }

    @Test
    void aWrongTrustFileIsSaidAtItsPlace() {
        policies.elsewhere.mistake = "is not a PEM file of certificates";
        List<String> mistakes = mistakes(CLIENT + ", trust: ca.pem");
        assertEquals(1, mistakes.size(), mistakes.toString());
        assertEquals("p.yaml:3:109: 'trust' is not a PEM file of certificates", mistakes.get(0).replace(folder + "/", ""));
    }
}
