package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.TestBackground;
import io.countersign.secret.Secret;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.internal.signer.CredentialScope;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4Properties;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4RequestSigner;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4RequestSigningResult;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Answers are those of the AWS Secrets Manager and STS API References and of the SDKs' guide to credential providers. */
class AwsSecretTest extends StoresFixture {
    private static final String ARN = "arn:aws:secretsmanager:us-west-2:123456789012:secret:prod/billing-a1b2c3";
    private static final DateTimeFormatter AMZ_DATE = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private final Map<String, Reply> answers = new LinkedHashMap<>();

    @BeforeEach
    void aws() {
        env.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        env.put("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/hunter2/EXAMPLEKEY");
        env.put("AWS_REGION", "eu-west-1");
        secret("\"SecretString\":\"{\\\"password\\\":\\\"s-hunter2\\\",\\\"port\\\":5432}\"");
        elsewhere.server = this::answer;
    }

    private void secret(String member) {
        answers.put("https://secretsmanager.eu-west-1.amazonaws.com/", TestBackground.reply(200, "{\"ARN\":\"" + ARN + "\",\"Name\":\"prod/billing\","
                + member + ",\"VersionStages\":[\"AWSCURRENT\"],\"CreatedDate\":1.523477145713E9}", "content-type", "application/x-amz-json-1.1"));
    }

    private Reply answer(Call call) throws IOException {
        Reply reply = answers.get(call.url.toString());
        if (reply == null) {
            throw new IOException(call.url.getHost() + " does not answer");
        }
        return reply;
    }

    private Call last() {
        return elsewhere.calls.get(elsewhere.calls.size() - 1);
    }

    private static String header(Call call, String name) {
        for (int i = 0; i < call.headers.length; i += 2) {
            if (call.headers[i].equalsIgnoreCase(name)) {
                return call.headers[i + 1];
            }
        }
        return null;
    }

    /** What AWS's own SDK puts on the same request: its inner signer, for its outer one sends {@code x-amz-content-sha256} to every service. */
    private String bySdk(Call call, String region, AwsCredentialsIdentity identity) throws Exception {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder().uri(call.url).method(SdkHttpMethod.POST).putHeader("Content-Type", call.type)
                .putHeader("X-Amz-Target", "secretsmanager.GetSecretValue").putHeader("Host", call.url.getHost())
                .putHeader("X-Amz-Date", header(call, "X-Amz-Date"));
        if (identity instanceof AwsSessionCredentialsIdentity) {
            request.putHeader("X-Amz-Security-Token", ((AwsSessionCredentialsIdentity) identity).sessionToken());
        }
        CredentialScope scope = new CredentialScope(region, "secretsmanager", Instant.ofEpochMilli(elsewhere.moments.millis));
        V4RequestSigningResult theirs = V4RequestSigner.create(V4Properties.builder().credentials(identity).credentialScope(scope)
                .signingClock(Clock.systemUTC()).doubleUrlEncode(true).normalizePath(true).build(), sha256(call.body)).sign(request);
        return "AWS4-HMAC-SHA256 Credential=" + scope.scope(identity) + ", SignedHeaders=" + theirs.getCanonicalRequest().getSignedHeadersString()
                + ", Signature=" + theirs.getSignature();
    }

