package io.countersign.credential.hmac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.policy.PolicyException;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The type's fields, and what is wrong with them. */
class HmacTest {
    private static final String HEADERS = "headers: {X-S: '{signature}'}";

    @TempDir
    Path folder;

    /** As {@code openssl dgst -mac HMAC} computes it. */
    @Test
    void theSchemeOfTheSampleIsAMessageAndTwoHeaders() throws Exception {
        assertEquals("{X-Signature=+JLbLqtVXcdfdVg+dsvy2AJlcOohMgDnxXNpxur8nfU=, X-Timestamp=1700000000}",
                new Signer(folder, "secret: '${literal:partner-secret}'", "message: \"{method}\\n{path}\\n{timestamp}\\n{body-sha256}\"",
                        "headers: {X-Timestamp: '{timestamp}', X-Signature: '{signature}'}").at(1_700_000_000_999L)
                                .sign(new TestRequest("POST", "https://ledger.example.com/v2/entries?x=1").body("{\"amount\":1}")).toString());
    }

    /** RFC 2202, sections 2 and 3, and RFC 4231, section 4.3: test case 2 of each. */
    @ParameterizedTest
    @CsvSource({"HmacMD5, 750c783e6ab0b503eaa86e310a5db738", "HmacSHA1, effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "HmacSHA256, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "HmacSHA384, af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
        "HmacSHA512, 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd"
                + "caeab1a34d4a6b4b636e070a38bce737"})
    void theAlgorithmsAreThoseOfTheRfcs(String algorithm, String code) throws Exception {
        String[][] secrets = {{"utf-8", "Jefe"}, {"base64", "SmVmZQ=="}, {"hex", "4a656665"}};
        for (String[] secret : secrets) {
            assertEquals("{X-S=" + code + "}", new Signer(folder, "algorithm: " + algorithm, "secret-encoding: " + secret[0],
                    "secret: '${literal:" + secret[1] + "}'", "message: what do ya want for nothing?", "headers: {X-S: '{signature:hex}'}")
                            .sign(new TestRequest("GET", "https://a")).toString());
        }
    }

    @Test
    void aSecretThatChangesSignsAtOnce() throws Exception {
        Signer signer = new Signer(folder, "secret: '${file:key}'", "message: '{path}'", HEADERS);
        signer.policies.write("key", "one");
        signer.policies.secrets.poll();
        String one = signer.sign(new TestRequest("GET", "https://a/")).toString();
        assertEquals(one, signer.sign(new TestRequest("GET", "https://a/")).toString());
        signer.policies.write("key", "second");
        signer.policies.secrets.poll();
        assertNotEquals(one, signer.sign(new TestRequest("GET", "https://a/")).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "hunter2-canary | base64 | the secret is not Base64, as its 'secret-encoding' says",
        "c4n4ry | hex | the secret is not an even number of hex digits, as its 'secret-encoding' says",
        "c4n4r | hex | the secret is not an even number of hex digits, as its 'secret-encoding' says",
        "'line\ncanary' | utf-8 | the secret holds a control character (at place 5)"})
    void aSecretThatIsNotEncodedSoIsAFailureThatDoesNotShowIt(String secret, String encoding, String failure) throws Exception {
        Signer signer = new Signer(folder, "secret: '${file:key}'", "secret-encoding: " + encoding, "message: '{path}'", HEADERS);
        signer.policies.write("key", secret);
        signer.policies.secrets.poll();
        String message = assertThrows(IOException.class, () -> signer.sign(new TestRequest("GET", "https://a/"))).getMessage();
        assertEquals(failure, message.substring(message.indexOf("'c': ") + 5));
    }

    @Test
    void aHeaderThatCannotBeSentIsAFailureThatDoesNotShowIt() throws Exception {
        Signer signer = new Signer(folder, "secret: '${literal:s}'", "message: '{header:X-A}'", "headers: {X-S: '{signature}', X-B: '{header:X-A}'}");
        String message = assertThrows(IOException.class,
                () -> signer.sign(new TestRequest("GET", "https://a/").with("X-A", "canary\u00e9"))).getMessage();
        assertFalse(message.contains("canary"), message);
    }

