package io.countersign.credential.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.PolicyException;
import io.countersign.request.BodySigning;
import io.countersign.request.TestRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AWS' own figures, the type's fields, and access keys that change. */
class AwsSigV4Test {
    private static final String SERVICE = "region: us-east-1, service: service";
    private static final String S3 = "region: us-east-1, service: s3";

    @TempDir
    Path folder;

    /** AWS' signing test suite (awslabs/aws-c-auth, tests/aws-signing-test-suite/v4), as far as it has headers that are signed here. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "get-vanilla, GET, /, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "post-vanilla, POST, /, 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "post-vanilla-query, POST, /?Param1=value1, 28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
        "get-vanilla-query-order-key-case, GET, /?Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "get-vanilla-query-order-encoded, GET, /?Param-3=Value3&Param=Value2&%E1%88%B4=Value1, "
                + "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        "get-vanilla-query-unreserved, GET, /?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz="
                + "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz, 9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
        "get-vanilla-utf8-query, GET, /?\u1234=bar, 2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
        "get-unreserved, GET, /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz, "
                + "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        "get-utf8, GET, /\u1234, 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        "get-slashes-normalized, GET, //example//, 9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
        "get-slash-dot-slash-normalized, GET, /./, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-slash-pointless-dot-normalized, GET, /./example, ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
        "get-relative-relative-normalized, GET, /example1/example2/../.., 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"})
    void awsTestSuiteIsSignedAsItSays(String name, String method, String target, String signature) throws Exception {
        assertEquals("{Authorization=AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=" + signature + ", x-amz-date=20150830T123600Z}",
                Signer.of(folder, SERVICE).sign(new TestRequest(method, "https://example.amazonaws.com" + target)).toString(), name);
    }

    /** The suite's {@code get-vanilla-with-session-token} and {@code post-x-www-form-urlencoded} of 2015, which signs no length. */
    @Test
    void sessionTokensAndContentTypesAreSigned() throws Exception {
        Signer session = Signer.of(folder, SERVICE + ", session-token: '${literal:6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267}'");
        assertEquals("{Authorization=AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date;x-amz-security-token, "
                + "Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8, x-amz-date=20150830T123600Z, "
                + "x-amz-security-token=6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267}",
                session.sign(new TestRequest("GET", "https://example.amazonaws.com/")).toString());
        assertEquals("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
                Signer.of(folder, SERVICE).authorization(new TestRequest("POST", "https://example.amazonaws.com/")
                        .with("Content-Type", "application/x-www-form-urlencoded").with("User-Agent", "x").body("Param1=value1")));
    }

    /** Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk". */
    @ParameterizedTest
    @CsvSource({"/test.txt, bytes=0-9, f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        "/?lifecycle, , fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "/?max-keys=2&prefix=J, , 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"})
    void theExamplesOfS3AreSignedAsItSays(String target, String range, String signature) throws Exception {
        Signer signer = new Signer(folder, "access-key-id: '${literal:AKIAIOSFODNN7EXAMPLE}', "
                + "secret-access-key: '${literal:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY}', " + S3);
        signer.moments.millis = 1369353600_000L;
        TestRequest request = new TestRequest("GET", "https://examplebucket.s3.amazonaws.com" + target);
        assertEquals("{Authorization=AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;"
                + (range == null ? "" : "range;") + "x-amz-content-sha256;x-amz-date, Signature=" + signature
                + ", x-amz-content-sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, x-amz-date=20130524T000000Z}",
                signer.sign(range == null ? request : request.with("Range", range)).toString());
    }

    private String same(String fields, String target) throws Exception {
        return Signer.of(folder, fields).signature(new TestRequest("GET", "https://a.example" + target));
    }

