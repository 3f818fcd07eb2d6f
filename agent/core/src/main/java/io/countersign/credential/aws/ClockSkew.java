package io.countersign.credential.aws;

import io.countersign.request.Answer;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * By how much this machine's clock is wrong, as those say who have refused a request for it: per host, so that none can shift
 * the time for another. It is learned from the {@code Date} of a refusal where that differs from the time that the request was
 * signed with by more than the service tolerates, and forgotten where it agrees with the clock again.
 */
public final class ClockSkew {
    /** What AWS calls a signature whose time is wrong, or may be; a refusal by another name has another cause. */
    private static final List<String> ERRORS = Arrays.asList("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture",
            "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure");

    /** Hosts whose time is kept; the one that was learned first goes when there are more. */
    private static final int HOSTS = 256;
    private final long tolerated;

    /** Copied when it changes; it is empty wherever the clock is right. */
    private final AtomicReference<Map<String, Long>> offsets = new AtomicReference<>(Collections.<String, Long>emptyMap());

    /** @param service AWS's name of it, which says what it tolerates */
    public ClockSkew(String service) {
        this(new Service(service).toleratedSkew());
    }

    /** @param tolerated milliseconds by which a time may be wrong without being refused */
    ClockSkew(long tolerated) {
        this.tolerated = tolerated;
    }

    /** Milliseconds to be added to this machine's time. */
    long of(String host) {
        Map<String, Long> now = offsets.get();
        Long offset = now.isEmpty() ? null : now.get(host);
        return offset == null ? 0 : offset;
    }

    /**
     * @param millis this machine's time, since 1970 UTC
     * @return whether the next request to this host will be signed with another time than the one that was refused
     */
    public boolean learn(String host, long millis, Answer refusal) {
        Long theirs = mayBeForTheTime(refusal) ? dateOf(refusal) : null;
        if (theirs == null || Math.abs(theirs - (millis + of(host))) <= tolerated) {
            return false;
        }
        long offset = theirs - millis;
        Map<String, Long> before;
        Map<String, Long> after;
        do {
            before = offsets.get();
            after = new LinkedHashMap<>(before);
            after.remove(host);
            if (Math.abs(offset) > tolerated) {
                if (after.size() == HOSTS) {
                    after.remove(after.keySet().iterator().next());
                }
                after.put(host, offset);
            }
        } while (!offsets.compareAndSet(before, after));
        return true;
    }

    /** S3, EC2 and others say in the body alone what was wrong: then the time may have been, and the {@code Date} decides. */
    private static boolean mayBeForTheTime(Answer refusal) {
        // An answer out of a cache has its date from there.
        if (refusal.status() != 400 && refusal.status() != 401 && refusal.status() != 403 || !refusal.header("Age").isEmpty()) {
            return false;
        }
        List<String> types = refusal.header("x-amzn-ErrorType");
        if (types.isEmpty()) {
            return true;
        }
        // "InvalidSignatureException:http://internal.amazon.com/coral/com.amazon.coral.service/"
        int colon = types.get(0).indexOf(':');
        return ERRORS.contains(colon < 0 ? types.get(0) : types.get(0).substring(0, colon));
    }

    /** @return null if it has none, or several */
    private static Long dateOf(Answer answer) {
        List<String> dates = answer.header("Date");
        if (dates.size() != 1) {
            return null;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(dates.get(0))).toEpochMilli();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
