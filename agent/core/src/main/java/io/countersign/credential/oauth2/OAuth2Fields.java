package io.countersign.credential.oauth2;

import io.countersign.credential.KeyFields;
import io.countersign.key.SigningAlgorithm;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.secret.Secret;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fields of a credential of type {@code oauth2}. */
final class OAuth2Fields {
    /** The grants, by the policy's words. */
    enum GrantType {
        CLIENT_CREDENTIALS, REFRESH_TOKEN, JWT_BEARER, TOKEN_EXCHANGE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static final String JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt";

    static final Field<GrantType> GRANT = Field.required("grant", Form.oneOf(GrantType.values()),
            "By what right tokens are asked for (RFC 6749, section 1.3; RFC 7523; RFC 8693).");
    static final Field<String> ISSUER = Field.optional("issuer", new Endpoint(), null,
            "The server's issuer identifier, from which its endpoints are discovered (OpenID Connect Discovery, RFC 8414).");
    static final Field<String> TOKEN_URL = Field.optional("token-url", new Endpoint(), null,
            "The token endpoint; without it `issuer` leads to it.");
    static final Field<String> CLIENT_ID = Field.required("client-id", Form.TEXT, "The client's name at the server.");
    static final Field<Secret> CLIENT_SECRET = Field.optional("client-secret", Form.SECRET, null, "The client's secret.");
    static final Field<ClientAuthentication> AUTHENTICATION = Field.optional("client-authentication",
            Form.oneOf(ClientAuthentication.values(), ClientAuthentication::word), null,
            "How the client says who it is. Without it: `client_secret_basic` with a `client-secret`, `private_key_jwt` with a `key`,"
                    + " `tls_client_auth` with a `certificate`, else `none`.");
    static final Field<SigningAlgorithm> ALGORITHM = Field.optional("algorithm",
            Form.oneOf(SigningAlgorithm.values(), SigningAlgorithm::jwsName), null, "How client assertions are signed; the one that the key is for without it.");
    static final KeyFields KEY = KeyFields.optional("The private key that signs client assertions, in PEM or as a JWK.");
    static final Field<String> KEY_ID = Field.optional("key-id", Form.TEXT, null, "`kid` of client assertions; the JWK's own without it.");
    static final Field<String> CERTIFICATE = Field.optional("certificate", Form.TEXT, null,
            "The name of a `client-certificate`, which the server is shown, and the hosts that get the token (RFC 8705): `tls_client_auth` by itself;"
                    + " with any other `client-authentication` it binds the token alone.");
    static final Field<String> ASSERTION_AUDIENCE = Field.optional("assertion-audience", Form.TEXT, null,
            "`aud` of client assertions: `issuer`, `token-endpoint` or any other. Without it the issuer, where `issuer` is given, else the token endpoint.");
    static final Field<Boolean> RAW_BASIC = Field.optional("raw-basic", Form.FLAG, false,
            "Whether `client_secret_basic` sends id and secret without encoding them as a form (RFC 6749, section 2.3.1), for servers that do not decode them.");
    static final Field<List<String>> SCOPE = Field.optional("scope", Form.listOf(new ScopeToken()), null, "What the token is to be good for.");
    static final Field<List<String>> AUDIENCE = Field.optional("audience", Form.listOf(Form.TEXT), null,
            "For whom the token is to be (RFC 8693, and servers that have it for other grants).");
    static final Field<List<String>> RESOURCE = Field.optional("resource", Form.listOf(Form.TEXT), null, "Where it is to be used (RFC 8707): URLs.");
    static final Field<Map<String, List<String>>> PARAMETERS = Field.optional("parameters",
            Form.mapOf(new ParameterName(), Form.listOf(Form.TEXT)), null, "Others, sent as they are.");
    static final Field<String> ASSERTION = Field.optional("assertion", Form.TEXT, null,
            "With `jwt-bearer`: the name of the `jwt` credential that makes the assertions.");
    static final Field<Secret> SUBJECT_TOKEN = Field.optional("subject-token", Form.SECRET, null,
            "With `token-exchange`: the token to exchange, a service account's file, say.");
    static final Field<String> SUBJECT_TOKEN_TYPE = Field.optional("subject-token-type", Form.TEXT, null,
            "With `token-exchange`: what that is, as RFC 8693, section 3, names it; a JWT without it.");
    static final Field<String> REQUESTED_TOKEN_TYPE = Field.optional("requested-token-type", Form.TEXT, null,
            "With `token-exchange`: what it is to be exchanged for; what the server issues by itself without it.");
    static final Field<Secret> REFRESH_TOKEN = Field.optional("refresh-token", Form.SECRET, null,
            "With `refresh-token`: the first one; without it a person logs in: `java -jar countersign.jar login POLICY CREDENTIAL`.");
    static final Field<Path> STORE = Field.optional("store", Form.PATH, null,
            "With `refresh-token`: the file, encrypted, for the tokens that follow; below `~/.countersign/tokens` without it.");
    static final Field<Secret> STORE_KEY = Field.optional("store-key", Form.SECRET, null,
            "With `refresh-token`: what that file is encrypted with; a random key in a file beside it without it.");
    static final Field<String> TOKEN = Field.optional("token", Form.oneOf("access_token", "id_token"), "access_token",
            "Which of the issued tokens is sent.");
    static final Field<Long> DEFAULT_LIFETIME = Field.optional("default-lifetime", Form.DURATION, null,
            "How long a token is good where neither `expires_in` nor a JWT itself says so, or `expires_in` is 0; 5m without it.");
    static final Field<Long> REFRESH_BEFORE = Field.optional("refresh-before", Form.DURATION, null,
            "How long before its end a token is renewed, at most half of its life; a fifth of it, at most 5m, without it.");
    static final Field<SigningAlgorithm> DPOP = Field.optional("dpop", Form.oneOf(SigningAlgorithm.values(), OAuth2Fields::proofName), null,
            "Binds tokens to a key and proves it with each request (RFC 9449); the algorithm of that key, which is made here and lives as long as the JVM.");
    static final Field<Path> TRUST = Field.optional("trust", Form.PATH, null,
            "Certificates in PEM: the server's has to end in one of them. The JVM's own trust store without it.");
    static final Field<String> PROXY = Field.optional("proxy", Form.TEXT, null,
            "The proxy on the way to the server, `http://proxy.example.com:3128`, or `direct`; what `HTTPS_PROXY` or `https.proxyHost` say without it.");
    static final Field<String> HEADER = Field.optional("header", Form.HEADER_NAME, "Authorization", "The header that carries the token.");
    static final Field<String> PREFIX = Field.optional("prefix", Form.HEADER_PREFIX, null,
            "What stands before the token, its space included; `\"Bearer \"` without it, or `\"DPoP \"` with `dpop`.");