    /**
     * S3 signs the path that it has decoded, a plus as a space, and encoded again: it has answered so to a request for
     * {@code /libstdc++-docs.x86_64.rpm} (anomalizer/ngx_aws_auth, issue 87).
     */
    @Test
    void s3DecodesThePathAndEncodesItAgain() throws Exception {
        assertEquals(same(S3, "/libstdc%20%20-docs.x86_64.rpm"), same(S3, "/libstdc++-docs.x86_64.rpm"));
        assertEquals(same(S3, "/a%28%21%40%29%3D/%C3%A4"), same(S3, "/a(!@)=/\u00e4"));
        assertEquals(same(S3, "/A~%C3%A4%FF/b"), same(S3, "/%41%7e%c3%a4%ff%2fb"));
        assertNotEquals(same(S3, "/a/b"), same(S3, "/a//b"));
        assertNotEquals(same(S3, "/b"), same(S3, "/a/../b"));
    }

    /** RFC 3986, section 5.2.4: what would lead out of the root does not. */
    @Test
    void otherServicesEncodeThePathThatTheyReceiveWithItsDotsResolved() throws Exception {
        assertEquals(same(SERVICE, "/b"), same(SERVICE, "/../a/../.././b"));
        assertEquals(same(SERVICE, "/a/"), same(SERVICE, "/a/b/..//"));
        assertEquals(same(SERVICE, "/a"), same(SERVICE, "/a/b/.."));
        assertEquals(same(SERVICE, "/"), same(SERVICE, ""));
        assertEquals(same(SERVICE, "/.../..a/a./.b"), same(SERVICE, "/.//.../..a/a./.b"));
        assertNotEquals(same(SERVICE, "/a%2Fb"), same(SERVICE, "/a/b"));
        assertNotEquals(same(SERVICE, "/a/%2E%2E"), same(SERVICE, "/a/.."));
    }

    @Test
    void parametersAreSignedByWhatTheyMean() throws Exception {
        assertEquals(same(SERVICE, "/?a=&b=2&b=%20c%20"), same(SERVICE, "/?&b=+c%20&=x&&b=2&a&="));
        assertEquals(same(SERVICE, "/?a=b%3Dc&a-=1"), same(SERVICE, "/?%61-=1&a=b=c"));
        assertEquals(same(SERVICE, "/"), same(SERVICE, "/?"));
        assertNotEquals(same(SERVICE, "/?a=1&b=2"), same(SERVICE, "/?a=2&b=1"));
    }

    @Test
    void theHostIsSignedAsTheHeaderSays() throws Exception {
        Signer signer = Signer.of(folder, SERVICE);
        String byUrl = signer.signature(new TestRequest("GET", "https://a.example:8443/"));
        assertEquals(byUrl, signer.signature(new TestRequest("GET", "http://127.0.0.1/").with("Host", "a.example:8443")));
        assertNotEquals(byUrl, signer.signature(new TestRequest("GET", "https://a.example/")));
    }

    @Test
    void whatTheServiceNeedsOfTheHeadersIsSignedAndNothingElse() throws Exception {
        Signer signer = Signer.of(folder, S3);
        TestRequest request = new TestRequest("PUT", "https://a.example/").with("Content-Type", "text/plain").with("content-md5", "x")
                .with("X-AMZ-Meta-B", "1").with("x-amzn-trace-id", "t").with("Date", "d").with("Accept", "a").with("X-Amz", "z").body("b");
        String authorization = signer.authorization(request);
        assertTrue(authorization.contains(
                " SignedHeaders=content-md5;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta-b, "), authorization);
    }

    /** Its own headers say what it signs: as they were, they would be of another moment, payload or key. */
    @Test
    void whatTheApplicationHasSetItselfKeepsTheCredentialOff() throws Exception {
        Signer signer = Signer.of(folder, S3 + ", session-token: '${literal:t}'");
        for (String header : new String[] {"authorization", "X-AMZ-DATE", "x-amz-content-sha256", "x-amz-security-token"}) {
            assertNull(signer.engine.sign(new TestRequest("GET", "https://a.example/").with(header, "x")), header);
        }
        assertTrue(Signer.of(folder, SERVICE).authorization(new TestRequest("GET", "https://a.example/").with("x-amz-security-token", "own"))
                .contains("host;x-amz-date;x-amz-security-token,"));
    }

