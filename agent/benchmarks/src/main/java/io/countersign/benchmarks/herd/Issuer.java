package io.countersign.benchmarks.herd;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A token endpoint that takes its time, and the list of what it has issued. */
final class Issuer {
    static final int TAKES = 200;
    static final int LIFE = 3000;

    /** Of that, by the agent: a server that counts in whole seconds may end a token up to one sooner. */
    static final int COUNTED_ON = LIFE - 1000;

    /** Until an answer that was written has been read, or a request that was begun has come, on a busy machine. */
    private static final int ON_ITS_WAY = 100;

    /** Whether and how a call fails; asked when it has taken its time. */
    private final Weather weather;
    private final List<Issued> issued = new CopyOnWriteArrayList<>();
    private final Map<String, Issued> byValue = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    Issuer(Weather weather) {
        this.weather = weather;
    }

    int calls() {
        return calls.get();
    }

    int failed() {
        return failed.get();
    }

    int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** When the first token had come to where it was asked for, in milliseconds since 1970. */
    long firstAnswer() {
        return issued.isEmpty() ? Long.MAX_VALUE : issued.get(0).answered + ON_ITS_WAY;
    }

    void answer(HttpExchange exchange) throws IOException, InterruptedException {
        int number = calls.incrementAndGet();
        mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
        try {
            long asked = System.currentTimeMillis();
            exchange.getRequestBody().readAllBytes();
            Thread.sleep(TAKES);
            if (weather.strikes(exchange)) {
                failed.incrementAndGet();
                return;
            }
            // Its life begins when it is asked for: the strictest that a client may meet.
            Issued token = new Issued(asked + LIFE);
            byValue.put("t" + number, token);
            Exchanges.answer(exchange, 200, "application/json",
                    "{\"access_token\":\"t" + number + "\",\"token_type\":\"Bearer\",\"expires_in\":" + LIFE / 1000 + "}");
            token.answered = System.currentTimeMillis();
            issued.add(token);
        } finally {
            now.decrementAndGet();
        }
    }

    /** Whether the token is one of its own, and not over. */
    boolean isGood(String value) {
        Issued token = byValue.get(value);
        return token != null && System.currentTimeMillis() < token.end;
    }

    /**
     * Whether the agent had a token for all of that time, milliseconds since 1970, that it need not fear to be over: with a
     * tenth left of what it counts on, which it does from before its request was on its way.
     */
    boolean wasThere(long begin, long end) {
        for (Issued token : issued) {
            if (token.answered + ON_ITS_WAY < begin && end + ON_ITS_WAY < token.end - LIFE + COUNTED_ON * 9 / 10) {
                return true;
            }
        }
        return false;
    }

    private static final class Issued {
        final long end;
        volatile long answered;

        Issued(long end) {
            this.end = end;
        }
    }
}
