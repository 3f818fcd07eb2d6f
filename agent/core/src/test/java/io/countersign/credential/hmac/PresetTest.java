package io.countersign.credential.hmac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.PolicyException;
import io.countersign.request.BodySigning;
import io.countersign.request.OutgoingRequest;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each preset signs, by the figures of its vendor's document, and what is wrong with a preset in a policy. */
class PresetTest {
    @TempDir
    Path folder;

    private Signer preset(String name, String secret, String... fields) throws Exception {
        return Signer.alone(folder, ("preset: " + name + "\nsecret: '${literal:" + secret + "}'\n" + String.join("\n", fields)).split("\n"));
    }

    /** GitHub, "Validating webhook deliveries", "Testing the webhook payload validation". */
    @Test
    void githubSignsTheBody() throws Exception {
        assertEquals("{X-Hub-Signature-256=sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17}",
                preset("github", "It's a Secret to Everybody".replace("'", "''"))
                        .sign(new TestRequest("POST", "https://a.example/hook").body("Hello, World!")).toString());
    }

    /** Slack, "Verifying requests from Slack", the walk through of it. */
    @Test
    void slackSignsTheTimeAndTheBody() throws Exception {
        String body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
                + "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
                + "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d1"
                + "0d2c447fce8b6703c";
        assertEquals("{X-Slack-Request-Timestamp=1531420618,"
                + " X-Slack-Signature=v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503}",
                preset("slack", "8f742231b10e8888abcd99yyyzzz85a5").at(1_531_420_618_000L)
                        .sign(new TestRequest("POST", "https://a.example/hook").body(body)).toString());
    }

    private static TestRequest form(String url, String body) {
        return new TestRequest("POST", url).with("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8").body(body);
    }

