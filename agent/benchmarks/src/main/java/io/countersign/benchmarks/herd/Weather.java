package io.countersign.benchmarks.herd;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Random;

/** What befalls calls to a token endpoint. */
interface Weather {
    /** @return whether the call has failed, and is answered if it is answered at all */
    boolean strikes(HttpExchange exchange) throws IOException, InterruptedException;

    Weather FAIR = exchange -> false;

    /** Foul for a third of the time, second by second, as the seed decides. */
    static Weather foul(long seed) {
        long start = System.currentTimeMillis();
        return exchange -> {
            long second = (System.currentTimeMillis() - start) / 1000;
            // Of random numbers whose seeds follow one another the first are alike.
            Random random = new Random(seed + second * 1_000_003);
            random.nextInt();
            if (random.nextInt(3) > 0) {
                return false;
            }
            switch (random.nextInt(4)) {
                case 0:
                    Exchanges.answer(exchange, 503, "text/plain", "not now");
                    break;
                case 1:
                    // Longer than any client should wait.
                    Thread.sleep(15_000);
                    exchange.close();
                    break;
                case 2:
                    Exchanges.answer(exchange, 200, "text/html", "<html>Welcome to the portal</html>");
                    break;
                default:
                    // The connection ends without an answer.
                    exchange.close();
            }
            return true;
        };
    }
}
