package io.countersign.credential.hmac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.akamai.edgegrid.signer.ClientCredential;
import com.akamai.edgegrid.signer.EdgeGridV1Signer;
import com.akamai.edgegrid.signer.Request;
import com.azure.core.credential.AzureNamedKeyCredential;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.data.appconfiguration.implementation.ConfigurationClientCredentials;
import com.azure.data.tables.TableAzureNamedKeyCredentialPolicy;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.slack.api.app_backend.SlackSignature;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.stripe.exception.SignatureVerificationException;
import com.twilio.security.RequestValidator;
import com.wealdtech.hawk.Hawk;
import com.wealdtech.hawk.HawkCredentials;
import io.countersign.request.TestRequest;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the presets sign, before the vendors' own verifiers: on random requests, and on the same changed, which they refuse. */
class PresetVerifierTest {
    private static final int REQUESTS = 200;
    private static final String KEY = "c2VjcmV0IG9mIHR3ZW50eS1mb3VyLi4u";
    private final Random random = new Random(20261125);

    @TempDir
    Path folder;

    private Signer preset(String name, String... fields) throws Exception {
        String[] all = new String[fields.length + 2];
        all[0] = "preset: " + name;
        all[1] = "secret: '${literal:" + KEY + "}'";
        System.arraycopy(fields, 0, all, 2, fields.length);
        return Signer.alone(folder, all);
    }