    private static String sha256(String text) throws Exception {
        return String.format("%064x", new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aSecretIsAskedForAsAwssOwnSdkAsksForIt() throws Exception {
        Secret secret = got("${aws-sm:prod/billing}");
        assertEquals("{\"password\":\"s-hunter2\",\"port\":5432}", secret.value().text());
        assertEquals("{\"SecretId\":\"prod/billing\"}", last().body);
        assertEquals("application/x-amz-json-1.1", last().type);
        assertEquals("secretsmanager.GetSecretValue", header(last(), "X-Amz-Target"));
        assertEquals(bySdk(last(), "eu-west-1", AwsCredentialsIdentity.create("AKIDEXAMPLE", "wJalrXUtnFEMI/hunter2/EXAMPLEKEY")),
                header(last(), "Authorization"));
        assertEquals("${aws-sm:prod/billing}", secret.toString());
    }

    @Test
    void aFieldOfJsonAndAnotherVersionAndAnotherPlace() throws Exception {
        env.put("AWS_SESSION_TOKEN", "session");
        assertEquals("s-hunter2", got("${aws-sm:prod/billing#password}").value().text());
        assertEquals(bySdk(last(), "eu-west-1", AwsSessionCredentialsIdentity.create("AKIDEXAMPLE", "wJalrXUtnFEMI/hunter2/EXAMPLEKEY", "session")),
                header(last(), "Authorization"));
        assertEquals("session", header(last(), "X-Amz-Security-Token"));
        assertNull(resolve("${aws-sm:prod/billing#port}").pending(), "it is the same secret");
        assertEquals("5432", resolve("${aws-sm:prod/billing#port}").value().text());
        got("${aws-sm:prod/billing#port?version-stage=AWSPREVIOUS&ttl=1h}");
        assertEquals("{\"SecretId\":\"prod/billing\",\"VersionStage\":\"AWSPREVIOUS\"}", last().body);
        env.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:4566");
        answers.put("http://127.0.0.1:4566/", answers.values().iterator().next());
        assertEquals("5432", got("${aws-sm:other#port}").value().text());
    }

    @Test
    void aClockThatIsWrongIsSetRightByTheRefusalsDate() throws Exception {
        long ahead = 1_200_000;
        elsewhere.server = call -> {
            Instant now = Instant.ofEpochMilli(elsewhere.moments.millis - ahead);
            Instant signed = Instant.from(AMZ_DATE.parse(header(call, "X-Amz-Date")));
            return Math.abs(signed.toEpochMilli() - now.toEpochMilli()) < 300_000 ? answer(call) : TestBackground.reply(400,
                    "{\"__type\":\"InvalidSignatureException\",\"message\":\"Signature not yet current\"}", "date",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
        };
        Secret secret = got("${aws-sm:prod/billing#password?ttl=1m}");
        assertEquals("s-hunter2", secret.value().text());
        assertEquals(2, elsewhere.calls.size());
        pass(61_000);
        assertEquals(3, elsewhere.calls.size(), "it is known from then on");
        assertEquals(0, told("could not be got"));
    }

    @Test
    void theRegionIsTheArnsThenTheEnvironments() throws Exception {
        answers.put("https://secretsmanager.us-west-2.amazonaws.com/", answers.values().iterator().next());
        answers.put("https://secretsmanager.cn-north-1.amazonaws.com.cn/", answers.values().iterator().next());
        got("${aws-sm:" + ARN + "#password}").value();
        env.remove("AWS_REGION");
        has(failure(got("${aws-sm:a}")), "no region is known; AWS_REGION is not set");
        env.put("AWS_DEFAULT_REGION", "cn-north-1");
        got("${aws-sm:b}").value();
    }

    @Test
    void aBinarySecretIsBytes() throws Exception {
        secret("\"SecretBinary\":\"/wABAg==\"");
        Secret secret = got("${aws-sm:prod/billing}");
        assertArrayEquals(new byte[] {-1, 0, 1, 2}, secret.value().bytes());
        has(failure(got("${aws-sm:prod/billing#a}")), "is of a secret that is no JSON object, and has no fields");
    }

    @Test
    void itIsKeptWhileAwsIsAway() throws Exception {
        Secret secret = got("${aws-sm:prod/billing#password}");
        Secret.Value one = secret.value();
        answers.clear();
        pass(1_000_000);
        assertSame(one, secret.value());
        assertEquals(1, told("${aws-sm:prod/billing} could not be got from AWS Secrets Manager: secretsmanager.eu-west-1.amazonaws.com does not answer;"
                + " what came before stays in use"));
        secret("\"SecretString\":\"{\\\"password\\\":\\\"two\\\"}\"");
        pass(61_000);
        assertEquals("two", secret.value().text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ResourceNotFoundException|is not there: AWS Secrets Manager in eu-west-1 knows no such secret",
        "AccessDeniedException|who has the access key of AWS_ACCESS_KEY_ID needs secretsmanager:GetSecretValue",
        "com.amazonaws.secretsmanager#UnrecognizedClientException|AWS does not take the access key of AWS_ACCESS_KEY_ID (UnrecognizedClientException)",
        "InternalServiceError|AWS Secrets Manager has answered with InternalServiceError",
        "hunter2 and more|AWS Secrets Manager has answered with status 400"})
    void aRefusalSaysWhatToDo(String type, String message) throws Exception {
        answers.put("https://secretsmanager.eu-west-1.amazonaws.com/", TestBackground.json(400, "{\"__type\":\"" + type + "\",\"Message\":\"hunter2\"}"));
        has(failure(got("${aws-sm:a}")), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"#a|nothing stands before", "a#|nothing stands before or behind '#'", "a?version=1|must be ttl=5m or version-stage=…",
        "a b|cannot be in the name"})
    void whatIsNoReferenceIsAMistake(String rest, String message) {
        has(wrong("${aws-sm:" + rest + "}"), message);
    }

    @Test
    void aWebIdentityIsExchangedForAnAccessKeyBeforeThatEnds() throws Exception {
        env.remove("AWS_ACCESS_KEY_ID");
        env.remove("AWS_SECRET_ACCESS_KEY");
        env.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/orders");
        env.put("AWS_WEB_IDENTITY_TOKEN_FILE", dir.resolve("token").toString());
        Files.write(dir.resolve("token"), "ey.hunter2+\n".getBytes(StandardCharsets.UTF_8));
        sts("ASIAONE", 3_600_000);
        got("${aws-sm:prod/billing}").value();
        Call login = elsewhere.calls.get(0);
        assertEquals("Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Forders"
                + "&RoleSessionName=countersign&WebIdentityToken=ey.hunter2%2B", login.form);
        assertEquals(bySdk(last(), "eu-west-1", AwsSessionCredentialsIdentity.create("ASIAONE", "secret/+hunter2=", "tok/en+=")), header(last(), "Authorization"));
        sts("ASIATWO", 7_200_000);
        pass(3_200_000);
        assertTrue(header(last(), "Authorization").contains("Credential=ASIAONE/"));
        pass(301_000);
        assertTrue(header(last(), "Authorization").contains("Credential=ASIATWO/"));
    }

    private void sts(String id, long life) {
        answers.put("https://sts.eu-west-1.amazonaws.com/", TestBackground.reply(200, "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                + "<AssumeRoleWithWebIdentityResult><Credentials><SessionToken>tok/en+=</SessionToken><SecretAccessKey>secret/+hunter2=</SecretAccessKey>"
                + "<Expiration>" + Instant.ofEpochMilli(elsewhere.moments.millis + life) + "</Expiration><AccessKeyId>" + id + "</AccessKeyId></Credentials>"
                + "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>", "content-type", "text/xml"));
    }

    @Test
    void aContainerHasAnAccessKeyOfItsOwn() throws Exception {
        env.remove("AWS_ACCESS_KEY_ID");
        env.remove("AWS_SECRET_ACCESS_KEY");
        env.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");
        env.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", dir.resolve("pod").toString());
        Files.write(dir.resolve("pod"), "pod-hunter2".getBytes(StandardCharsets.UTF_8));
        answers.put("http://169.254.170.23/v1/credentials", keys("ASIAPOD"));
        got("${aws-sm:prod/billing}").value();
        assertTrue(elsewhere.calls.get(0).isMetadata);
        assertEquals("pod-hunter2", header(elsewhere.calls.get(0), "Authorization"));
        assertTrue(header(last(), "Authorization").contains("Credential=ASIAPOD/"));
    }

    @ParameterizedTest
    @CsvSource({",,http://169.254.169.254", "IPv6,,http://[fd00:ec2::254]", "ipv4,,http://169.254.169.254", "IPv6,http://127.0.0.1:1338/,http://127.0.0.1:1338"})
    void anInstanceHasARole(String mode, String endpoint, String at) throws Exception {
        env.remove("AWS_ACCESS_KEY_ID");
        env.remove("AWS_SECRET_ACCESS_KEY");
        env.put("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", mode);
        env.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint);
        String base = at + "/latest/";
        answers.put(base + "api/token", TestBackground.reply(200, "imds", "content-type", "text/plain"));
        answers.put(base + "meta-data/iam/security-credentials/", TestBackground.reply(200, "orders-role", "content-type", "text/plain"));
        answers.put(base + "meta-data/iam/security-credentials/orders-role", keys("ASIAEC2"));
        got("${aws-sm:prod/billing}").value();
        assertEquals("PUT", elsewhere.calls.get(0).method);
        assertEquals("300", header(elsewhere.calls.get(0), "X-aws-ec2-metadata-token-ttl-seconds"));
        assertEquals("imds", header(elsewhere.calls.get(2), "X-aws-ec2-metadata-token"));
        assertTrue(header(last(), "Authorization").contains("Credential=ASIAEC2/"));
    }

    private Reply keys(String id) {
        return TestBackground.json(200, "{\"Code\":\"Success\",\"AccessKeyId\":\"" + id + "\",\"SecretAccessKey\":\"hunter2\",\"Token\":\"t\",\"Expiration\":\""
                + Instant.ofEpochMilli(elsewhere.moments.millis + 3_600_000) + "\"}");
    }

    private void inContainer() {
        env.remove("AWS_ACCESS_KEY_ID");
        env.remove("AWS_SECRET_ACCESS_KEY");
        env.put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/1");
        answers.put("http://169.254.170.2/v2/credentials/1", keys("ASIAONE"));
    }

    private long asked(String host) {
        return elsewhere.calls.stream().filter(call -> call.url.getHost().equals(host)).count();
    }

    @Test
    void anAccessKeyStaysInUseWhileItLivesAndThereIsNoOtherToBeHad() throws Exception {
        inContainer();
        Secret secret = got("${aws-sm:prod/billing#password?ttl=10s}");
        answers.put("http://169.254.170.2/v2/credentials/1", TestBackground.json(500, "{}"));
        pass(3_400_000);
        secret("\"SecretString\":\"{\\\"password\\\":\\\"two\\\"}\"");
        pass(100_000);
        assertEquals("two", secret.value().text());
        assertEquals(1, told("another access key for AWS could not be got: no access key of AWS_CONTAINER_CREDENTIALS_RELATIVE_URI (status 500); the one that there"
                + " is stays in use while it lives"));
        pass(200_000);
        long before = asked("secretsmanager.eu-west-1.amazonaws.com");
        pass(100_000);
        assertEquals(before, asked("secretsmanager.eu-west-1.amazonaws.com"), "it is over");
        answers.put("http://169.254.170.2/v2/credentials/1", keys("ASIATWO"));
        pass(61_000);
        assertTrue(header(last(), "Authorization").contains("Credential=ASIATWO/"));
    }

    @Test
    void withoutAnyAccessKeyItIsSaidWhatThereMayBe() throws Exception {
        env.remove("AWS_SECRET_ACCESS_KEY");
        has(failure(got("${aws-sm:a}")), "of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY one is set in the environment, and not the other");
        env.remove("AWS_ACCESS_KEY_ID");
        has(failure(got("${aws-sm:b}")), "no answer of the metadata service of EC2, for the environment names no access key (AWS_ACCESS_KEY_ID,");
        env.put("AWS_EC2_METADATA_DISABLED", "true");
        has(failure(got("${aws-sm:c}")), "AWS_EC2_METADATA_DISABLED is true");
    }

    @Test
    void anAccessKeyThatIsOverIsGotAnewOnce() throws Exception {
        env.remove("AWS_ACCESS_KEY_ID");
        env.remove("AWS_SECRET_ACCESS_KEY");
        env.put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/1");
        answers.put("http://169.254.170.2/v2/credentials/1", keys("ASIAOLD"));
        got("${aws-sm:prod/billing}").value();
        answers.put("http://169.254.170.2/v2/credentials/1", keys("ASIANEW"));
        elsewhere.server = call -> header(call, "Authorization") != null && header(call, "Authorization").contains("ASIAOLD")
                ? TestBackground.json(400, "{\"__type\":\"ExpiredTokenException\"}") : answer(call);
        pass(301_000);
        assertTrue(header(last(), "Authorization").contains("Credential=ASIANEW/"));
        assertEquals(0, told("could not be got"));
    }
}
