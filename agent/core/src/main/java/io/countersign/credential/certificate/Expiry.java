package io.countersign.credential.certificate;

import io.countersign.key.EncodedCertificate;
import io.countersign.text.DateText;
import java.nio.file.Path;

/**
 * For how long a chain is good, and when that is to be said: 30, 7 and 1 days before it ends, but for those that are more than half of its life,
 * and when it ends.
 */
final class Expiry {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int[] DAYS = {30, 7, 1, 0};
    private static final DateText DATE = new DateText("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private final EncodedCertificate first;
    private final Path from;
    private final long notBefore;

    /** How many of {@link #DAYS} have been said, or are not to be. */
    private int said;

    Expiry(Loaded loaded) {
        EncodedCertificate ends = loaded.chain.get(0);
        EncodedCertificate begins = ends;
        for (EncodedCertificate each : loaded.chain) {
            ends = each.notAfter() < ends.notAfter() ? each : ends;
            begins = each.notBefore() > begins.notBefore() ? each : begins;
        }
        this.first = ends;
        this.notBefore = begins.notBefore();
        while (said < DAYS.length - 1 && DAYS[said] * DAY_MILLIS > (ends.notAfter() - ends.notBefore()) / 2) {
            said++;
        }
        this.from = loaded.from;
    }

    /** What there is to say now and has not been said; null for nothing. */
    String news(long now) {
        int reached = said;
        while (reached < DAYS.length && first.notAfter() - now <= DAYS[reached] * DAY_MILLIS) {
            reached++;
        }
        boolean isNews = reached > said;
        said = reached;
        return isNews ? text(now) : null;
    }

    /** As {@link #news}, and of one that is not valid yet. */
    String beginning(long now) {
        return now < notBefore ? from + ": the certificate of " + first + " is not valid before " + DATE.at(notBefore) : news(now);
    }

    private String text(long now) {
        long left = first.notAfter() - now;
        return from + ": the certificate of " + first + (left <= 0 ? " expired on " : " expires on ") + DATE.at(first.notAfter())
                + (left <= 0 ? "" : ", in " + (left >= 2 * DAY_MILLIS ? left / DAY_MILLIS + " days" : left / 3_600_000L + " hours"));
    }
}
