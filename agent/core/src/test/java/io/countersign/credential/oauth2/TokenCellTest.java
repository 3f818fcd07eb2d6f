package io.countersign.credential.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.background.Background;
import io.countersign.background.Fetch;
import io.countersign.background.KeyAndChain;
import io.countersign.background.TestBackground;
import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.FixedMoments;
import io.countersign.request.Moments;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The whole policy of having a token, at times and with failures that the test decides. */
class TokenCellTest {
    private static final long LIFE = 100_000;

    private final TestBackground elsewhere = new TestBackground();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Background background = elsewhere.background(new Log(Log.Level.DEBUG, new PrintStream(log, true)), Paths.get("."));
    private final List<Long> fetches = new ArrayList<>();
    private TokenFailure failure;
    private long life = LIFE;
    private KeyAndChain certificate;
    private Runnable meanwhile = () -> { };
    private final TokenCell cell = new TokenCell(source(), background);

    private TokenCell.Source source() {
        return new TokenCell.Source() {
            @Override
            public IssuedToken fetch() throws TokenFailure {
                return TokenCellTest.this.fetch();
            }

            @Override
            public String client() {
                return "orders";
            }

            @Override
            public String server() {
                return "idp";
            }

            @Override
            public KeyAndChain shown() {
                return certificate;
            }

            @Override
            public String toString() {
                return "orders of idp";
            }
        };
    }

    private IssuedToken fetch() throws TokenFailure {
        fetches.add(elsewhere.moments.millis);
        KeyAndChain shown = certificate;
        meanwhile.run();
        if (failure != null) {
            throw failure;
        }
        return new IssuedToken("t" + fetches.size(), elsewhere.moments.millis, elsewhere.moments.nanos(), life, 0, 0, shown);
    }

    private CompletableFuture<?> pending() {
        return cell.pending(elsewhere.moments);
    }

    /** What a request gets that may wait. */
    private String request() {
        for (int i = 0; pending() != null && i < 8; i++) {
            elsewhere.work();
        }
        try {
            return cell.token().value;
        } catch (CredentialUnavailable e) {
            return e.getMessage();
        }
    }

    /** What one gets that asks once, and would have to wait otherwise. */
    private String atOnce() throws CredentialUnavailable {
        assertNull(pending());
        return cell.token().value;
    }

    private static TokenFailure passing(String message) {
        return new TokenFailure(TokenFailure.Kind.PASSING, message);
    }

    private static TokenFailure lasting(String message) {
        return new TokenFailure(TokenFailure.Kind.LASTING, message);
    }

    @Test
    void whoeverFindsNoTokenWaitsForTheOneFetch() throws Exception {
        CompletableFuture<?> first = pending();
        assertNotNull(first);
        assertSame(first, pending());
        assertFalse(first.isDone());
        assertEquals(1, elsewhere.waiting());
        elsewhere.work();
        assertTrue(first.isDone());
        assertEquals("t1", atOnce());
        assertEquals(1, fetches.size());
    }

    @Test
    void whoListensIsToldOfEachFetchAndOfNoToken() {
        List<Fetch> told = new ArrayList<>();
        Consumer<Fetch> listener = told::add;
        background.listen(listener);
        background.listen(fetch -> {
            throw new IllegalStateException("one that must not matter");
        });
        meanwhile = () -> elsewhere.moments.millis += 7;
        failure = lasting("no such client");
        request();
        elsewhere.moments.millis += 60_000;
        failure = null;
        assertEquals("t2", request());
        background.leave(listener);
        elsewhere.moments.millis += LIFE;
        request();
        assertEquals(2, told.size());
        assertEquals("no such client", told.get(0).why);
        assertEquals(0, told.get(0).life);
        assertNull(told.get(1).why);
        assertEquals(LIFE, told.get(1).life);
        assertEquals("orders", told.get(1).client);
        assertEquals("idp", told.get(1).server);
        assertEquals(7_000_000, told.get(1).nanos);
        assertEquals(fetches.get(1) + 7, told.get(1).millis);
    }

