package io.countersign.credential.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.TestBackground;
import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Thousands of tokens of a server that is not well for a third of the time: it refuses, is busy, hangs, answers nonsense,
 * issues what is over as it comes. All of it at times and by chance that a seed decides, so that what fails once fails again.
 */
class ChaosTest {
    /** Lives over which requests come, some forty in each. */
    private static final int LIVES = 1500;
    private static final int TIME_LIMIT = 10_000;

    private final TestBackground elsewhere = new TestBackground();
    private Random random;
    private long life;

    /** How much of it is counted on: of a brief one a second less, by which a server that counts in seconds may end it sooner. */
    private long counted;
    private TokenCell cell;

    /** What was seen that may not be: the cell takes an error that is thrown at it for a failure of its server's. */
    private final List<String> wrong = new ArrayList<>();

    // The server: whether it is well is decided anew every third of a life.
    private boolean well = true;
    private long lastIll;
    private int issued;
    private int failed;

    /** The last token that it has issued, when that was asked for, and until when it may be put on a request. */
    private String token;
    private long asked = Long.MIN_VALUE / 2;
    private long goodUntil = Long.MIN_VALUE / 2;

    // Fetches.
    private boolean fetching;
    private int failuresInARow;
    private long notBefore = Long.MIN_VALUE;

    // Requests.
    private long end;
    private int sent;
    private int refused;
    private int waited;

    @ParameterizedTest
    @CsvSource({"2000, 1", "30000, 2", "300000, 3", "3600000, 4"})
    void noTokenThatIsOverIsSentAndNoneIsRefusedWhileAGoodOneIsThere(long life, long seed) {
        this.life = life;
        counted = life < 10_000 ? life - 1000 : life;
        random = new Random(seed);
        cell = new TokenCell(this::fetch, elsewhere.background(new Log(Log.Level.ERROR, System.err), Paths.get(".")));
        end = elsewhere.moments.millis + LIVES * life;
        weather();
        request();
        elsewhere.pass(LIVES * life);

        String counts = issued + " issued, " + failed + " failed, " + sent + " sent, " + refused + " refused, " + waited + " waited";
        assertEquals(Collections.emptyList(), wrong, counts);
        assertTrue(issued > 500 && failed > 500 && refused > 100 && waited > 100, "it was no chaos: " + counts);
        // A call that hangs outlasts many tokens of a few seconds.
        assertTrue(life < TIME_LIMIT || sent > 2 * refused, "the server is well for two thirds of the time: " + counts);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds && wrong.size() < 10) {
            wrong.add(elsewhere.moments.millis + ": " + otherwise);
        }
    }

    /** Well or not, until it is decided again. */
    private void weather() {
        well = random.nextInt(3) > 0;
        elsewhere.after(life / 3, this::weather);
    }

    private IssuedToken fetch() throws TokenFailure {
        long now = elsewhere.moments.millis;
        check(!fetching, "two fetches at once");
        check(now >= notBefore, "a failing server is asked again " + (notBefore - now) + " ms too early");
        check(now - asked >= counted * 3 / 4 - 1, "a token that was issued " + (now - asked) + " ms ago is renewed already");
        fetching = true;
        try {
            elsewhere.pass(random.nextInt((int) Math.min(life / 10, 300)));
            if (well) {
                return issue(now);
            }
            lastIll = elsewhere.moments.millis;
            return fail(now);
        } finally {
            fetching = false;
        }
    }

    private IssuedToken issue(long now) {
        token = "t" + ++issued;
        asked = now;
        goodUntil = now + counted - Math.min(counted / 10, 5000);
        failuresInARow = 0;
        notBefore = Long.MIN_VALUE;
        return new IssuedToken(token, now, now * 1_000_000, life, 0, random.nextDouble(), null);
    }

    private IssuedToken fail(long now) throws TokenFailure {
        failed++;
        int how = random.nextInt(6);
        long retryAfter = how == 1 ? 1 + random.nextInt(5000) : 0;
        if (how == 2) {
            elsewhere.pass(TIME_LIMIT);
            lastIll = elsewhere.moments.millis;
        }
        long left = goodUntil - elsewhere.moments.millis;
        long pause = Math.min(30_000, Math.min(100L << Math.min(failuresInARow, 10), left > 0 ? Math.max(100, left / 2) : 30_000));
        notBefore = elsewhere.moments.millis + Math.max(pause / 2, retryAfter);
        failuresInARow++;
        switch (how) {
            case 3:
                throw new TokenFailure(TokenFailure.Kind.LASTING, "nonsense");
            case 4:
                throw new IllegalStateException("the agent's own");
            case 5:
                return new IssuedToken("over", now, now * 1_000_000, 0, 0, 0, null);
            default:
                throw new TokenFailure(TokenFailure.Kind.PASSING, "not well", null, retryAfter);
        }
    }

    /** One, and after a while the next. */
    private void request() {
        boolean good = elsewhere.moments.millis < goodUntil;
        CompletableFuture<?> pending = cell.pending(elsewhere.moments);
        if (pending == null) {
            send(good);
        } else {
            check(!good, "a request waits while there is a token that is good");
            waited++;
            pending.whenComplete((done, failure) -> send(elsewhere.moments.millis < goodUntil));
        }
        if (elsewhere.moments.millis < end) {
            // Now and then for so long that a token is no longer in use.
            elsewhere.after(random.nextInt(2000) == 0 ? 5 * life : random.nextInt((int) (life / 20)), this::request);
        }
    }

    private void send(boolean good) {
        try {
            String value = cell.token().value;
            check(value.equals(token), value + " is sent, and not the last one, " + token);
            check(elsewhere.moments.millis < asked + life, "a token that is over is sent");
            check(good, "a token is sent in the last moments of its life");
            sent++;
        } catch (CredentialUnavailable e) {
            check(!good, "a request is refused while there is a token that is good: " + e.getMessage());
            check(elsewhere.moments.millis - lastIll <= 30_000, "a request is refused though the server has long been well");
            refused++;
        }
    }
}
