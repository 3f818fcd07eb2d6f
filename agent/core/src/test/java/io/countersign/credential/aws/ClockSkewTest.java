package io.countersign.credential.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.request.Answer;
import io.countersign.request.TestRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that is wrong, and what it takes to believe that it is. */
class ClockSkewTest {
    private static final long MINUTE = 60_000;

    @TempDir
    Path folder;
    private Signer s3;
    private Signer other;

    @BeforeEach
    void create() throws Exception {
        s3 = Signer.of(folder, "region: us-east-1, service: s3");
        other = Signer.of(folder, "region: us-east-1, service: dynamodb");
    }

    private static TestRequest request() {
        return new TestRequest("GET", "https://a.example/");
    }

    private static String http(long millis) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }

    private static Answer answer(int status, String... fields) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < fields.length; i += 2) {
            headers.put(fields[i], Collections.singletonList(fields[i + 1]));
        }
        return new Answer() {
            @Override
            public int status() {
                return status;
            }

            @Override
            public List<String> header(String name) {
                return headers.getOrDefault(name, Collections.emptyList());
            }
        };
    }

    private static Answer refusal(int status, long date) {
        return answer(status, "Date", http(date));
    }

    private static String dateOf(Signer signer, TestRequest request) throws Exception {
        return signer.sign(request).get("x-amz-date");
    }

    private void assertLearnsNothing(Signer signer, Answer answer) throws Exception {
        assertFalse(signer.engine.answered(request(), answer, false));
        assertEquals("20150830T123600Z", dateOf(signer, request()));
    }

    @Test
    void aRefusalForTheTimeCorrectsTheRequestsThatFollowAndRepeatsNoneAfterA403() throws Exception {
        for (long shift : new long[] {-20 * MINUTE, 20 * MINUTE, 400L * 86_400_000}) {
            assertFalse(s3.engine.answered(request(), refusal(403, Signer.MOMENT + shift), false));
            String expected = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                    .format(Instant.ofEpochMilli(Signer.MOMENT + shift).atOffset(ZoneOffset.UTC));
            Map<String, String> headers = s3.sign(request());
            assertEquals(expected, headers.get("x-amz-date"));
            assertTrue(headers.get("Authorization").contains("/" + expected.substring(0, 8) + "/us-east-1/s3/"));
        }
    }

    @Test
    void aRequestThatAnotherStatusHasRefusedForTheTimeIsSentAgain() throws Exception {
        for (int status : new int[] {400, 401}) {
            Signer signer = Signer.of(folder, "region: us-east-1, service: dynamodb");
            Answer refusal = answer(status, "Date", http(Signer.MOMENT + 6 * MINUTE), "x-amzn-ErrorType", "InvalidSignatureException:http://x/");
            assertTrue(signer.engine.answered(request(), refusal, false));
            assertEquals("20150830T124200Z", dateOf(signer, request()));
            // Nothing more is to be learned of the same answer.
            assertFalse(signer.engine.answered(request(), refusal, false));
        }
    }

    @Test
    void whatIsNoRefusalForTheTimeTeachesNothing() throws Exception {
        long later = Signer.MOMENT + 20 * MINUTE;
        assertLearnsNothing(s3, refusal(200, later));
        assertLearnsNothing(s3, refusal(404, later));
        assertLearnsNothing(s3, refusal(503, later));
        assertLearnsNothing(s3, answer(403));
        assertLearnsNothing(s3, answer(403, "Date", "yesterday"));
        assertLearnsNothing(s3, answer(403, "Date", http(later), "Age", "1200"));
        assertLearnsNothing(other, answer(400, "Date", http(later), "x-amzn-errortype", "AccessDeniedException"));
        assertLearnsNothing(other, answer(400, "Date", http(later), "x-amzn-errortype", "ValidationException:http://x/"));
    }

    @Test
    void aDifferenceThatTheServiceToleratesWasNotTheCause() throws Exception {
        assertLearnsNothing(s3, refusal(403, Signer.MOMENT + 15 * MINUTE));
        assertLearnsNothing(s3, refusal(403, Signer.MOMENT - 15 * MINUTE));
        assertLearnsNothing(other, refusal(403, Signer.MOMENT + 5 * MINUTE));
        assertFalse(other.engine.answered(request(), refusal(403, Signer.MOMENT + 5 * MINUTE + 1000), false));
        assertEquals("20150830T124101Z", dateOf(other, request()));
    }

    @Test
    void aHostShiftsTheTimeForItselfAlone() throws Exception {
        s3.engine.answered(request(), refusal(403, Signer.MOMENT + 20 * MINUTE), false);
        assertEquals("20150830T123600Z", dateOf(s3, new TestRequest("GET", "https://b.example/")));
        assertEquals("20150830T123600Z", dateOf(other, request()));
    }

    @Test
    void aClockThatIsRightAgainIsBelievedAgain() throws Exception {
        s3.engine.answered(request(), refusal(403, Signer.MOMENT + 20 * MINUTE), false);
        s3.moments.millis += 20 * MINUTE;
        assertEquals("20150830T131600Z", dateOf(s3, request()));
        s3.engine.answered(request(), refusal(403, s3.moments.millis + MINUTE), false);
        assertEquals("20150830T125600Z", dateOf(s3, request()));
    }

    @Test
    void noMoreThanSoManyHostsAreKept() throws Exception {
        for (int i = 0; i <= 256; i++) {
            s3.engine.answered(new TestRequest("GET", "https://h" + i + ".example/"), refusal(403, Signer.MOMENT + 20 * MINUTE), false);
        }
        assertEquals("20150830T123600Z", dateOf(s3, new TestRequest("GET", "https://h0.example/")));
        assertEquals("20150830T125600Z", dateOf(s3, new TestRequest("GET", "https://h1.example/")));
        assertEquals("20150830T125600Z", dateOf(s3, new TestRequest("GET", "https://h256.example/")));
    }
}
