package io.countersign.benchmarks.engine;

import io.countersign.benchmarks.measure.Jmh;
import io.countersign.benchmarks.measure.Table;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Nanoseconds and bytes per call of the engine. */
public final class EngineFigures {
    private EngineFigures() {}

    public static void main(String[] arguments) throws RunnerException {
        Table table = new Table("Engine", "rules", "median ns", "min", "max", "B/op", "aim");
        for (RunResult result : Jmh.run("engine")) {
            String name = Jmh.name(result);
            String rules = result.getParams().getParam("rules");
            double median = Jmh.median(result);
            double bytes = Jmh.bytes(result);
            table.row(words(name), rules == null ? "" : Table.number(Integer.parseInt(rules), 0), Table.number(median, 1),
                    Table.number(Jmh.min(result), 1), Table.number(Jmh.max(result), 1),
                    Table.number(bytes, 0), aim(name, median, bytes));
        }
        System.out.println(table);
        System.out.println("JMH's own report: " + Jmh.log("engine"));
    }

    private static String words(String benchmark) {
        switch (benchmark) {
            case "hostWithoutRule":
                return "a host without a rule";
            case "sameHostWithoutRule":
                return "a host without a rule, the same again";
            case "apiKey":
                return "an API key, host named";
            case "sameApiKey":
                return "an API key, host named, the same again";
            case "apiKeyByWildcard":
                return "an API key, host below a suffix";
            case "token":
                return "an OAuth 2.0 token, host named";
            case "sameToken":
                return "an OAuth 2.0 token, host named, the same again";
            case "firstPath":
                return "an API key, first path of a host";
            case "lastPath":
                return "an API key, last path of a host";
            case "secretValue":
                return "a secret read again";
            case "volatileRead":
                return "(a volatile read)";
            default:
                return benchmark;
        }
    }

    private static String aim(String benchmark, double nanos, double bytes) {
        switch (benchmark) {
            case "hostWithoutRule":
            case "sameHostWithoutRule":
                return Table.aim("<= 50 ns, 0 B", nanos <= 50 && bytes == 0);
            case "apiKey":
            case "sameApiKey":
            case "apiKeyByWildcard":
                return Table.aim("<= 150 ns", nanos <= 150);
            case "token":
            case "sameToken":
                return Table.aim("<= 150 ns, 0 B", nanos <= 150 && bytes == 0);
            case "lastPath":
                return Table.aim("<= 15 000 ns", nanos <= 15_000);
            case "secretValue":
                return Table.aim("a volatile read, 0 B", nanos <= 5 && bytes == 0);
            default:
                return "";
        }
    }
}