    static final Fields ALL = new Fields(GRANT, ISSUER, TOKEN_URL, CLIENT_ID, CLIENT_SECRET, AUTHENTICATION, ALGORITHM, KEY.key, KEY.encoding,
            KEY.password, KEY_ID, CERTIFICATE, ASSERTION_AUDIENCE, RAW_BASIC, SCOPE, AUDIENCE, RESOURCE, PARAMETERS, ASSERTION, SUBJECT_TOKEN,
            SUBJECT_TOKEN_TYPE, REQUESTED_TOKEN_TYPE, REFRESH_TOKEN, STORE, STORE_KEY, TOKEN, DEFAULT_LIFETIME, REFRESH_BEFORE, DPOP, TRUST, PROXY,
            HEADER, PREFIX);

    private OAuth2Fields() {}

    private static String proofName(SigningAlgorithm algorithm) {
        return algorithm.isAsymmetric() ? algorithm.jwsName() : null;
    }

    /** An https URL, or one to loopback, as it is written: an issuer is compared as a text. */
    private static final class Endpoint extends Form.OfText<String> {
        @Override
        protected String parse(String text) {
            AuthorizationServer.checked(text);
            return text;
        }

        @Override
        public String inWords() {
            return "an https URL";
        }

        @Override
        public String jsonSchema() {
            return TEXT.jsonSchema();
        }
    }

    /** RFC 6749, section 3.3. */
    private static final class ScopeToken extends Form.OfText<String> {
        @Override
        protected String parse(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c <= 0x20 && c != ' ' || c == '"' || c == '\\' || c > 0x7e) {
                    throw new IllegalArgumentException("is " + shown(text) + "; a scope has visible ASCII, without quotes and backslashes");
                }
            }
            return text;
        }

        @Override
        public String inWords() {
            return "scopes";
        }

        @Override
        public String jsonSchema() {
            return TEXT.jsonSchema();
        }
    }

    /** Not one that a field stands for, or that is put in by itself. */
    private static final class ParameterName extends Form.OfText<String> {
        private static final List<String> OWN = Arrays.asList("grant_type", "client_id", "client_secret", "client_assertion",
                "client_assertion_type", "assertion", "subject_token", "subject_token_type", "requested_token_type", "refresh_token", "scope", "audience",
                "resource");

        @Override
        protected String parse(String text) {
            if (OWN.contains(text)) {
                throw new IllegalArgumentException("has '" + text + "', which "
                        + (text.equals("grant_type") ? "'grant' stands for" : text.startsWith("client_assertion") ? "is put in by itself"
                                : "the field '" + text.replace('_', '-') + "' stands for"));
            }
            return text;
        }

        @Override
        public String inWords() {
            return "text";
        }

        @Override
        public String jsonSchema() {
            return TEXT.jsonSchema();
        }
    }
}