    @Test
    void itIsKnownUntilWhenThereIsAToken() {
        assertEquals(0, cell.validity().expires);
        assertNull(cell.validity().why);
        assertEquals(0, elsewhere.waiting(), "none is fetched for the answer");
        failure = lasting("no such client");
        request();
        assertEquals("no such client", cell.validity().why);
        failure = null;
        elsewhere.moments.millis += 60_000;
        request();
        assertEquals(elsewhere.moments.millis + LIFE - 5000, cell.validity().expires);
        assertNull(cell.validity().why);
        elsewhere.moments.millis += LIFE;
        assertEquals(0, cell.validity().expires);
    }

    @Test
    void aTokenIsTheSameObjectUntilItIsRenewed() throws Exception {
        request();
        IssuedToken token = cell.token();
        elsewhere.pass(LIFE / 2);
        assertNull(pending());
        assertSame(token, cell.token());
        assertEquals(1, fetches.size());
    }

    @Test
    void itIsRenewedAFifthOfItsLifeAheadWhileTheOldOneIsUsedOn() throws Exception {
        request();
        elsewhere.moments.millis += LIFE * 4 / 5 - 1;
        assertEquals("t1", atOnce());
        assertEquals(0, elsewhere.waiting());
        elsewhere.moments.millis += 1;
        assertEquals("t1", atOnce());
        assertEquals("t1", atOnce());
        assertEquals(1, elsewhere.waiting());
        elsewhere.work();
        assertEquals("t2", atOnce());
        assertEquals(2, fetches.size());
    }

    @Test
    void itIsRenewedWithoutARequestForAsLongAsItIsInUse() throws Exception {
        request();
        elsewhere.pass(LIFE);
        assertEquals(2, fetches.size());
        elsewhere.pass(LIFE / 2);
        assertEquals("t2", atOnce());
        elsewhere.pass(20 * LIFE);
        assertEquals(6, fetches.size(), "three lives after its last use it is left to end");
        assertNotNull(pending());
    }

    @Test
    void jitterSpreadsRenewalsOverAQuarterOfTheTimeAhead() {
        assertEquals(80_000, new IssuedToken("t", 0, 0, LIFE, 0, 0, null).renewal);
        assertEquals(75_005, new IssuedToken("t", 0, 0, LIFE, 0, 0.999, null).renewal, 10);
    }

    @Test
    void aMarginLongerThanTheTokensLifeIsHalfOfIt() {
        assertEquals(LIFE / 2, new IssuedToken("t", 0, 0, LIFE, 2 * LIFE, 0, null).renewal);
        assertEquals(5000, new IssuedToken("t", 0, 0, 10_000, 60_000, 0, null).renewal);
    }

    @Test
    void theTimeAheadIsFiveMinutesAtMost() {
        assertEquals(86_400_000 - 300_000, new IssuedToken("t", 0, 0, 86_400_000, 0, 0, null).renewal);
    }

    @Test
    void aTokenIsNotSentInTheLastMomentsOfItsLife() {
        IssuedToken token = new IssuedToken("t", 0, 0, 20_000, 0, 0, null);
        assertTrue(token.isGood(17_999, 0));
        assertFalse(token.isGood(18_000, 0));
        assertTrue(new IssuedToken("t", 0, 0, 3_600_000, 0, 0, null).isGood(3_594_999, 0));
        assertFalse(new IssuedToken("t", 0, 0, 3_600_000, 0, 0, null).isGood(3_595_000, 0));
    }

    /** Two seconds are one and a bit where a server counts in whole ones: issued at 0.9 s, it is over at 2.0. */
    @Test
    void aBriefTokenIsOverASecondSoonerAndHalfAtMost() {
        IssuedToken token = new IssuedToken("t", 0, 0, 2000, 0, 0, null);
        assertEquals(800, token.renewal);
        assertTrue(token.isGood(899, 0));
        assertFalse(token.isGood(900, 0));
        assertEquals(500, new IssuedToken("t", 0, 0, 1000, 0, 0, null).life);
        assertEquals(8_999, new IssuedToken("t", 0, 0, 9_999, 0, 0, null).life);
        assertEquals(10_000, new IssuedToken("t", 0, 0, 10_000, 0, 0, null).life);
    }

    @Test
    void neitherASleepingMachineNorAClockThatIsSetBackMakesItLiveLonger() {
        IssuedToken token = new IssuedToken("t", 1_000_000, 5_000, LIFE, 0, 0, null);
        assertTrue(token.isGood(1_000_000, 5_000));
        assertFalse(token.isGood(1_000_000 + LIFE, 5_000), "asleep, the other clock stood still");
        assertFalse(token.isGood(500_000, 5_000 + LIFE * 1_000_000), "set back");
    }