    @Test
    void anUnsignedPayloadIsNotReadAndSaysSo() throws Exception {
        TestRequest unreadable = new TestRequest("PUT", "https://a.example/") {
            @Override
            public boolean readBody(BodySigning signing) {
                throw new AssertionError("read");
            }
        };
        for (String fields : new String[] {S3, SERVICE}) {
            Map<String, String> headers = Signer.of(folder, fields + ", payload: unsigned").sign(unreadable.body("b"));
            assertEquals("UNSIGNED-PAYLOAD", headers.get("x-amz-content-sha256"));
            assertTrue(headers.get("Authorization").contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date,"));
        }
        assertNull(Signer.of(folder, SERVICE).sign(new TestRequest("PUT", "https://a.example/").body("b")).get("x-amz-content-sha256"));
    }

    @Test
    void aChangedRequestHasAnotherSignature() throws Exception {
        Signer signer = Signer.of(folder, SERVICE);
        String signature = signer.signature(new TestRequest("PUT", "https://a.example/p?q=1").with("x-amz-a", "1").body("b"));
        assertEquals(signature, signer.signature(new TestRequest("PUT", "https://a.example/p?q=1").with("X-Amz-A", " 1").body("b")));
        for (TestRequest changed : new TestRequest[] {
            new TestRequest("POST", "https://a.example/p?q=1").with("x-amz-a", "1").body("b"),
            new TestRequest("PUT", "https://b.example/p?q=1").with("x-amz-a", "1").body("b"),
            new TestRequest("PUT", "https://a.example/P?q=1").with("x-amz-a", "1").body("b"),
            new TestRequest("PUT", "https://a.example/p?q=2").with("x-amz-a", "1").body("b"),
            new TestRequest("PUT", "https://a.example/p?q=1").with("x-amz-a", "2").body("b"),
            new TestRequest("PUT", "https://a.example/p?q=1").with("x-amz-b", "1").body("b"),
            new TestRequest("PUT", "https://a.example/p?q=1").with("x-amz-a", "1").with("x-amz-a", "").body("b"),
            new TestRequest("PUT", "https://a.example/p?q=1").with("x-amz-a", "1").body("c"),
            new TestRequest("PUT", "https://a.example/p?q=1").with("x-amz-a", "1")}) {
            assertNotEquals(signature, signer.signature(changed));
        }
        signer.moments.millis += 1000;
        String aSecondLater = signer.signature(new TestRequest("PUT", "https://a.example/p?q=1").with("x-amz-a", "1").body("b"));
        assertNotEquals(signature, aSecondLater);
        signer.moments.millis += 86_400_000;
        assertTrue(signer.authorization(new TestRequest("GET", "https://a.example/")).contains("/20150831/us-east-1/service/"));
    }

    private Signer ofFiles(String id, String secret, String token) throws Exception {
        Signer signer = new Signer(folder, SERVICE
                + ", access-key-id: '${file:id}', secret-access-key: '${file:secret}', session-token: '${file:token}'");
        write(signer, id, secret, token);
        return signer;
    }

    private static void write(Signer signer, String id, String secret, String token) throws Exception {
        signer.policies.write("id", id);
        signer.policies.write("secret", secret);
        signer.policies.write("token", token);
        signer.policies.secrets.poll();
    }

    private String signedBy(String id, String secret, String token, long millis) throws Exception {
        Signer signer = new Signer(folder, SERVICE + ", access-key-id: '${literal:" + id + "}', secret-access-key: '${literal:" + secret
                + "}', session-token: '${literal:" + token + "}'");
        signer.moments.millis = millis;
        return signer.authorization(new TestRequest("GET", "https://a.example/"));
    }

    @Test
    void anAccessKeyThatHasChangedWhollySignsAtOnce() throws Exception {
        Signer signer = ofFiles("id1", "s1", "t1");
        TestRequest request = new TestRequest("GET", "https://a.example/");
        assertEquals(signedBy("id1", "s1", "t1", Signer.MOMENT), signer.authorization(request));
        write(signer, "id-2", "s-2", "t-2");
        assertEquals(signedBy("id-2", "s-2", "t-2", Signer.MOMENT), signer.authorization(request));
    }

    @Test
    void anAccessKeyThatIsBeingReplacedSignsWithTheOldOneUntilItIsWhole() throws Exception {
        Signer signer = ofFiles("id1", "s1", "t1");
        TestRequest request = new TestRequest("GET", "https://a.example/");
        signer.authorization(request);
        write(signer, "id-2", "s1", "t1");
        assertEquals(signedBy("id1", "s1", "t1", Signer.MOMENT), signer.authorization(request));
        signer.moments.millis += 999;
        write(signer, "id-2", "s-2", "t1");
        assertEquals(signedBy("id1", "s1", "t1", signer.moments.millis), signer.authorization(request));
        write(signer, "id-2", "s-2", "t-2");
        assertEquals(signedBy("id-2", "s-2", "t-2", signer.moments.millis), signer.authorization(request));
    }

    @Test
    void aPartThatChangesAloneSignsAfterASecond() throws Exception {
        Signer signer = ofFiles("id1", "wrong", "t1");
        TestRequest request = new TestRequest("GET", "https://a.example/");
        signer.authorization(request);
        write(signer, "id1", "right-1", "t1");
        assertEquals(signedBy("id1", "wrong", "t1", signer.moments.millis), signer.authorization(request));
        signer.moments.millis += 1000;
        assertEquals(signedBy("id1", "right-1", "t1", signer.moments.millis), signer.authorization(request));
        write(signer, "id1", "right-22", "t1");
        signer.authorization(request);
        signer.moments.millis -= 3_600_000;
        assertEquals(signedBy("id1", "right-22", "t1", signer.moments.millis), signer.authorization(request));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "canary/id | s | t | the access key id holds a character (at place 7) that none has",
        "canary id | s | t | the access key id holds a character (at place 7) that none has",
        "canary,id | s | t | the access key id holds a character (at place 7) that none has",
        "id | 'canary\n1' | t | the secret access key holds a control character (at place 7)",
        "id | s | 'canary\t1' | the value for header x-amz-security-token holds a control character (U+0009 at place 7), which a header cannot carry"})
    void aPartThatCannotBeOneIsAFailureThatDoesNotShowIt(String id, String secret, String token, String failure) throws Exception {
        Signer signer = ofFiles(id, secret, token);
        String message = assertThrows(IOException.class, () -> signer.sign(new TestRequest("GET", "https://a.example/"))).getMessage();
        assertEquals(failure, message.substring(message.indexOf("'c': ") + 5));
        assertFalse(message.contains("canary"), message);
    }

