package io.countersign.sample.upstream;

import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * AWS Signature Version 4 in headers, as S3 asks for it, the content covered; at most five minutes off. What was sent is
 * signed by AWS' own signer, at the time and over the headers that it names, and must come out the same.
 */
final class AwsSigV4Guard implements Guard {
    private static final String CHALLENGE = "AWS4-HMAC-SHA256 realm=\"sample\"";
    private static final Pattern AUTHORIZATION = Pattern.compile("AWS4-HMAC-SHA256 Credential=[^/, ]+/[0-9]{8}/[^, ]+, "
            + "SignedHeaders=((?:[a-z0-9-]+;)*[a-z0-9-]+), Signature=[0-9a-f]{64}");
    private static final DateTimeFormatter AMZ_DATE = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final AwsCredentialsIdentity identity;
    private final String region;
    private final Window window;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /** @param seconds the time, in Unix seconds */
    AwsSigV4Guard(String accessKeyId, String secretAccessKey, String region, LongSupplier seconds) {
        this.identity = AwsCredentialsIdentity.create(accessKeyId, secretAccessKey);
        this.region = region;
        this.window = new Window(seconds);
    }

    @Override
    public Verdict judge(IncomingRequest request) {
        String authorization = request.line("Authorization");
        Matcher given = AUTHORIZATION.matcher(authorization == null ? "" : authorization);
        if (!given.matches()) {
            return unauthorized("no AWS4-HMAC-SHA256 credential");
        }
        String signedHeaders = ";" + given.group(1) + ";";
        if (!signedHeaders.contains(";host;") || !signedHeaders.contains(";x-amz-content-sha256;") || !signedHeaders.contains(";x-amz-date;")) {
            return unauthorized("host, date or content are not signed");
        }
        if (!Hashes.hex(Hashes.digest("SHA-256", request.body())).equals(request.line("X-Amz-Content-Sha256"))) {
            return unauthorized("the content is not that which x-amz-content-sha256 says");
        }
        Instant time;
        try {
            time = Instant.from(AMZ_DATE.parse(String.valueOf(request.line("X-Amz-Date"))));
        } catch (DateTimeParseException e) {
            return unauthorized("x-amz-date is no date");
        }
        if (!Hashes.isSame(authorization(request, given.group(1).split(";"), time), authorization)) {
            return unauthorized("wrong signature");
        }
        return window.holds(time.getEpochSecond()) ? Verdict.GRANTED : unauthorized("more than five minutes off");
    }

    private String authorization(IncomingRequest request, String[] signedHeaders, Instant time) {
        SdkHttpFullRequest.Builder signed = SdkHttpFullRequest.builder().method(SdkHttpMethod.fromValue(request.method))
                .protocol("http").host("sample").encodedPath(request.rawPath);
        for (String name : signedHeaders) {
            for (String line : request.lines(name)) {
                signed.appendHeader(name, line);
            }
        }
        return signer.sign(s -> s.identity(identity).request(signed.build())
                .payload(() -> new ByteArrayInputStream(request.body()))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)))
                .request().firstMatchingHeader("Authorization").orElse("");
    }

    private static Verdict unauthorized(String reason) {
        return Verdict.unauthorized(CHALLENGE, reason);
    }
}