    @Test
    void withinAMillisecondTheSecondClockIsNotAskedAgain() throws Exception {
        long[] asked = new long[1];
        Moments counting = new Moments() {
            @Override
            public long millis() {
                return elsewhere.moments.millis();
            }

            @Override
            public long nanos() {
                asked[0]++;
                return elsewhere.moments.nanos();
            }

            @Override
            public void random(byte[] bytes) {
                elsewhere.moments.random(bytes);
            }
        };
        request();
        elsewhere.moments.millis++;
        for (int i = 0; i < 100; i++) {
            assertNull(cell.pending(counting));
            cell.token();
        }
        assertEquals(1, asked[0]);
        elsewhere.moments.millis++;
        assertNull(cell.pending(counting));
        assertEquals(2, asked[0]);
    }

    @Test
    void whatOneMillisecondSaidIsNotHeldTrueInTheNext() {
        IssuedToken token = new IssuedToken("t", 0, 0, LIFE, 0, 0, null);
        FixedMoments moments = new FixedMoments(94_999);
        assertTrue(token.isGood(94_999, moments));
        moments.millis = 95_000;
        assertFalse(token.isGood(95_000, moments));
        assertFalse(token.isGood(1000, moments), "set back");
    }

    @Test
    void aHugeLifeIsAYear() {
        assertEquals(31_536_000_000L, new IssuedToken("t", 0, 0, Long.MAX_VALUE, 0, 0, null).life);
    }

    @Test
    void aFailedRenewalCostsNothingWhileTheTokenIsGood() throws Exception {
        request();
        failure = lasting("gone");
        for (long passed = 0; passed < LIFE * 94 / 100; passed += 1000) {
            elsewhere.pass(1000);
            assertEquals("t1", atOnce(), "after " + passed);
        }
        failure = null;
        elsewhere.pass(1000);
        assertEquals("t" + fetches.size(), atOnce(), "it is tried more often as the end comes near");
    }

    @Test
    void aTokenThatIsOverIsNotSentWhateverFails() {
        request();
        failure = lasting("gone");
        elsewhere.pass(LIFE);
        assertEquals("gone", request());
    }

    @Test
    void whatMayPassIsTriedThreeTimesBeforeThoseWhoWaitAreRefused() {
        failure = passing("down");
        CompletableFuture<?> waiting = pending();
        elsewhere.work();
        assertFalse(waiting.isDone());
        elsewhere.pass(100);
        assertFalse(waiting.isDone());
        elsewhere.pass(200);
        assertTrue(waiting.isDone());
        assertEquals(3, fetches.size());
        assertEquals("down", request());
        assertEquals(3, fetches.size());
    }

    @Test
    void aServerThatHangsIsTriedOnce() {
        TokenCell hanging = new TokenCell(() -> {
            fetches.add(elsewhere.moments.millis);
            elsewhere.moments.millis += 10_000;
            throw passing("no answer");
        }, background);
        CompletableFuture<?> waiting = hanging.pending(elsewhere.moments);
        elsewhere.work();
        assertTrue(waiting.isDone());
        assertEquals(1, fetches.size());
    }

    @Test
    void whatMayPassAndDoesIsNotNoticed() {
        failure = passing("down");
        CompletableFuture<?> waiting = pending();
        elsewhere.work();
        failure = null;
        elsewhere.pass(100);
        assertTrue(waiting.isDone());
        assertEquals("t2", request());
    }

    @Test
    void whatSomebodyHasToMendIsTriedOnce() {
        failure = lasting("invalid_client");
        assertEquals("invalid_client", request());
        assertEquals(1, fetches.size());
    }

