package io.countersign.benchmarks.signing;

import io.countersign.benchmarks.measure.Engines;
import io.countersign.benchmarks.measure.PlainRequest;
import io.countersign.engine.Engine;
import io.countersign.request.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * {@code Engine.sign} by type of credential, each beside what it cannot do without: the JCA's own digest, MAC or signature over
 * as many bytes, its object made once and used again.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SigningBenchmark {
    private static final String[] FIELDS = {"User-Agent", "legacy/1.0", "Accept", "application/json",
        "Content-Type", "application/json", "Content-Length", "1024"};
    private static final String AWS_KEY_ID = "AKIDEXAMPLE";
    private static final String AWS_SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /** As long as the messages that are signed here. */
    private static final byte[] MESSAGE = new byte[300];

    private final byte[] body = new byte[1024];
    private Engine engine;
    private PlainRequest hmac;
    private PlainRequest jwt;
    private PlainRequest ed25519;
    private PlainRequest ecdsa;
    private PlainRequest rsa;
    private PlainRequest aws;
    private PlainRequest dpopEs256;
    private PlainRequest dpopEdDsa;

    private final AwsV4HttpSigner sdkSigner = AwsV4HttpSigner.create();
    private final AwsCredentialsIdentity sdkIdentity = AwsCredentialsIdentity.create(AWS_KEY_ID, AWS_SECRET);
    private SdkHttpFullRequest sdkRequest;

    private MessageDigest rawDigest;
    private Mac rawMac;
    private Signature rawEd25519;
    private Signature rawEcdsa;
    private Signature rawRsa;

    @Setup
    public void read() throws Exception {
        Path folder = Files.createTempDirectory("countersign-signing-");
        rawEd25519 = key(folder, "ed25519", KeyPairGenerator.getInstance("Ed25519"), Signature.getInstance("Ed25519"));
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        rawEcdsa = key(folder, "ecdsa", ec, Signature.getInstance("SHA256withECDSA"));
        KeyPairGenerator rsaPair = KeyPairGenerator.getInstance("RSA");
        rsaPair.initialize(2048);
        rawRsa = key(folder, "rsa", rsaPair, Signature.getInstance("RSASSA-PSS"));
        rawRsa.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
        rawDigest = MessageDigest.getInstance("SHA-256");
        rawMac = Mac.getInstance("HmacSHA256");
        rawMac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        String components = "key-id: k, components: ['@method', '@authority', '@path', '@query', content-type]}";
        String oauth2 = "type: oauth2, grant: client-credentials, token-url: 'https://idp.example/token', client-id: orders,"
                + " client-secret: '${literal:0123456789abcdef}', dpop: ";
        engine = Engines.of(Files.write(folder.resolve("policy.yaml"), String.join("\n", "version: 1", "credentials:",
                "  hmac:",
                "    type: hmac",
                "    secret: ${literal:0123456789abcdef0123456789abcdef}",
                "    message: \"{method}\\n{path}\\n{timestamp}\\n{body-sha256}\"",
                "    headers: {X-Timestamp: '{timestamp}', X-Signature: '{signature}'}",
                "  jwt: {type: jwt, algorithm: HS256, key: '${literal:0123456789abcdef0123456789abcdef}', claims: {iss: a}}",
                "  ed25519: {type: http-signature, algorithm: ed25519, key: '${file:ed25519.pem}', " + components,
                "  ecdsa: {type: http-signature, algorithm: ecdsa-p256-sha256, key: '${file:ecdsa.pem}', " + components,
                "  rsa: {type: http-signature, algorithm: rsa-pss-sha512, key: '${file:rsa.pem}', " + components,
                "  aws: {type: aws-sigv4, region: eu-west-1, service: s3, access-key-id: '${literal:" + AWS_KEY_ID + "}',"
                        + " secret-access-key: '${literal:" + AWS_SECRET + "}'}",
                "  dpop-es256: {" + oauth2 + "ES256}",
                "  dpop-eddsa: {" + oauth2 + "EdDSA}",
                "rules:",
                "  - {host: dpop-es256.example, credentials: [dpop-es256]}",
                "  - {host: dpop-eddsa.example, credentials: [dpop-eddsa]}",
                "  - {host: aws.example, credentials: [aws]}",
                "  - {host: hmac.example, credentials: [hmac]}",
                "  - {host: jwt.example, credentials: [jwt]}",
                "  - {host: ed25519.example, credentials: [ed25519]}",
                "  - {host: ecdsa.example, credentials: [ecdsa]}",
                "  - {host: rsa.example, credentials: [rsa]}").getBytes(StandardCharsets.UTF_8)));
        hmac = post("hmac.example");
        jwt = post("jwt.example");
        ed25519 = post("ed25519.example");
        ecdsa = post("ecdsa.example");
        rsa = post("rsa.example");
        dpopEs256 = post("dpop-es256.example");
        dpopEdDsa = post("dpop-eddsa.example");
        aws = new PlainRequest("GET", "aws.example", "/orders/2026/11/4711.json", "versionId=3&response-content-type=text", null,
                "User-Agent", "legacy/1.0", "Accept", "application/json", "Range", "bytes=0-99");
        sdkRequest = SdkHttpFullRequest.builder().method(SdkHttpMethod.GET).protocol("https").host("aws.example")
                .encodedPath("/orders/2026/11/4711.json").putRawQueryParameter("versionId", "3")
                .putRawQueryParameter("response-content-type", "text").putHeader("User-Agent", "legacy/1.0")
                .putHeader("Accept", "application/json").putHeader("Range", "bytes=0-99").build();
        for (PlainRequest request : new PlainRequest[] {hmac, jwt, ed25519, ecdsa, rsa, aws, dpopEs256, dpopEdDsa}) {
            if (engine.sign(request) == null) {
                throw new IllegalStateException("the engine does not do what is to be measured");
            }
        }
    }

    private PlainRequest post(String host) {
        return new PlainRequest("POST", host, "/v1/items/4711", "page=2&size=100", body, FIELDS);
    }

    /** Writes the key for the policy. */
    private static Signature key(Path folder, String name, KeyPairGenerator generator, Signature signature)
            throws GeneralSecurityException, IOException {
        KeyPair pair = generator.generateKeyPair();
        Files.writeString(folder.resolve(name + ".pem"), "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n");
        signature.initSign(pair.getPrivate());
        return signature;
    }

    @Benchmark
    public Headers hmac() throws IOException {
        return engine.sign(hmac);
    }

    @Benchmark
    public byte[] hmacRaw() {
        byte[] digest = rawDigest.digest(body);
        rawMac.update(MESSAGE, 0, 26);
        rawMac.update(digest);
        return rawMac.doFinal(digest);
    }

    @Benchmark
    public Headers jwt() throws IOException {
        return engine.sign(jwt);
    }

    @Benchmark
    public Headers ed25519() throws IOException {
        return engine.sign(ed25519);
    }

    @Benchmark
    public byte[] ed25519Raw() throws GeneralSecurityException {
        rawEd25519.update(MESSAGE);
        return rawEd25519.sign();
    }

    @Benchmark
    public Headers ecdsa() throws IOException {
        return engine.sign(ecdsa);
    }

    @Benchmark
    public byte[] ecdsaRaw() throws GeneralSecurityException {
        rawEcdsa.update(MESSAGE);
        return rawEcdsa.sign();
    }

    @Benchmark
    public Headers rsa() throws IOException {
        return engine.sign(rsa);
    }

    @Benchmark
    public byte[] rsaRaw() throws GeneralSecurityException {
        rawRsa.update(MESSAGE);
        return rawRsa.sign();
    }

    @Benchmark
    public Headers dpopEs256() throws IOException {
        return engine.sign(dpopEs256);
    }

    @Benchmark
    public Headers dpopEdDsa() throws IOException {
        return engine.sign(dpopEdDsa);
    }

    @Benchmark
    public Headers aws() throws IOException {
        return engine.sign(aws);
    }

    /** The request is built already; what it is given and what it returns are objects of its own. */
    @Benchmark
    public SignedRequest awsSdk() {
        return sdkSigner.sign(r -> r.identity(sdkIdentity).request(sdkRequest)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false));
    }
}
