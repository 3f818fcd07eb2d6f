package io.countersign.credential.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.request.TestRequest;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.internal.signer.CredentialScope;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4CanonicalRequest;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4Properties;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4RequestSigner;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4RequestSigningResult;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Ten thousand random requests, signed by the AWS SDK too. Each is written down twice: as an application may have it on the
 * wire, and by what it means, which is what the SDK is given; what the SDK makes of the meaning, it sends.
 */
class AwsSdkTest {
    private static final String TOKEN = "IQoJb3JpZ2luX2VjEA/+==";
    private final Random random = new Random(20150830);

    @TempDir
    Path folder;

    /** A request in the making. */
    private final class Case {
        final String method = any("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH");
        final String host = any("a.example", "bucket.s3.eu-west-1.amazonaws.com", "127.0.0.1");
        final int port = random.nextInt(3) == 0 ? 1 + random.nextInt(65535) : 443;
        final StringBuilder path = new StringBuilder();
        final StringBuilder query = new StringBuilder();
        final Map<String, List<String>> parameters = new TreeMap<>();
        final List<String[]> headers = new ArrayList<>();
        final byte[] body = random.nextInt(3) > 0 ? null : new byte[random.nextInt(3) * random.nextInt(2000)];
        final long millis = (random.nextInt() & 0xffffffffL) * 1000 + random.nextInt(1000);

        Case() throws Exception {
            for (int i = random.nextInt(6); i > 0; i--) {
                path.append('/').append(random.nextInt(3) > 0 ? text("", "!$&'()*+,;=:@") : any("", ".", "..", "...", "%2F", "%2e%2E", ".a"));
            }
            path.append(path.length() == 0 ? any("", "/") : any("", "/", "//"));
            boolean hasQuery = random.nextInt(3) > 0;
            for (int i = random.nextInt(5); hasQuery && i > 0; i--) {
                String name = random.nextBoolean() ? any("a", "a", "A", "b", "a-", "a.", "%61", "") : text("%", "!$'()*+,;:@/?");
                String value = random.nextInt(4) == 0 ? "" : text("%", "!$'()*+,;:@/?=");
                query.append(query.length() == 0 ? "" : "&").append(name).append(value.isEmpty() ? any("", "=") : "=" + value);
                parameters.computeIfAbsent(decoded(name), n -> new ArrayList<>()).add(decoded(value));
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                headers.add(new String[] {any("Content-Type", "content-md5", "Range", "X-Amz-Meta-A", "x-amz-meta-a", "X-AMZ-META-B", "x-amz-acl",
                        "X-Amz-Target", "x-amz-a_", "x-amz-a-", "x-amz-ab"), headerValue()});
            }
            if (body != null) {
                random.nextBytes(body);
            }
        }

        String any(String... choices) {
            return choices[random.nextInt(choices.length)];
        }

        /** Encoded where it must be, and elsewhere at random, in either case. */
        String text(String encoded, String reserved) throws Exception {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(6); i > 0; i--) {
                String c = random.nextInt(3) == 0 ? any(" ", "%", "\u00e4", "\u1234", "\ud83d\ude00", "/", "\"", "<", "#", "?")
                        : random.nextInt(3) == 0 ? reserved.substring(random.nextInt(reserved.length())).substring(0, 1) : any("a", "Z", "0", "-", "_", ".", "~");
                boolean mayStand = c.length() == 1 && (c.charAt(0) > ' ' && "%\"<#?/".indexOf(c) < 0) || c.equals("\u1234");
                text.append(mayStand && random.nextInt(3) > 0 ? c : code(c));
            }
            return text.toString();
        }

        private String code(String c) {
            StringBuilder code = new StringBuilder();
            for (byte b : c.getBytes(StandardCharsets.UTF_8)) {
                code.append(String.format(random.nextInt(4) > 0 ? "%%%02X" : "%%%02x", b & 0xff));
            }
            return code.toString();
        }

        private String headerValue() {
            StringBuilder value = new StringBuilder();
            for (int i = random.nextInt(5); i > 0; i--) {
                value.append(any("", " ", "  ", "\t", "\r\n ", " \t ")).append(any("", "a", "b,c", "\"d  e\"", "text/plain; charset=utf-8", "\u00e4"));
            }
            return value.append(any("", "", " ", "\t ")).toString();
        }

        TestRequest request() {
            TestRequest request = new TestRequest(method, "https://" + host + (port == 443 ? "" : ":" + port) + path
                    + (query.length() == 0 ? any("", "", "?") : "?" + query));
            for (String[] header : headers) {
                request.with(header[0], header[1]);
            }
            // Not signed, whatever they say.
            request.with("User-Agent", "x").with("Accept", "*/*").with("x-amzn-trace-id", "t").with("Date", "now");
            return body == null ? request : request.body(body);
        }