    @Test
    void failuresAreRememberedAndPausesDoubleUpToHalfAMinute() {
        failure = lasting("refused");
        request();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 400_000; i += 5) {
            elsewhere.pass(5);
            int before = fetches.size();
            assertEquals("refused", request());
            if (fetches.size() > before) {
                pauses.add(fetches.get(before) - fetches.get(before - 1));
            }
        }
        for (int i = 0; i < pauses.size(); i++) {
            long whole = Math.min(30_000, 100L << i);
            assertTrue(pauses.get(i) >= whole / 2 && pauses.get(i) <= whole + 5, pauses.toString());
        }
        assertTrue(pauses.size() >= 20, pauses.toString());
    }

    @Test
    void aServerIsLeftAloneForAsLongAsItAsks() {
        failure = new TokenFailure(TokenFailure.Kind.PASSING, "busy", null, 7_000);
        assertEquals("busy", request());
        assertEquals(1, fetches.size());
        failure = null;
        elsewhere.pass(6_999);
        assertEquals("busy", request());
        elsewhere.pass(1);
        assertEquals("t2", request());
    }

    @Test
    void whatIsAskedForBeyondTenMinutesIsNotObeyed() {
        failure = new TokenFailure(TokenFailure.Kind.PASSING, "busy", null, 86_400_000);
        request();
        failure = null;
        elsewhere.pass(600_000);
        assertEquals("t2", request());
    }

    @Test
    void aSuccessEndsThePauses() {
        failure = lasting("refused");
        for (int i = 0; i < 10; i++) {
            request();
            elsewhere.pass(30_000);
        }
        failure = null;
        assertEquals("t" + (fetches.size() + 1), request());
        elsewhere.pass(LIFE * 4);
        failure = lasting("again");
        int before = fetches.size();
        request();
        elsewhere.pass(100);
        request();
        assertEquals(before + 2, fetches.size());
    }

    @Test
    void anErrorOfTheAgentsOwnIsAFailureTooAndIsNamed() {
        TokenCell broken = new TokenCell(() -> {
            throw new IllegalStateException("secret");
        }, background);
        broken.pending(elsewhere.moments);
        elsewhere.pass(1000);
        String message = assertThrows(CredentialUnavailable.class, () -> broken.token()).getMessage();
        assertTrue(message.startsWith("the agent failed on getting a token (java.lang.IllegalStateException at "), message);
        assertFalse(message.contains("secret"), message);
    }

    @Test
    void aTokenThatIsOverAsItComesIsAFailureThatMayPass() {
        life = 0;
        CompletableFuture<?> waiting = pending();
        elsewhere.pass(1_000);
        assertTrue(waiting.isDone());
        assertEquals(3, fetches.size());
        assertEquals("the token that was issued lives 0 ms, which is over before it can be used", request());
    }

    @Test
    void aTokenThatAResourceRefusesIsDroppedAndFetchedOnce() {
        request();
        for (int i = 0; i < 10; i++) {
            assertTrue(cell.refused("t1", elsewhere.moments));
        }
        assertEquals(1, fetches.size());
        assertEquals("t2", request());
        assertTrue(cell.refused("t1", elsewhere.moments), "it has been renewed since");
        assertEquals("t2", request());
        assertEquals(2, fetches.size());
    }

    @Test
    void aResourceThatRefusesEveryTokenDoesNotHaveOneFetchedEachTime() {
        request();
        int again = 0;
        for (int i = 0; i < 100; i++) {
            String token = request();
            again += cell.refused(token, elsewhere.moments) ? 1 : 0;
        }
        assertEquals(3, again);
        assertEquals(4, fetches.size());
        assertEquals("t4", request(), "others may use it");
        elsewhere.pass(60_001);
        assertTrue(cell.refused("t4", elsewhere.moments));
    }

    @Test
    void aRefusedTokenIsNotSentAgainWhileItsServerFails() {
        request();
        failure = lasting("down");
        assertTrue(cell.refused("t1", elsewhere.moments));
        assertEquals("down", request());
        assertFalse(cell.refused("t1", elsewhere.moments), "another would not fare better now");
    }

    @Test
    void aRenewalThatIsUnderWayIsWhatARefusedTokenIsReplacedBy() throws Exception {
        request();
        elsewhere.moments.millis += LIFE * 9 / 10;
        assertEquals("t1", atOnce());
        assertTrue(cell.refused("t1", elsewhere.moments));
        assertNotNull(pending());
        assertEquals(1, elsewhere.waiting());
        elsewhere.work();
        assertEquals("t2", atOnce());
        assertEquals(2, fetches.size());
    }

    @Test
    void aSeriesOfFailuresIsToldOnceAndItsEndToo() throws Exception {
        request();
        elsewhere.pass(1000);
        failure = lasting("gone");
        elsewhere.pass(LIFE * 9 / 10);
        failure = null;
        elsewhere.pass(5000);
        List<String> told = new ArrayList<>();
        for (String line : log.toString("UTF-8").split("\n")) {
            if (!line.startsWith("countersign: debug: ")) {
                told.add(line);
            }
        }
        assertEquals(2, told.size(), told.toString());
        assertTrue(told.get(0).matches("countersign: warn: no token \\(orders of idp\\): gone; the one that there is lasts 1\\d s more"), told.get(0));
        assertTrue(told.get(1).matches("countersign: info: a token again \\(orders of idp\\), after \\d+ failures"), told.get(1));
    }

    @Test
    void cellsAreApart() {
        TokenCell other = new TokenCell(this::fetch, background);
        assertNotSame(pending(), other.pending(elsewhere.moments));
    }

    @Test
    void nobodyWaitsForAFetchThatNoThreadCanBeHadFor() throws Exception {
        elsewhere.noThread = new InternalError("no thread");
        CompletableFuture<?> first = pending();
        assertTrue(first.isCompletedExceptionally());
        assertEquals("the agent could not go about getting a token: java.lang.InternalError", request());
        elsewhere.noThread = null;
        elsewhere.pass(100);
        assertEquals("t1", request());
    }

    @Test
    void nobodyWaitsForAnotherTryThatNoThreadCanBeHadFor() {
        failure = passing("no route");
        CompletableFuture<?> first = pending();
        elsewhere.noThread = new InternalError("no thread");
        elsewhere.work();
        assertTrue(first.isCompletedExceptionally());
        elsewhere.noThread = null;
        failure = null;
        elsewhere.pass(200);
        assertEquals("t2", request());
    }

    @Test
    void aRenewalThatNoThreadCanBeHadForCostsTheTokenNothing() throws Exception {
        request();
        elsewhere.moments.millis += LIFE * 4 / 5;
        elsewhere.noThread = new InternalError("no thread");
        assertEquals("t1", atOnce());
        elsewhere.noThread = null;
        elsewhere.moments.millis += 100;
        assertEquals("t1", atOnce());
        elsewhere.work();
        assertEquals("t2", atOnce());
    }

    @Test
    void whoeverDropsATokenWithinAPauseIsToldThatThereIsNoOther() throws Exception {
        request();
        failure = new TokenFailure(TokenFailure.Kind.PASSING, "busy", null, 60_000);
        elsewhere.moments.millis += LIFE * 4 / 5;
        assertEquals("t1", atOnce());
        elsewhere.work();
        assertFalse(cell.refused("t1", elsewhere.moments), "sent again it would be refused by the agent, and its answer lost");
        assertFalse(cell.refused("t1", elsewhere.moments));
    }

    @Test
    void aTokenThatIsDroppedIsNotHeldForAsLongAsItWasToLive() throws Exception {
        life = 86_400_000;
        for (int i = 0; i < 300; i++) {
            assertTrue(cell.refused(request(), elsewhere.moments));
            elsewhere.pass(60_001);
        }
        assertTrue(elsewhere.later() <= 61, elsewhere.later() + " are held");
        request();
        elsewhere.pass(life - 1000);
        assertEquals("t302", atOnce(), "and the one in use is renewed in time");
    }

    @Test
    void whoeverAsksForATokenThatHasJustBeenDroppedIsToldSo() {
        request();
        assertTrue(cell.refused("t1", elsewhere.moments));
        assertEquals("its token has not come yet, or has just been refused by a resource; another try may find one",
                assertThrows(CredentialUnavailable.class, () -> cell.token()).getMessage());
    }

    // One that no policy has any more.

    /** One that has been asked for a token, and is held by nobody here. */
    private WeakReference<TokenCell> dropped(List<CompletableFuture<?>> pending) {
        TokenCell dropped = new TokenCell(source(), background);
        pending.add(dropped.pending(elsewhere.moments));
        elsewhere.work();
        return new WeakReference<>(dropped);
    }

    private static boolean isGone(WeakReference<?> held) {
        for (int i = 0; i < 50 && held.get() != null; i++) {
            System.gc();
        }
        return held.get() == null;
    }

    @Test
    void oneThatNobodyHoldsFetchesNoMore() {
        assertTrue(isGone(dropped(new ArrayList<>())));
        elsewhere.pass(20 * LIFE);
        assertEquals(1, fetches.size());
    }

    @Test
    void oneThatNobodyHoldsFetchesNoMoreAfterALongLifeOrAFailedRenewal() {
        life = 86_400_000;
        assertTrue(isGone(dropped(new ArrayList<>())));
        life = LIFE;
        WeakReference<TokenCell> failing = dropped(new ArrayList<>());
        failure = lasting("gone");
        elsewhere.pass(LIFE * 9 / 10);
        int before = fetches.size();
        assertTrue(before > 2, "renewals that have failed");
        assertTrue(isGone(failing));
        elsewhere.pass(86_400_000);
        assertEquals(before, fetches.size());
    }

    @Test
    void whoeverWaitsForOneThatNobodyHoldsAnyMoreIsAnswered() {
        failure = passing("down");
        List<CompletableFuture<?>> pending = new ArrayList<>();
        WeakReference<TokenCell> dropped = dropped(pending);
        System.gc();
        assertFalse(pending.get(0).isDone());
        failure = null;
        elsewhere.pass(100);
        assertTrue(pending.get(0).isDone());
        assertFalse(pending.get(0).isCompletedExceptionally());
        assertTrue(isGone(dropped));
    }

    // Client certificates.

    private static KeyAndChain certificate(String subject) {
        return new KeyAndChain(null, Collections.emptyList(), subject);
    }

    @Test
    void aTokenOfACertificateThatHasBeenRenewedIsNotUsedAnyMore() throws Exception {
        certificate = certificate("CN=a");
        request();
        IssuedToken token = cell.token();
        elsewhere.pass(1000);
        assertEquals("t1", atOnce());
        assertSame(token, cell.token());
        certificate = certificate("CN=a");
        assertNotNull(pending());
        assertEquals("its token was for a client certificate that has been renewed since, and another token has not come yet",
                assertThrows(CredentialUnavailable.class, () -> cell.token()).getMessage());
        assertEquals("t2", request());
        assertEquals("t2", request());
        assertEquals(2, fetches.size());
    }

    @Test
    void aTokenThatArrivesAfterItsCertificateHasBeenRenewedIsNotUsed() throws Exception {
        certificate = certificate("CN=a");
        meanwhile = () -> {
            certificate = certificate("CN=b");
            meanwhile = () -> { };
        };
        CompletableFuture<?> first = pending();
        elsewhere.work();
        assertTrue(first.isDone());
        CompletableFuture<?> second = pending();
        assertNotNull(second);
        assertSame(second, pending());
        elsewhere.work();
        assertEquals("t2", atOnce());
        assertEquals("CN=b", cell.token().shown.toString());
        assertEquals(2, fetches.size());
    }

    @Test
    void aRenewalThatIsUnderWayWhenTheCertificateIsRenewedIsWaitedForAndNotUsed() throws Exception {
        certificate = certificate("CN=a");
        request();
        elsewhere.moments.millis += LIFE * 4 / 5;
        meanwhile = () -> {
            certificate = certificate("CN=b");
            meanwhile = () -> { };
        };
        assertEquals("t1", atOnce());
        elsewhere.work();
        assertEquals("t3", request());
        assertEquals("CN=b", cell.token().shown.toString());
        assertEquals(3, fetches.size());
    }

    @Test
    void whatFailsAfterTheCertificateHasBeenRenewedLeavesTheTokenOfTheOldOneUnused() {
        certificate = certificate("CN=a");
        request();
        certificate = certificate("CN=b");
        failure = lasting("certificate_unknown");
        assertEquals("certificate_unknown", request());
        elsewhere.pass(1000);
        assertEquals("certificate_unknown", request());
        failure = null;
        elsewhere.pass(1000);
        assertEquals("t" + (fetches.size() + 1), request());
    }

    @Test
    void aTokenIsNotRenewedForACertificateThatNobodyUses() {
        certificate = certificate("CN=a");
        request();
        certificate = null;
        elsewhere.pass(20 * LIFE);
        assertEquals(4, fetches.size(), "as any that nobody uses");
    }
}