    /** Twilio, "Webhooks security", "Validating signatures", and the tests of its validators. */
    @Test
    void twilioSignsTheUrlAndTheFieldsOfTheFormInTheirOrder() throws Exception {
        String signed = "{X-Twilio-Signature=RSOYDt4T1cUTdK1PDd93/VVr8B8=}";
        String url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assertEquals(signed, preset("twilio", "12345").sign(form(url,
                "To=%2B18005551212&Digits=1234&CallSid=CA1234567890ABCDE&From=%2B14158675309&Caller=%2B14158675309")).toString());
        assertEquals(signed, preset("twilio", "12345").sign(form(url,
                "Caller=%2B14158675309&Digits=1234&Digits=1234&CallSid=CA1234567890ABCDE&From=%2B14158675309&To=%2B18005551212")).toString());
        assertEquals("{X-Twilio-Signature=a9nBmqA0ju/hNViExpshrM61xv4=}", preset("twilio", "12345").sign(
                new TestRequest("POST", url + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620")
                        .with("Content-Type", "application/json").body("{\"property\": \"value\", \"boolean\": true}")).toString());
    }

    @Test
    void twilioSignsEachValueOfARepeatedFieldOnceAndInOrder() throws Exception {
        String once = preset("twilio", "12345").sign(form("https://a.example/", "b=2&a=1")).toString();
        assertEquals(preset("twilio", "12345", "message: 'https://a.example/a1a3b2'").sign(form("https://a.example/", "")).toString(),
                preset("twilio", "12345").sign(form("https://a.example/", "b=2&a=3&a=1&a=3")).toString());
        assertFalse(once.equals(preset("twilio", "12345").sign(form("https://a.example/", "b=2&a=1&a=3")).toString()));
    }

    @Test
    void twilioRefusesABodyThatNothingCovers() throws Exception {
        String message = assertThrows(IOException.class, () -> preset("twilio", "12345")
                .sign(new TestRequest("POST", "https://a.example/").with("Content-Type", "application/json").body("{}"))).getMessage();
        assertTrue(message.endsWith("the body is no form (application/x-www-form-urlencoded), and Twilio's signature covers any other by the"
                + " field bodySHA256 in the URL, which the application has to call"), message);
        assertEquals(preset("twilio", "12345").sign(new TestRequest("GET", "https://a.example")),
                preset("twilio", "12345").sign(new TestRequest("POST", "https://a.example/").body("")));
    }

    /** Standard Webhooks, "Signature scheme" and the tests of its libraries. */
    @Test
    void standardWebhooksSignsTheMessageIdThatTheApplicationHasGiven() throws Exception {
        for (String prefix : new String[] {"whsec_", ""}) {
            assertEquals("{webhook-signature=v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=, webhook-timestamp=1614265330}",
                    preset("standard-webhooks", prefix + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").at(1_614_265_330_000L)
                            .sign(new TestRequest("POST", "https://a.example/").with("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                                    .body("{\"test\": 2432232314}")).toString());
        }
    }

    @Test
    void aHeaderWithAQuestionMarkIsPutOnAndSignedWhereTheRequestHasNone() throws Exception {
        String[] fields = {"secret: '${literal:s}'", "message: '{header:X-Date} {path}'", "headers: {'X-Date?': '{timestamp}', X-S: '{signature}'}"};
        Map<String, String> ours = Signer.alone(folder, fields).at(5000).sign(new TestRequest("GET", "https://a.example/"));
        assertEquals("5", ours.get("X-Date"));
        assertEquals("{X-S=" + ours.get("X-S") + "}",
                Signer.alone(folder, fields).at(9000).sign(new TestRequest("GET", "https://a.example/").with("x-date", "5")).toString());
        assertFalse(Signer.alone(folder, fields).at(5000).sign(new TestRequest("GET", "https://a.example/").with("x-date", ""))
                .containsValue(ours.get("X-S")));
    }

    private static final String STORAGE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static final long STORAGE_TIME = Instant.parse("2015-06-26T23:39:12Z").toEpochMilli();

    /** That the preset signs this text, as a message of the same key would be signed. */
    private void azureStorage(String preset, String stringToSign, TestRequest request) throws Exception {
        String expected = preset(preset, STORAGE_KEY, "key-id: myaccount", "message: \"" + stringToSign.replace("\n", "\\n") + "\"")
                .at(STORAGE_TIME).sign(request).get("Authorization");
        assertEquals(expected, preset(preset, STORAGE_KEY, "key-id: myaccount").at(STORAGE_TIME).sign(request).get("Authorization"));
    }

    /** Azure Storage, "Authorize with Shared Key": the strings to sign that are its examples, whose key it does not tell. */
    @Test
    void azureStorageSignsWhatTheDocumentShows() throws Exception {
        azureStorage("azure-storage", "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n"
                + "/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20",
                new TestRequest("GET", "https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata&timeout=20")
                        .with("x-ms-version", "2015-02-21"));
        String put = "https://myaccount.blob.core.windows.net/mycontainer?restype=container&timeout=30";
        azureStorage("azure-storage", "PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n"
                + "/myaccount/mycontainer\nrestype:container\ntimeout:30", new TestRequest("PUT", put).with("x-ms-version", "2015-02-21").body(""));
        azureStorage("azure-storage", "PUT\n\n\n0\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2014-02-14\n"
                + "/myaccount/mycontainer\nrestype:container\ntimeout:30", new TestRequest("PUT", put).with("x-ms-version", "2014-02-14").body(""));
        azureStorage("azure-storage", "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2021-08-06\n"
                + "/myaccount/mycontainer\ncomp:list\ninclude:metadata,snapshots,uncommittedblobs\nrestype:container",
                new TestRequest("GET", "https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=list&include=snapshots"
                        + "&include=metadata&include=uncommittedblobs"));
        azureStorage("azure-storage-table", "GET\n\n\nFri, 26 Jun 2015 23:39:12 GMT\n/myaccount/mytable?comp=acl",
                new TestRequest("GET", "https://myaccount.table.core.windows.net/mytable?timeout=3&comp=acl"));
    }

    @Test
    void azureStoragePutsTheDateAndTheVersionOnWhereTheyAreMissing() throws Exception {
        assertEquals("[Authorization, x-ms-date, x-ms-version]", preset("azure-storage", STORAGE_KEY, "key-id: a").at(STORAGE_TIME)
                .sign(new TestRequest("GET", "https://a.example/")).keySet().toString());
        assertEquals("[Authorization]", preset("azure-storage", STORAGE_KEY, "key-id: a").at(STORAGE_TIME)
                .sign(new TestRequest("GET", "https://a.example/").with("X-Ms-Date", "d").with("X-Ms-Version", "v")).keySet().toString());
    }

    /** Akamai, the test cases of edgegrid-python and of its siblings in other languages; the nonce is theirs. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET | / |  |  | tL+y4hxyHxgWVD30X3pWnGKHcPzmrIF+LThiAOhMxYU=",
        "GET | /testapi/v1/t1?p1=1&p2=2 |  |  | hKDH1UlnQySSHjvIcZpDMbQHihTQ0XyVAKZaApabdeA=",
        "POST | /testapi/v1/t3 | datadatadatadatadatadatadatadata |  | hXm4iCxtpN22m4cbZb4lVLW5rhX8Ca82vCFqXzSTPe4=",
        "POST | /testapi/v1/t6 | '' |  | 1gEDxeQGD5GovIkJJGcBaKnZ+VaPtrc4qBUHixjsPCQ=",
        "GET | /testapi/v1/t4 |  | t1 | Wus73Nx8jOYM+kkBFF2q8D1EATRIMr0WLWwpLBgkBqY=",
        "PUT | /testapi/v1/t6 | PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP |  | GNBWEYSEWOLtu+7dD52da2C39aX/Jchpon3K/AmBqBU=",
        "GET | /testapi/v1/configs/111?from=12345&limit=200000 |  |  | XM+hsuSs6nuy/5eDRty1IjtVCAdr8xPFRAZ/b8RXDm8=",
        "GET | /testapi/v1/configs/111;222;333?from=12345&limit=200000 |  |  | pmQF7Is2+O4r/mMojPR4yeF58BrempNNoBX5/DT0Fxs="})
    void akamaiEdgegridSignsAsItsTestCasesDo(String method, String path, String body, String header, String signature) throws Exception {
        String headers = header == null ? "" : "x-test1:{header:X-Test1}\\tx-test2:{header:X-Test2}\\tx-test3:{header:X-Test3}";
        String nonce = "nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
        TestRequest request = new TestRequest(method, "https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net" + path);
        if (header != null) {
            request.with("X-Test2", "t2").with("X-Test1", "t1").with("X-Test3", "t3");
        }
        assertEquals("{Authorization=EG1-HMAC-SHA256 client_token=akab-client-token-xxx-xxxxxxxxxxxxxxxx;access_token="
                + "akab-access-token-xxx-xxxxxxxxxxxxxxxx;timestamp=20140321T19:34:21+0000;nonce=" + nonce + ";signature=" + signature + "}",
                preset("akamai-edgegrid", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=",
                        "key-id: client_token=akab-client-token-xxx-xxxxxxxxxxxxxxxx;access_token=akab-access-token-xxx-xxxxxxxxxxxxxxxx",
                        "message: \"" + Preset.AKAMAI_EDGEGRID.message.replace("{nonce}", nonce).replace("\t\t", "\t" + headers + "\t")
                                .replace("\t", "\\t") + "\"",
                        "headers: {'" + Preset.AKAMAI_EDGEGRID.headers.get(0).replace("{nonce}", nonce).replace(": ", "': '") + "'}")
                                .at(Instant.parse("2014-03-21T19:34:21Z").toEpochMilli())
                                .sign(body == null ? request : request.body(body)).toString());
    }

    @Test
    void akamaiEdgegridDoesNotReadABodyThatItDoesNotCover() throws Exception {
        boolean[] read = {false};
        for (String method : new String[] {"PUT", "POST"}) {
            preset("akamai-edgegrid", "s", "key-id: client_token=a;access_token=b").sign(new TestRequest(method, "https://a.example/") {
                @Override
                public boolean readBody(BodySigning signing) throws IOException {
                    read[0] = true;
                    return super.readBody(signing);
                }
            }.body("x"));
            assertEquals(method.equals("POST"), read[0], method);
        }
    }

    private static final String[] HAWK = {"dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn"};

    private Map<String, String> hawk(String from, String to, TestRequest request) throws Exception {
        String message = Preset.HAWK.message.replace("{nonce}", "j4h3g2").replace("{hawk-hash}\n\n", to + "\nsome-app-ext-data\n");
        String header = Preset.HAWK.headers.get(0).replace("{nonce}", "j4h3g2").replace(from, "ext=\"some-app-ext-data\", mac");
        return preset("hawk", HAWK[1], "key-id: " + HAWK[0], "message: \"" + message.replace("\n", "\\n") + "\"",
                "headers: {'" + header.replace(": ", "': '") + "'}").at(1_353_832_234_000L).sign(request);
    }

    /** Hawk, API.md, "Protocol Example" and "Payload Validation": its nonce and its application's data in the place of ours. */
    @Test
    void hawkSignsWhatTheDocumentShows() throws Exception {
        String url = "http://example.com:8000/resource/1?b=1&a=2";
        assertEquals("Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\","
                + " mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"",
                hawk("hash=\"{hawk-hash}\", mac", "", new TestRequest("GET", url)).get("Authorization"));
        assertEquals("Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", hash=\"Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=\","
                + " ext=\"some-app-ext-data\", mac=\"aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=\"",
                hawk("mac", "{hawk-hash}", new TestRequest("POST", url).with("Content-Type", "Text/Plain; charset=utf-8")
                        .body("Thank you for flying Hawk")).get("Authorization"));
    }

    @Test
    void hawkHasNoOtherHashes() throws Exception {
        String message = assertThrows(IOException.class, () -> preset("hawk", "s", "key-id: k", "algorithm: HmacSHA512")
                .sign(new TestRequest("GET", "https://a.example/"))).getMessage();
        assertTrue(message.endsWith("Hawk has the algorithms HmacSHA256 and HmacSHA1, and the credential's is HmacSHA512"), message);
    }

    @ParameterizedTest
    @CsvSource({"https://Api.Example/, api.example 443 https", "http://a.example:8080/, a.example 8080 http", "http://a.example/, a.example 80 http",
        "https://[2001:DB8::1]/, [2001:db8::1] 443 https", "https://[2001:db8::1]:8443/, [2001:db8::1] 8443 https"})
    void theHostIsTakenApartAsItsHeaderSaysIt(String url, String expected) throws Exception {
        assertEquals(expected, Signer.alone(folder, "secret: '${literal:s}'", "message: x",
                "headers: {X-V: '{hostname} {port} {scheme}', X-S: '{signature}'}").sign(new TestRequest("GET", url)).get("X-V"));
    }

    private static List<String> fieldsOf(Preset preset, String key) {
        String encoded = Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        return Arrays.asList("preset: " + preset, "secret: '${literal:" + (preset.secretEncoding == SecretEncoding.UTF_8 ? key : encoded) + "}'",
                preset.keyId == null ? "" : "key-id: " + (preset == Preset.AKAMAI_EDGEGRID ? "client_token=a;access_token=b" : "account"));
    }

    private static final Pattern AT_THE_END = Pattern.compile("([0-9A-Za-z+/]{26,}={0,2})\"?$");

    /** What was signed, the signature alone: the first header whose value ends with one. */
    private String signature(Preset preset, String key, long millis, OutgoingRequest request) throws Exception {
        Map<String, String> headers = new TreeMap<>(Collections.reverseOrder());
        headers.putAll(Signer.alone(folder, fieldsOf(preset, key).toArray(new String[0])).at(millis).sign(request));
        headers.remove("webhook-id");
        headers.remove("x-ms-content-sha256");
        for (String value : headers.values()) {
            Matcher matcher = AT_THE_END.matcher(value);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new AssertionError(headers.keySet() + " has no signature");
    }

    private static TestRequest request(String method, String url, String body, String header) {
        return new TestRequest(method, url).with("Content-Type", "application/x-www-form-urlencoded")
                .with("x-ms-meta-a", header).with("If-Match", header).body(body);
    }

    /** By what the documents say that they cover; a length that is signed stands for a body that is not. */
    @ParameterizedTest
    @EnumSource(Preset.class)
    void aSignatureChangesWithAllThatItCoversAndWithNothingElse(Preset preset) throws Exception {
        String covered = COVERED.get(preset);
        String url = "https://h.example/p?q=1";
        long time = 1_600_000_000_000L;
        String signed = signature(preset, "key", time, request("POST", url, "a=1", "h"));
        assertEquals(signed, signature(preset, "key", time + 999, request("POST", url, "a=1", "h")));
        assertFalse(signed.equals(signature(preset, "other", time, request("POST", url, "a=1", "h"))), "key");
        Object[][] changes = {{"time", request("POST", url, "a=1", "h"), time + 1000}, {"method", request("PATCH", url, "a=1", "h"), time},
            {"host", request("POST", "https://i.example/p?q=1", "a=1", "h"), time},
            {"path", request("POST", "https://h.example/P?q=1", "a=1", "h"), time},
            {"query", request("POST", "https://h.example/p?q=2", "a=1", "h"), time},
            {"body", request("POST", url, "a=2", "h"), time}, {"length", request("POST", url, "a=11", "h"), time},
            {"header", request("POST", url, "a=1", "i"), time}};
        StringBuilder found = new StringBuilder();
        for (Object[] change : changes) {
            String other = signature(preset, "key", (Long) change[2], (TestRequest) change[1]);
            found.append(other.equals(signed) ? "" : change[0] + " ");
        }
        assertEquals(covered, found.toString().trim());
    }

    private static final Map<Preset, String> COVERED = new TreeMap<>();

    static {
        COVERED.put(Preset.GITHUB, "body length");
        COVERED.put(Preset.STRIPE, "time body length");
        COVERED.put(Preset.SLACK, "time body length");
        COVERED.put(Preset.TWILIO, "host path query body length");
        COVERED.put(Preset.STANDARD_WEBHOOKS, "time body length");
        COVERED.put(Preset.SHOPIFY, "body length");
        COVERED.put(Preset.AZURE_STORAGE, "time method path query length header");
        COVERED.put(Preset.AZURE_STORAGE_TABLE, "time method path");
        COVERED.put(Preset.AZURE_APP_CONFIGURATION, "time method host path query body length");
        COVERED.put(Preset.AKAMAI_EDGEGRID, "time method host path query body length");
        COVERED.put(Preset.HAWK, "time method host path query body length");
    }

    private void says(String expected, String... fields) {
        String mistake = assertThrows(PolicyException.class, () -> Signer.alone(folder, fields)).mistakes().get(0);
        assertEquals(expected, mistake.substring(mistake.indexOf(": ") + 2));
    }

    @Test
    void aPresetThatIsWrongIsAMistakeWithWhatIsMeant() {
        String secret = "secret: '${literal:s}'";
        says("'preset' is 'githb'; did you mean 'github'?", "preset: githb", secret);
        says("'preset' is 'azure-appconfiguration'; did you mean 'azure-app-configuration'?", "preset: azure-appconfiguration", secret);
        says("credential 'c' of type hmac has no 'secret'", "preset: github");
        says("preset 'azure-storage' needs 'key-id': the account's name", "preset: azure-storage", secret);
        says("preset 'hawk' needs 'key-id': the id of the credentials", "preset: hawk", secret);
        says("'key-id' is given, and preset 'github' sends none", "preset: github", secret, "key-id: k");
        says("'key-id' of preset 'akamai-edgegrid' is both tokens, as in client_token=akab-…;access_token=akab-…", "preset: akamai-edgegrid",
                secret, "key-id: akab-1");
        says("credential 'c' of type hmac has no 'message' (and no 'preset')", secret);
        says("'message' has {azure-resource}, and the credential has no 'key-id'", secret, "message: '{azure-resource}'", "headers: {S: '{signature}'}");
        says("'message' has a header that holds {signature}, which is made of the message", "preset: azure-storage", secret, "key-id: k",
                "headers: {x-ms-signature: '{signature}'}");
        says("'headers' has {signature} in X-S?, which is left out where the request has such a header", "preset: github", secret,
                "headers: {'X-S?': '{signature}'}");
        says("'X-A' has {azure-headers}, which are headers themselves; it stands in 'message' alone", "preset: github", secret,
                "headers: {X-A: '{azure-headers}'}");
        says("'headers' is 'X-A?', which is not a header name (RFC 9110, section 5.1)", "preset: github", secret,
                "headers: {'X-A??': '{signature}'}");
    }

    @Test
    void aFieldThatIsGivenWinsOverThePresets() throws Exception {
        TestRequest request = new TestRequest("POST", "https://a.example/").body("Hello, World!");
        assertEquals("{X-Hub-Signature=sha1=" + signed("HmacSHA1", request) + "}", preset("github", "s", "algorithm: HmacSHA1",
                "headers: {X-Hub-Signature: 'sha1={signature:hex}'}").sign(request).toString());
        assertEquals("{X-Hub-Signature-256=sha256=" + signed("HmacSHA256", request) + "}",
                preset("github", "cw==", "secret-encoding: base64").sign(request).toString());
    }

    private String signed(String algorithm, TestRequest request) throws Exception {
        return Signer.alone(folder, "algorithm: " + algorithm, "secret: '${literal:s}'", "message: '{body}'", "headers: {S: '{signature:hex}'}")
                .sign(request).get("S");
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void aPresetNamesItsDocument(Preset preset) {
        assertTrue(preset.document.startsWith("https://"), preset.document);
        assertTrue(Preset.table().contains("| `" + preset + "` |"), preset.toString());
    }
}
