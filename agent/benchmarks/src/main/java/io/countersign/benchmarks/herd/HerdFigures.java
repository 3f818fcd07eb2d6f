package io.countersign.benchmarks.herd;

import io.countersign.benchmarks.measure.Places;
import io.countersign.benchmarks.measure.Table;
import java.io.IOException;

/**
 * Many threads that need a token which does not live long, and a token endpoint that takes its time: the agent beside Spring
 * Security, one after the other. Then the agent alone, while the endpoint fails for a third of the time.
 */
public final class HerdFigures {
    static final String SECRET = "0123456789abcdef";

    private static final int SECONDS = 15;

    /** Fetches begin three quarters of what the agent counts on apart, at the least. */
    private static final int MOST_CALLS = 1 + SECONDS * 1000 * 4 / (3 * Issuer.COUNTED_ON);
    private static final long SEED = 4;

    private HerdFigures() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Table table = new Table("Herd, " + Herd.THREADS + " threads, " + SECONDS + " s", "token calls", "most at once", "requests", "refused",
                "not sent", "longest, ms", "after the first token", "waited", "aim");
        Run agent = Run.of("agent", Weather.FAIR, SECONDS);
        row(table, "Countersign", agent, Table.aim("<= " + MOST_CALLS + " calls", agent.issuer.calls() <= MOST_CALLS) + ", "
                + Table.aim("0 refused or not sent", agent.refused() + agent.unsent() == 0) + ", "
                + Table.aim("0 waited", agent.waitedLater() == 0));
        if (Places.jdkVersion() >= 17) {
            row(table, "Spring Security, 60 s before the end (its default)", Run.of("PT60S", Weather.FAIR, SECONDS), "");
            row(table, "Spring Security, 0.6 s before the end", Run.of("PT0.6S", Weather.FAIR, SECONDS), "");
        } else {
            System.err.println("skipped: Spring Security, which needs JDK 17");
        }
        System.out.println(table);

        int seconds = Places.quick() ? 30 : 120;
        Table chaos = new Table("Chaos, " + Herd.THREADS + " threads, " + seconds + " s", "token calls", "of these failed", "requests",
                "refused", "not sent", "of these with a token there", "aim");
        Run foul = Run.of("agent", Weather.foul(SEED), seconds);
        chaos.row("Countersign", number(foul.issuer.calls()), number(foul.issuer.failed()), number(foul.requests()),
                number(foul.refused()), number(foul.unsent()), number(foul.unsentInVain()),
                Table.aim("0 refused", foul.refused() == 0) + ", " + Table.aim("0 not sent with a token there", foul.unsentInVain() == 0));
        System.out.println(chaos);
    }

    private static void row(Table table, String words, Run run, String aim) {
        table.row(words, number(run.issuer.calls()), number(run.issuer.mostAtOnce()), number(run.requests()), number(run.refused()),
                number(run.unsent()), number(run.longest()), number(run.longestLater()), number(run.waitedLater()), aim);
    }

    private static String number(long count) {
        return Table.number(count, 0);
    }
}
