package io.countersign.credential.oauth1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.engine.Engine;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.FixedMoments;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.TestRequest;
import io.countersign.secret.Secret;
import io.countersign.text.FormFields;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import oauth.signpost.basic.DefaultOAuthConsumer;
import oauth.signpost.http.HttpParameters;
import oauth.signpost.http.HttpRequest;
import oauth.signpost.signature.HmacSha1MessageSigner;
import oauth.signpost.signature.HmacSha256MessageSigner;
import oauth.signpost.signature.OAuthMessageSigner;
import oauth.signpost.signature.SignatureBaseString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures, by the RFC's figures and by another implementation. */
class Rfc5849Test {
    @TempDir
    Path folder;

    private final FixedMoments moments = new FixedMoments(1_700_000_000_999L);
    private PolicyFolder policies;

    @BeforeEach
    void create() {
        policies = new PolicyFolder(folder);
    }

    private static Message message(TestRequest request) {
        return new Message(request, new FixedMoments(0));
    }

    private static Secret secret(String text) {
        Secret.Value value = new Secret.Value(text);
        return () -> value;
    }

    /** Protocol parameters: names at even places, their values behind them. */
    private static Parameters parameters(Message message, String body, String... protocol) {
        Parameters all = new Parameters();
        all.add(new FormFields(message.rawQuery()));
        all.add(new FormFields(body));
        for (int i = 0; i < protocol.length; i += 2) {
            all.add(protocol[i], protocol[i + 1]);
        }
        return all;
    }

    private static String hmac(String consumerSecret, String tokenSecret, String method, String url, String... protocol) throws Exception {
        Message message = message(new TestRequest(method, url));
        return new HmacMethod("HMAC-SHA1", "HmacSHA1", secret(consumerSecret), tokenSecret == null ? null : secret(tokenSecret))
                .sign(BaseString.of(message, parameters(message, null, protocol)));
    }

    /** Section 1.2, its three signatures with HMAC. */
    @Test
    void theExampleOfPhotosAndPrinter() throws Exception {
        assertEquals("74KNZJeDHnMBp0EMJ9ZHt/XKycU=", hmac("kd94hf93k423kf44", null, "POST", "https://photos.example.net/initiate",
                "oauth_consumer_key", "dpf43f3p2l4k3l03", "oauth_signature_method", "HMAC-SHA1", "oauth_timestamp", "137131200",
                "oauth_nonce", "wIjqoS", "oauth_callback", "http://printer.example.com/ready"));
        assertEquals("gKgrFCywp7rO0OXSjdot/IHF7IU=", hmac("kd94hf93k423kf44", "hdhd0244k9j7ao03", "POST", "https://photos.example.net/token",
                "oauth_consumer_key", "dpf43f3p2l4k3l03", "oauth_token", "hh5s93j4hdidpola", "oauth_signature_method", "HMAC-SHA1",
                "oauth_timestamp", "137131201", "oauth_nonce", "walatlh", "oauth_verifier", "hfdp7dh39dks9884"));
        assertEquals("MdpQcU8iPSUjWoN/UDMsK2sui9I=", hmac("kd94hf93k423kf44", "pfkkdhi9sl3r4s00", "GET",
                "http://photos.example.net/photos?file=vacation.jpg&size=original", "oauth_consumer_key", "dpf43f3p2l4k3l03", "oauth_token",
                "nnch734d00sl2jdk", "oauth_signature_method", "HMAC-SHA1", "oauth_timestamp", "137131202", "oauth_nonce", "chapoH"));
    }

    /** Section 3.4.1.1, as erratum 2550 corrects it. */
    @Test
    void theBaseStringOfARequestWithQueryAndForm() {
        Message message = message(new TestRequest("POST", "http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"));
        assertEquals("POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D"
                + "%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1"
                + "%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7",
                BaseString.of(message, parameters(message, "c2&a3=2+q", "oauth_consumer_key", "9djdj82h48djs9d2", "oauth_token",
                        "kkk9d7dh3k39sjv7", "oauth_signature_method", "HMAC-SHA1", "oauth_timestamp", "137131201", "oauth_nonce", "7d8f3e4a"))
                        .takeText());
    }

    /** Section 3.4.1.2, its examples first. */
    @ParameterizedTest
    @CsvSource({"http://EXAMPLE.COM:80/r%20v/X?id=123, http://example.com/r%20v/X", "https://www.example.net:8080/?q=1, https://www.example.net:8080/",
        "https://a.example:443, https://a.example/", "https://a.example:80/, https://a.example:80/", "http://a.example:443/b, http://a.example:443/b",
        "'http://[2001:DB8::80]:80/', 'http://[2001:db8::80]/'", "'http://[2001:DB8::80]/', 'http://[2001:db8::80]/'"})
    void theBaseStringUriHasNoDefaultPortAndNoQuery(String url, String uri) {
        assertEquals(uri, BaseString.uri(message(new TestRequest("GET", url))));
    }