        /** @param canonical as S3 writes it, which is what its clients send */
        SdkHttpRequest.Builder forSdk(boolean canonical) throws Exception {
            SdkHttpRequest.Builder sdk = SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).protocol("https").host(host).port(port)
                    .encodedPath(canonical ? encoded(decoded(path.toString())).replace("%2F", "/") : path.toString());
            parameters.forEach(sdk::putRawQueryParameter);
            for (String[] header : headers) {
                sdk.appendHeader(header[0], header[1]);
            }
            return sdk;
        }

        /** Whether dots lead out of the root, where the SDK leaves them, and RFC 3986 and AWS' C library do not. */
        boolean leavesRoot() {
            int depth = 0;
            for (String segment : path.toString().split("/")) {
                depth += segment.equals("..") ? -1 : segment.isEmpty() || segment.equals(".") ? 0 : 1;
                if (depth < 0) {
                    return true;
                }
            }
            return false;
        }
    }

    private static String decoded(String text) throws Exception {
        return URLDecoder.decode(text, "UTF-8");
    }

    private static String encoded(String text) throws Exception {
        return URLEncoder.encode(text, "UTF-8").replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    private static AwsCredentialsIdentity identity(boolean session) {
        return session ? AwsSessionCredentialsIdentity.create(Signer.ID, Signer.SECRET, TOKEN)
                : AwsCredentialsIdentity.create(Signer.ID, Signer.SECRET);
    }

    private static String fields(boolean session) {
        return session ? ", session-token: '${literal:" + TOKEN + "}'" : "";
    }

    @Test
    void s3RequestsAreSignedAsTheSdkSignsThem() throws Exception {
        AwsV4HttpSigner sdk = AwsV4HttpSigner.create();
        for (int config = 0; config < 4; config++) {
            boolean session = config % 2 == 1;
            boolean signed = config / 2 == 0;
            Signer ours = Signer.of(folder, "region: eu-west-1, service: s3, payload: " + (signed ? "signed" : "unsigned") + fields(session));
            for (int i = 0; i < 1250; i++) {
                Case c = new Case();
                ours.moments.millis = c.millis;
                SdkHttpRequest request = c.forSdk(true).build();
                String theirs = sdk.sign(r -> {
                    r.identity(identity(session)).request(request).putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                            .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                            .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                            .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                            .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, signed)
                            .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, Clock.fixed(Instant.ofEpochMilli(c.millis), ZoneOffset.UTC));
                    if (c.body != null) {
                        r.payload(() -> new ByteArrayInputStream(c.body));
                    }
                }).request().firstMatchingHeader("Authorization").get();
                assertEquals(theirs, ours.authorization(c.request()), c.method + " " + c.path + "?" + c.query);
            }
        }
    }

    /** By the SDK's inner signer: its outer one sends {@code x-amz-content-sha256} to every service. */
    @Test
    void requestsToOtherServicesAreSignedAsTheSdkSignsThem() throws Exception {
        int compared = 0;
        for (int config = 0; config < 2; config++) {
            boolean session = config == 1;
            Signer ours = Signer.of(folder, "region: eu-west-1, service: execute-api" + fields(session));
            while (compared < 2500 * (config + 1)) {
                Case c = new Case();
                if (c.leavesRoot()) {
                    continue;
                }
                ours.moments.millis = c.millis;
                Map<String, String> headers = ours.sign(c.request());
                SdkHttpRequest.Builder request = c.forSdk(false)
                        .putHeader("Host", c.host + (c.port == 443 ? "" : ":" + c.port)).putHeader("X-Amz-Date", headers.get("x-amz-date"));
                if (session) {
                    request.putHeader("X-Amz-Security-Token", TOKEN);
                }
                CredentialScope scope = new CredentialScope("eu-west-1", "execute-api", Instant.ofEpochMilli(c.millis));
                V4RequestSigningResult theirs = V4RequestSigner.create(V4Properties.builder().credentials(identity(session))
                        .credentialScope(scope).signingClock(Clock.systemUTC()).doubleUrlEncode(true).normalizePath(true).build(),
                        hash(c.body)).sign(request);
                assertEquals("AWS4-HMAC-SHA256 Credential=" + scope.scope(identity(session)) + ", SignedHeaders="
                        + theirs.getCanonicalRequest().getSignedHeadersString() + ", Signature=" + theirs.getSignature(),
                        headers.get("Authorization"), c.method + " " + c.path + "?" + c.query);
                assertEquals(scope.getDatetime(), headers.get("x-amz-date"));
                compared++;
            }
        }
    }

    /** The SDK signs SigV4a with a native library; its canonical request, and so what is signed, is in Java. */
    @Test
    void sigV4aSignsWhatTheSdkWouldSign() throws Exception {
        Signer ours = Signer.of(folder, "region-set: ['eu-*', us-east-1], service: s3");
        for (int i = 0; i < 300; i++) {
            Case c = new Case();
            ours.moments.millis = c.millis;
            Map<String, String> headers = ours.sign(c.request());
            SdkHttpRequest.Builder request = c.forSdk(true).putHeader("Host", c.host + (c.port == 443 ? "" : ":" + c.port));
            headers.forEach((name, value) -> {
                if (name.startsWith("x-amz-")) {
                    request.putHeader(name, value);
                }
            });
            V4CanonicalRequest canonical = new V4CanonicalRequest(request.build(), hash(c.body), new V4CanonicalRequest.Options(false, false));
            String date = headers.get("x-amz-date");
            String scope = date.substring(0, 8) + "/s3/aws4_request";
            String authorization = headers.get("Authorization");
            String start = "AWS4-ECDSA-P256-SHA256 Credential=" + Signer.ID + "/" + scope + ", SignedHeaders="
                    + canonical.getSignedHeadersString() + ", Signature=";
            assertTrue(authorization.startsWith(start), authorization);
            String toSign = "AWS4-ECDSA-P256-SHA256\n" + date + "\n" + scope + "\n"
                    + hash(canonical.getCanonicalRequestString().getBytes(StandardCharsets.UTF_8));
            assertTrue(SigV4aTest.verifies(SigV4aTest.SUITE_KEY, toSign, authorization.substring(start.length())), toSign);
        }
    }

    private static String hash(byte[] bytes) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes == null ? new byte[0] : bytes);
        StringBuilder hex = new StringBuilder();
        for (byte b : hash) {
            hex.append(String.format(Locale.ROOT, "%02x", b & 0xff));
        }
        return hex.toString();
    }
}