    private String text(String alphabet, int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private String body() {
        return text("abc {}\":,é€\n\t&=+%41", 200);
    }

    /** As it stands in a URL: some of it is encoded. */
    private String path() {
        return "/" + text("abcXYZ019-._~!$'()*,;:@/", 20).replace("//", "/") + (random.nextBoolean() ? "%20%2F" : "");
    }

    private long time() {
        return 1_000_000_000_000L + random.nextInt(1_000_000_000) * 1000L + random.nextInt(1000);
    }

    @Test
    void stripeTakesThem() throws Exception {
        Signer signer = preset("stripe");
        for (int i = 0; i < REQUESTS; i++) {
            String body = body();
            String header = signer.at(time()).sign(new TestRequest("POST", "https://a.example/").body(body)).get("Stripe-Signature");
            assertTrue(com.stripe.net.Webhook.Signature.verifyHeader(body, header, KEY, 0));
            assertThrows(SignatureVerificationException.class, () -> com.stripe.net.Webhook.Signature.verifyHeader(body + " ", header, KEY, 0));
            assertThrows(SignatureVerificationException.class, () -> com.stripe.net.Webhook.Signature.verifyHeader(body, header, KEY + "x", 0));
            assertThrows(SignatureVerificationException.class,
                    () -> com.stripe.net.Webhook.Signature.verifyHeader(body, header.replace("t=1", "t=2"), KEY, 0));
        }
    }

    @Test
    void slackTakesThem() throws Exception {
        Signer signer = preset("slack");
        SlackSignature.Verifier verifier = new SlackSignature.Verifier(new SlackSignature.Generator(KEY));
        for (int i = 0; i < REQUESTS; i++) {
            String body = body();
            long time = time();
            Map<String, String> headers = signer.at(time).sign(new TestRequest("POST", "https://a.example/").body(body));
            String timestamp = headers.get("X-Slack-Request-Timestamp");
            assertTrue(verifier.isValid(timestamp, body, headers.get("X-Slack-Signature"), time));
            assertFalse(verifier.isValid(timestamp, body + " ", headers.get("X-Slack-Signature"), time));
            assertFalse(verifier.isValid(Long.toString(time / 1000 + 1), body, headers.get("X-Slack-Signature"), time));
            assertFalse(new SlackSignature.Verifier(new SlackSignature.Generator("x")).isValid(timestamp, body, headers.get("X-Slack-Signature"), time));
        }
    }

    @Test
    void standardWebhooksTakesThem() throws Exception {
        Signer signer = preset("standard-webhooks");
        Webhook verifier = new Webhook("whsec_" + KEY);
        for (int i = 0; i < REQUESTS; i++) {
            String body = body();
            // Its verifier knows no other time than now.
            Map<String, List<String>> headers = new HashMap<>();
            signer.at(System.currentTimeMillis()).sign(new TestRequest("POST", "https://a.example/").body(body))
                    .forEach((name, value) -> headers.put(name, Collections.singletonList(value)));
            verifier.verify(body, headers);
            assertThrows(WebhookVerificationException.class, () -> verifier.verify(body + " ", headers));
            assertThrows(WebhookVerificationException.class, () -> new Webhook("whsec_AAAA").verify(body, headers));
            headers.put("webhook-id", Collections.singletonList("msg_x"));
            assertThrows(WebhookVerificationException.class, () -> verifier.verify(body, headers));
        }
    }

    @Test
    void twilioTakesThem() throws Exception {
        Signer signer = preset("twilio");
        RequestValidator validator = new RequestValidator(KEY);
        for (int i = 0; i < REQUESTS; i++) {
            String url = "https://a.example" + (random.nextBoolean() ? "" : ":8443") + path() + (random.nextBoolean() ? "?q=" + text("abc%20", 0) : "");
            Map<String, String> fields = new TreeMap<>(Collections.reverseOrder());
            StringBuilder form = new StringBuilder();
            for (int j = random.nextInt(6); j > 0; j--) {
                fields.put(text("aBc09_[].", 5), text("aB +&=%é€", 10));
            }
            fields.remove("");
            for (Map.Entry<String, String> field : fields.entrySet()) {
                form.append(form.length() == 0 ? "" : "&").append(URLEncoder.encode(field.getKey(), "UTF-8")).append('=')
                        .append(URLEncoder.encode(field.getValue(), "UTF-8"));
            }
            String signature = signer.sign(new TestRequest("POST", url).with("content-type", "application/x-www-form-urlencoded")
                    .body(form.toString())).get("X-Twilio-Signature");
            assertTrue(validator.validate(url, fields, signature), url + " " + fields);
            assertFalse(validator.validate(url + "x", fields, signature));
            assertFalse(new RequestValidator("x").validate(url, fields, signature));
            fields.put("more", "x");
            assertFalse(validator.validate(url, fields, signature));
        }
    }

    @Test
    void twilioTakesABodyThatTheUrlCovers() throws Exception {
        Signer signer = preset("twilio");
        RequestValidator validator = new RequestValidator(KEY);
        for (int i = 0; i < REQUESTS; i++) {
            String body = body();
            StringBuilder hash = new StringBuilder();
            for (byte b : MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8))) {
                hash.append(String.format("%02x", b));
            }
            String url = "https://a.example" + path() + "?bodySHA256=" + hash;
            String signature = signer.sign(new TestRequest("POST", url).with("Content-Type", "application/json").body(body)).get("X-Twilio-Signature");
            assertTrue(validator.validate(url, body, signature));
            assertFalse(validator.validate(url, body + " ", signature));
            assertFalse(validator.validate(url.replace("a.example", "b.example"), body, signature));
        }
    }

    /** Without a comma, and without capitals in what is repeated: there the vendor's libraries differ. */
    private String query() {
        StringBuilder query = new StringBuilder();
        String[] names = {"comp", "restype", "Timeout", "include", "prefix", "marker", "include"};
        for (String name : names) {
            if (random.nextBoolean()) {
                query.append(query.length() == 0 ? "?" : "&").append(name).append('=').append(text(name.equals("include") ? "abc" : "abXY0+", 4))
                        .append(random.nextBoolean() ? "%2F%C3%A9" : "a");
            }
        }
        return query.toString();
    }

    @Test
    void azureStorageSignsTheSame() throws Exception {
        Signer signer = preset("azure-storage", "key-id: account1");
        StorageSharedKeyCredential vendors = new StorageSharedKeyCredential("account1", KEY);
        for (int i = 0; i < REQUESTS; i++) {
            String url = "https://account1.blob.core.windows.net" + path() + query();
            String method = new String[] {"GET", "PUT", "DELETE", "HEAD", "POST"}[random.nextInt(5)];
            TestRequest request = new TestRequest(method, url);
            Map<String, String> headers = new HashMap<>();
            for (String name : new String[] {"Content-Encoding", "Content-Language", "Content-MD5", "Content-Type", "If-Modified-Since", "If-Match",
                "If-None-Match", "If-Unmodified-Since", "Range", "X-Unsigned", "x-ms-meta-" + text("ab_0", 4) + "a", "X-MS-Blob-Type", "x-ms-version",
                "x-ms-client-request-id", "x-ms-copy-source", "x-ms-blobtype", "x-ms-metab"}) {
                if (random.nextBoolean()) {
                    headers.put(name, "v" + text("ab c\"=;/", 8).trim());
                }
            }
            headers.forEach(request::with);
            headers.put("Content-Length", "0"); // It signs the word null where there is none.
            int length = random.nextInt(3);
            if (length < 2) {
                request.body(new byte[length * random.nextInt(100)]);
                headers.put("Content-Length", Long.toString(request.bodyLength()));
            }
            Map<String, String> signed = signer.at(time()).sign(request);
            String authorization = signed.remove("Authorization");
            headers.putAll(signed);
            assertEquals(vendors.generateAuthorizationHeader(new URL(url), method, headers), authorization, url + " " + headers);
            headers.put("x-ms-meta-z", "z");
            assertNotEquals(vendors.generateAuthorizationHeader(new URL(url), method, headers), authorization);
            headers.remove("x-ms-meta-z");
            assertNotEquals(vendors.generateAuthorizationHeader(new URL(url + (url.contains("?") ? "&" : "?") + "z=z"), method, headers), authorization);
        }
    }

    @Test
    void azureStorageTableSignsTheSame() throws Exception {
        // The vendor's client signs by Shared Key Lite, which has the same date and the same resource.
        Signer signer = preset("azure-storage-table", "key-id: account1", "message: \"{header:x-ms-date}\\n{azure-table-resource}\"",
                "headers: {'x-ms-date?': '{timestamp-http}', Authorization: 'SharedKeyLite {key-id}:{signature}'}");
        TableAzureNamedKeyCredentialPolicy vendors = new TableAzureNamedKeyCredentialPolicy(new AzureNamedKeyCredential("account1", KEY));
        Method signing = TableAzureNamedKeyCredentialPolicy.class.getDeclaredMethod("generateAuthorizationHeader", URL.class, HttpHeaders.class);
        signing.setAccessible(true);
        for (int i = 0; i < REQUESTS; i++) {
            String url = "https://account1.table.core.windows.net" + path() + (random.nextBoolean() ? "?timeout=3&comp=acl" : "");
            Map<String, String> signed = signer.at(time()).sign(new TestRequest("GET", url));
            HttpHeaders headers = new HttpHeaders().set("Date", signed.get("x-ms-date"));
            assertEquals(signing.invoke(vendors, new URL(url), headers), signed.get("Authorization"), url);
            assertNotEquals(signing.invoke(vendors, new URL(url.replace(".net/", ".net/z")), headers), signed.get("Authorization"));
            headers.set("Date", "Fri, 05 Oct 2001 00:19:49 GMT");
            assertNotEquals(signing.invoke(vendors, new URL(url), headers), signed.get("Authorization"));
        }
    }

    @Test
    void azureAppConfigurationSignsTheSame() throws Exception {
        // The vendor's client names the same headers in another order, and the date by its other name.
        Signer signer = preset("azure-app-configuration", "key-id: the-id", "message: \"{method}\\n{path-and-query}\\n"
                + "{host};{header:x-ms-date};{header:x-ms-content-sha256}\"");
        ConfigurationClientCredentials vendors =
                new ConfigurationClientCredentials("Endpoint=https://a.azconfig.io;Id=the-id;Secret=" + KEY);
        Method signing = ConfigurationClientCredentials.class.getDeclaredMethod("setAuthorizationHeaders", HttpRequest.class);
        signing.setAccessible(true);
        for (int i = 0; i < REQUESTS; i++) {
            String url = "https://a.azconfig.io" + path() + query();
            String body = body();
            HttpRequest theirs = new HttpRequest(HttpMethod.PUT, url).setBody(body);
            signing.invoke(vendors, theirs);
            Map<String, String> headers = theirs.getHeaders().toMap();
            long time = ZonedDateTime.parse(headers.get("Date"), DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond() * 1000;
            Map<String, String> ours = signer.at(time).sign(new TestRequest("PUT", url).body(body));
            assertEquals(headers.get("Date"), ours.get("x-ms-date"));
            assertEquals(headers.get("x-ms-content-sha256"), ours.get("x-ms-content-sha256"));
            assertEquals(headers.get("Authorization"), ours.get("Authorization").replace("x-ms-date;host", "Host;Date"));
            assertNotEquals(headers.get("Authorization"),
                    signer.sign(new TestRequest("PUT", url).body(body + " ")).get("Authorization").replace("x-ms-date;host", "Host;Date"));
        }
    }

    /** Written again from the document: the headers' values in the order in which they are named. */
    @Test
    void azureAppConfigurationSignsTheHeadersInTheOrderThatItSays() throws Exception {
        Map<String, String> ours = preset("azure-app-configuration", "key-id: the-id").at(1_526_064_516_000L)
                .sign(new TestRequest("GET", "https://a.azconfig.io/kv?fields=*&api-version=1.0"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
        byte[] signature = mac.doFinal(("GET\n/kv?fields=*&api-version=1.0\nFri, 11 May 2018 18:48:36 GMT;a.azconfig.io;"
                + "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=").getBytes(StandardCharsets.UTF_8));
        assertEquals("HMAC-SHA256 Credential=the-id&SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="
                + Base64.getEncoder().encodeToString(signature), ours.get("Authorization"));
    }

    @Test
    void akamaiEdgegridSignsTheSame() throws Exception {
        Signer signer = preset("akamai-edgegrid", "key-id: client_token=akab-c;access_token=akab-a");
        ClientCredential credential = ClientCredential.builder().clientToken("akab-c").accessToken("akab-a").clientSecret(KEY).host("a.example").build();
        for (int i = 0; i < REQUESTS; i++) {
            // Its query is decoded there before it is signed, which no server of Akamai's does.
            String url = "https://a.example" + path() + (random.nextBoolean() ? "?a=1&b=" + text("abc", 3) : "");
            String method = new String[] {"GET", "PUT", "POST"}[random.nextInt(3)];
            byte[] body = new byte[random.nextInt(4) == 0 ? EdgeGrid.MAX_BODY - 2 + random.nextInt(5) : random.nextInt(50)];
            random.nextBytes(body);
            long time = time();
            TestRequest request = new TestRequest(method, url);
            String ours = signer.at(time).sign(method.equals("GET") ? request : request.body(body)).get("Authorization");
            String nonce = ours.substring(ours.indexOf("nonce=") + 6, ours.indexOf(";signature"));
            EdgeGridV1Signer vendors = new EdgeGridV1Signer() {
                @Override
                protected long getTimestamp() {
                    return time;
                }

                @Override
                protected String getNonce() {
                    return nonce;
                }
            };
            Request.RequestBuilder theirs = Request.builder().method(method).rawUri(URI.create(url));
            assertEquals(vendors.getSignature((method.equals("GET") ? theirs : theirs.body(body)).build(), credential), ours, method + " " + url);
            assertNotEquals(vendors.getSignature(Request.builder().method(method).rawUri(URI.create(url + "x")).build(), credential), ours);
        }
    }

    @Test
    void hawkSignsTheSame() throws Exception {
        Signer signer = preset("hawk", "key-id: dh37fgj492je");
        HawkCredentials credentials = new HawkCredentials.Builder().keyId("dh37fgj492je").key(KEY).algorithm(HawkCredentials.Algorithm.SHA256).build();
        for (int i = 0; i < REQUESTS; i++) {
            String url = "https://A.example:" + (1 + random.nextInt(60_000)) + path() + query();
            String body = body();
            long time = time();
            String ours = signer.at(time).sign(new TestRequest("POST", url).with("Content-Type", "text/plain").body(body)).get("Authorization");
            String nonce = ours.substring(ours.indexOf("nonce=\"") + 7, ours.indexOf("\", hash"));
            // Its own hash of a body is an HMAC, which Hawk's document does not have.
            String hash = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256")
                    .digest(("hawk.1.payload\ntext/plain\n" + body + "\n").getBytes(StandardCharsets.UTF_8)));
            assertEquals("Hawk id=\"dh37fgj492je\", ts=\"" + time / 1000 + "\", nonce=\"" + nonce + "\", hash=\"" + hash + "\", mac=\""
                    + Hawk.calculateMAC(credentials, Hawk.AuthType.HEADER, time / 1000, URI.create(url), nonce, "POST", hash, null, null, null) + "\"", ours, url);
            assertFalse(ours.contains(Hawk.calculateMAC(credentials, Hawk.AuthType.HEADER, time / 1000, URI.create(url), nonce, "PUT", hash, null, null, null)));
            assertFalse(ours.contains(Hawk.calculateMAC(credentials, Hawk.AuthType.HEADER, time / 1000, URI.create(url + "x"), nonce, "POST", hash, null,
                    null, null)));
        }
    }
}