    @Test
    void theBaseStringUriIsOfTheHostThatTheServerReads() {
        assertEquals("http://b.example/x", BaseString.uri(message(new TestRequest("GET", "http://a.example:8080/x").with("host", "B.example:80"))));
    }

    /** Section 3.4.1.3.2, its example first. */
    @ParameterizedTest
    @CsvSource({"b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2&a3=2+q, a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=",
        "a=2&a=1&a=2&a=10, a=1&a=10&a=2&a=2", "a-=1&a=2&a%3D=3&a.=4, a=2&a%3D=3&a-=1&a.=4", "%c3%a4=1&z=2&A=3&%7E=4, %C3%A4=1&A=3&z=2&~=4",
        "'',''"})
    void parametersAreSortedByNameThenValue(String query, String normalized) {
        Parameters parameters = new Parameters();
        parameters.add(new FormFields(query));
        assertEquals(normalized, parameters.normalized());
    }

    private Engine engine(String... fields) throws Exception {
        return new Engine(policies.policy("version: 1", "credentials:", "  c:", "    type: oauth1", "    " + String.join("\n    ", fields),
                "rules: [{host: '*', plain-http: allow, credentials: [c]}]"), moments);
    }

    /** The parameters of the header, decoded. */
    private static Map<String, String> read(String authorization) throws UnsupportedEncodingException {
        assertTrue(authorization.startsWith("OAuth "), authorization);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : authorization.substring(6).split(", ")) {
            String[] parts = parameter.split("=", 2);
            assertTrue(parts[1].startsWith("\"") && parts[1].endsWith("\"") && parts[1].length() > 1, parameter);
            parameters.put(parts[0], URLDecoder.decode(parts[1].substring(1, parts[1].length() - 1), "UTF-8"));
        }
        return parameters;
    }

    private static Map<String, String> sign(Engine engine, TestRequest request) throws Exception {
        Headers headers = engine.sign(request);
        assertEquals("[Authorization]", headers.toString());
        return read(headers.value(0));
    }

    /** What signpost asks of a request. */
    private static HttpRequest signposts(String method, String url, String body, Map<String, String> header) {
        return new HttpRequest() {
            @Override
            public String getMethod() {
                return method;
            }

            @Override
            public String getRequestUrl() {
                return url;
            }

            @Override
            public void setRequestUrl(String url) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void setHeader(String name, String value) {
                header.put(name, value);
            }

            @Override
            public String getHeader(String name) {
                return header.get(name);
            }

            @Override
            public Map<String, String> getAllHeaders() {
                return header;
            }

            @Override
            public InputStream getMessagePayload() {
                return body == null ? null : new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public String getContentType() {
                return body == null ? null : "application/x-www-form-urlencoded";
            }

            @Override
            public Object unwrap() {
                return null;
            }
        };
    }

    /** Signpost's answer with the same nonce and time; null for no signer keeps its base string alone. */
    private static String signposts(String method, String url, String body, Map<String, String> ours, String consumerSecret,
            String tokenSecret, OAuthMessageSigner signer) throws Exception {
        DefaultOAuthConsumer consumer = new DefaultOAuthConsumer(ours.get("oauth_consumer_key"), consumerSecret) {
            @Override
            protected String generateNonce() {
                return ours.get("oauth_nonce");
            }

            @Override
            protected String generateTimestamp() {
                return ours.get("oauth_timestamp");
            }
        };
        consumer.setMessageSigner(signer);
        consumer.setTokenWithSecret(ours.get("oauth_token"), tokenSecret);
        Map<String, String> header = new LinkedHashMap<>();
        consumer.sign(signposts(method, url, body, header));
        Map<String, String> theirs = read(header.get("Authorization"));
        for (String name : new String[] {"oauth_signature_method", "oauth_version", "oauth_token", "oauth_consumer_key"}) {
            assertEquals(theirs.get(name), ours.get(name), name);
        }
        return theirs.get("oauth_signature");
    }

    private static String text(Random random, String characters) {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(6); length > 0; length--) {
            int place = random.nextInt(characters.codePointCount(0, characters.length()));
            text.appendCodePoint(characters.codePointAt(characters.offsetByCodePoints(0, place)));
        }
        return text.toString();
    }

    /** Signpost keeps a parameter once that comes twice with the same value or in query and form, so that none does here. */
    private static String form(Random random, String first) throws UnsupportedEncodingException {
        Set<String> pairs = new LinkedHashSet<>();
        Set<String> decoded = new LinkedHashSet<>();
        for (int count = 1 + random.nextInt(5); count > 0; count--) {
            String name = first + text(random, "ab1-~.\u00e4 =&%+*");
            String value = random.nextInt(4) == 0 ? "" : text(random, "ab1-~.\u20ac\ud83d\ude00 =&%+*'()!");
            if (decoded.add(name + "\n" + value)) {
                String pair = URLEncoder.encode(name, "UTF-8") + "=" + URLEncoder.encode(value, "UTF-8");
                pairs.add(random.nextBoolean() ? pair : pair.replace("+", "%20").replace("%7E", "~"));
            }
        }
        return String.join("&", pairs);
    }

    @ParameterizedTest
    @CsvSource({"HMAC-SHA1, true", "HMAC-SHA1, false", "HMAC-SHA256, true", "HMAC-SHA256, false"})
    void anotherImplementationSignsTheSame(String signatureMethod, boolean withToken) throws Exception {
        Random random = new Random(5849);
        for (int round = 0; round < 4; round++) {
            String consumerSecret = text(random, "ab&%+ \u00e4}");
            String tokenSecret = text(random, "ab&%+ \u00e4}");
            Engine engine = engine("consumer-key: 'k " + round + "&\u00e4'", "consumer-secret: '${literal:" + consumerSecret + "}'",
                    "signature-method: " + signatureMethod,
                    withToken ? "token: 't/+'\n    token-secret: '${literal:" + tokenSecret + "}'" : "realm: x");
            for (int i = 0; i < 100; i++) {
                String method = random.nextBoolean() ? "POST" : "PUT";
                String resource = (random.nextBoolean() ? "https://A.example:" + (random.nextBoolean() ? 443 : 8443) : "http://a.EXAMPLE:80")
                        + "/" + URLEncoder.encode(text(random, "ab/ \u00e4;"), "UTF-8").replace("+", "%20");
                String query = random.nextBoolean() ? "?" + form(random, "q") : "";
                String url = resource + query;
                String body = random.nextBoolean() ? form(random, "f") : null;
                TestRequest request = new TestRequest(method, url);
                Map<String, String> ours = sign(engine, body == null ? request
                        : request.with("content-type", "application/x-www-form-urlencoded; charset=UTF-8").body(body));
                String signature = ours.get("oauth_signature");
                OAuthMessageSigner signer = signatureMethod.equals("HMAC-SHA1") ? new HmacSha1MessageSigner() : new HmacSha256MessageSigner();
                String theirToken = withToken ? tokenSecret : null;
                assertEquals(signposts(method, url, body, ours, consumerSecret, theirToken, signer), signature, url + " " + body);
                assertFalse(signature.equals(signposts("PATCH", url, body, ours, consumerSecret, theirToken, signer)), "the method");
                assertFalse(signature.equals(signposts(method, resource + "x" + query, body, ours, consumerSecret, theirToken, signer)), "the URL");
                assertFalse(signature.equals(signposts(method, url + (url.contains("?") ? "&x=" : "?x="), body, ours, consumerSecret, theirToken,
                        signer)), "the query");
                assertFalse(signature.equals(signposts(method, url, body + "&x=", ours, consumerSecret, theirToken, signer)), "the form");
                assertFalse(signature.equals(signposts(method, url, body, ours, consumerSecret + "x", theirToken, signer)), "the secret");
            }
        }
    }

    @Test
    void anRsaSignatureIsOfTheBaseStringThatAnotherImplementationMakes() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        policies.write("key.pem", "-----BEGIN PRIVATE KEY-----",
                Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded()), "-----END PRIVATE KEY-----");
        Engine engine = engine("consumer-key: k", "key: '${file:key.pem}'", "token: t");
        Map<String, String> ours = sign(engine, new TestRequest("POST", "https://a.example/x?b=1").with("Content-Type",
                "application/x-www-form-urlencoded").body("c=2+3"));
        assertEquals("RSA-SHA1", ours.get("oauth_signature_method"));
        HttpParameters parameters = new HttpParameters();
        ours.forEach((name, value) -> {
            if (!name.equals("oauth_signature")) {
                parameters.put(name, value, true);
            }
        });
        parameters.put("b", "1", true);
        parameters.put("c", "2 3", true);
        for (String method : new String[] {"POST", "PUT"}) {
            Signature verifier = Signature.getInstance("SHA1withRSA");
            verifier.initVerify(pair.getPublic());
            verifier.update(new SignatureBaseString(signposts(method, "https://a.example/x?b=1", null, Collections.emptyMap()), parameters)
                    .generate().getBytes(StandardCharsets.US_ASCII));
            assertEquals(method.equals("POST"), verifier.verify(Base64.getDecoder().decode(ours.get("oauth_signature"))), method);
        }
    }
}