    @Test
    void aMissingPartIsAFailureThatNamesIt() throws Exception {
        Signer signer = new Signer(folder, SERVICE + ", access-key-id: '${env:NO_ID}', secret-access-key: '${literal:s}'");
        String message = assertThrows(IOException.class, () -> signer.sign(new TestRequest("GET", "https://a.example/"))).getMessage();
        assertTrue(message.contains("NO_ID"), message);
    }

    private void says(String expected, String fields) {
        String mistake = assertThrows(PolicyException.class, () -> Signer.of(folder, fields)).mistakes().get(0);
        assertEquals(expected, mistake.substring(mistake.indexOf(": ") + 2));
    }

    @Test
    void fieldsThatMakeNoSignatureAreAMistake() {
        String regions = "; 'region' signs for one (SigV4), 'region-set' for several (SigV4a)";
        says("credential 'c' of type aws-sigv4 has no 'region' and no 'region-set'" + regions, "service: s3");
        says("credential 'c' of type aws-sigv4 has both 'region' and 'region-set'" + regions, "service: s3, region: a, region-set: '*'");
        says("credential 'c' of type aws-sigv4 has no 'service'", "region: a");
        says("'region' is 'us-*'; it is made of letters, digits and hyphens, as in eu-west-1; 'region-set' takes patterns",
                "service: s3, region: us-*");
        says("'region' is 'a/b'; it is made of letters, digits and hyphens, as in eu-west-1", "service: s3, region: a/b");
        says("'service' is empty", "service: '', region: a");
        says("'region-set' is 'a,b'; it is made of letters, digits and hyphens, as in eu-west-1", "service: s3, region-set: ['a,b']");
        says("'payload' is 'none'; it may be signed, unsigned", "service: s3, region: a, payload: none");
    }
}
