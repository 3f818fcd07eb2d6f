package io.countersign.sample.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The example of AWS' documentation of Amazon S3, "Authenticating Requests: Using the Authorization Header", a PUT Object. */
class AwsSigV4GuardTest {
    private static final String AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            + "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class, "
            + "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd";

    private long now = 1_369_353_600L;
    private final Guard guard = new AwsSigV4Guard("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", () -> now);

    private static IncomingRequest request(String method, String path, String body, String date, String authorization) {
        Headers headers = new Headers();
        headers.add("Host", "examplebucket.s3.amazonaws.com");
        headers.add("Date", "Fri, 24 May 2013 00:00:00 GMT");
        headers.add("X-Amz-Date", date);
        headers.add("X-Amz-Storage-Class", "REDUCED_REDUNDANCY");
        headers.add("X-Amz-Content-Sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072");
        headers.add("Authorization", authorization);
        return new IncomingRequest(method, path, null, null, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private void assertUnauthorized(String reason, IncomingRequest request) {
        Verdict verdict = guard.judge(request);
        assertEquals(401, verdict.status);
        assertEquals(reason, verdict.reason);
        assertEquals("AWS4-HMAC-SHA256 realm=\"sample\"", verdict.challenge);
    }

    @Test
    void theExampleIsLetThroughForFiveMinutes() {
        IncomingRequest request = request("PUT", "/test%24file.text", "Welcome to Amazon S3.", "20130524T000000Z", AUTHORIZATION);
        assertSame(Verdict.GRANTED, guard.judge(request));
        now += 301;
        assertUnauthorized("more than five minutes off", request);
    }

    @Test
    void whateverIsChangedIsRefused() {
        String body = "Welcome to Amazon S3.";
        String date = "20130524T000000Z";
        assertUnauthorized("wrong signature", request("POST", "/test%24file.text", body, date, AUTHORIZATION));
        assertUnauthorized("wrong signature", request("PUT", "/test%25file.text", body, date, AUTHORIZATION));
        assertUnauthorized("wrong signature", request("PUT", "/test%24file.text", body, "20130524T000001Z", AUTHORIZATION));
        assertUnauthorized("wrong signature", request("PUT", "/test%24file.text", body, date, AUTHORIZATION.replace("AKIA", "AKIB")));
        assertUnauthorized("wrong signature", request("PUT", "/test%24file.text", body, date, AUTHORIZATION.replace("Signature=98", "Signature=99")));
        assertUnauthorized("the content is not that which x-amz-content-sha256 says",
                request("PUT", "/test%24file.text", body + " ", date, AUTHORIZATION));
        assertUnauthorized("host, date or content are not signed",
                request("PUT", "/test%24file.text", body, date, AUTHORIZATION.replace(";host", "")));
        assertUnauthorized("x-amz-date is no date", request("PUT", "/test%24file.text", body, "yesterday", AUTHORIZATION));
        assertUnauthorized("no AWS4-HMAC-SHA256 credential", request("PUT", "/test%24file.text", body, date, "Basic eDp5"));
    }
}