    private void says(String expected, String... fields) {
        String mistake = assertThrows(PolicyException.class, () -> new Signer(folder, fields)).mistakes().get(0);
        assertEquals(expected, mistake.substring(mistake.indexOf(": ") + 2));
    }

    private void message(String expected, String message) {
        says("'message' " + expected, "secret: '${literal:s}'", "message: '" + message + "'",
                "headers: {X-S: '{signature}', X-D: '{body-md5}'}");
    }

    private void header(String expected, String value) {
        says("'X-V' " + expected, "secret: '${literal:s}'", "message: '{path}'", "headers: {X-S: '{signature}', X-V: '" + value + "'}");
    }

    @Test
    void aTemplateThatIsWrongIsAMistakeWithWhatIsMeant() {
        message("has the unknown placeholder {methd}; did you mean 'method'?", "{methd}");
        message("has the unknown placeholder {Method}; did you mean 'method'?", "{Method}");
        message("has a '{' (at place 4) that is not closed; '{{' stands for one as it is", "abc{method");
        message("has a '}' (at place 3) that closes nothing; '}}' stands for one as it is", "ab}c");
        message("has {signature}, which is made of the message; it stands in 'headers' alone", "{path}{signature}");
        message("has the unknown encoding 'base46' in {body-sha256:base46}; did you mean 'base64'?", "{body-sha256:base46}");
        message("has {timestamp:hex}, but {timestamp} is text and takes no encoding", "{timestamp:hex}");
        message("has {body:base64}, but {body} is the body as it is and takes no encoding", "{body:base64}");
        message("has {header}, which names no header; one is named as in {header:Content-Type}", "{header}");
        message("has {header:a b}, which names no header; one is named as in {header:Content-Type}", "{header:a b}");
        message("is empty", "");
        message("has {body} more than once; a body of any length is signed as it goes by, which it does once", "{body}{body}");
        message("has {body-sha256} before {body}; a body of any length is signed as it goes by, and what is made of it is known afterwards",
                "{body-sha256}{body}");
        message("has a header that holds {body-md5} before {body}; a body of any length is signed as it goes by, and what is made of it"
                + " is known afterwards", "{header:x-d}{body}");
        message("has a header that holds {signature}, which is made of the message", "{header:x-s}");
        message("has {key-id}, and the credential has no 'key-id'", "{key-id}");
        header("has {body}, which may be of any length; it stands in 'message' alone", "{body}");
    }

    @Test
    void fieldsThatMakeNoSignatureAreAMistake() {
        String secret = "secret: '${literal:s}'";
        says("credential 'c' of type hmac has no 'message'", secret, HEADERS);
        says("credential 'c' of type hmac has no 'headers'", secret, "message: '{path}'");
        says("'headers' has {signature} nowhere, so that it would not be sent", secret, "message: '{path}'", "headers: {X-S: '{timestamp}'}");
        says("'headers' has {key-id} in X-K, and the credential has no 'key-id'", secret, "message: '{path}'",
                "headers: {X-K: '{key-id}', X-S: '{signature}'}");
        says("'headers' has x-s twice", secret, "message: '{path}'", "headers: {X-S: '{signature}', x-s: '{signature}'}");
        says("'headers' has {header:X-D} in X-S, which this credential writes itself", secret, "message: '{path}'",
                "headers: {X-D: '{timestamp}', X-S: '{signature}{header:x-d}'}");
        says("'algorithm' is 'sha256'; it may be HmacSHA256, HmacSHA384, HmacSHA512, HmacSHA1, HmacMD5, EG1-HMAC-SHA256", secret, "algorithm: sha256",
                "message: '{path}'", HEADERS);
        says("'algorithm' is 'HmacSha256'; did you mean 'HmacSHA256'?", secret, "algorithm: HmacSha256", "message: '{path}'", HEADERS);
        says("'secret-encoding' is 'utf8'; did you mean 'utf-8'?", secret, "secret-encoding: utf8", "message: '{path}'", HEADERS);
    }
}
