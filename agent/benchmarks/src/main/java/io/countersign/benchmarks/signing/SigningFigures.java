package io.countersign.benchmarks.signing;

import io.countersign.benchmarks.measure.Jmh;
import io.countersign.benchmarks.measure.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Nanoseconds and bytes per signature, beside what it is made of and beside another signer. */
public final class SigningFigures {
    /** Method, words, and the method beside which it stands. */
    private static final List<String[]> ROWS = Arrays.asList(
            new String[] {"hmac", "hmac: a POST of 1 KiB", "hmacRaw"},
            new String[] {"hmacRaw", "(the JCA's SHA-256 and HMAC)", null},
            new String[] {"aws", "aws-sigv4: a GET", "awsSdk"},
            new String[] {"awsSdk", "(the AWS SDK's signer)", null},
            new String[] {"ed25519", "http-signature: ed25519", "ed25519Raw"},
            new String[] {"ed25519Raw", "(the JCA's signature)", null},
            new String[] {"ecdsa", "http-signature: ecdsa-p256-sha256", "ecdsaRaw"},
            new String[] {"ecdsaRaw", "(the JCA's signature)", null},
            new String[] {"rsa", "http-signature: rsa-pss-sha512, 2048 bits", "rsaRaw"},
            new String[] {"rsaRaw", "(the JCA's signature)", null},
            new String[] {"dpopEs256", "oauth2: a token and its DPoP proof, ES256", "ecdsaRaw"},
            new String[] {"dpopEdDsa", "oauth2: a token and its DPoP proof, EdDSA", "ed25519Raw"},
            new String[] {"jwt", "jwt: minted already", null});

    private SigningFigures() {}

    public static void main(String[] arguments) throws RunnerException {
        Map<String, RunResult> results = new TreeMap<>();
        for (RunResult result : Jmh.run("signing")) {
            results.put(Jmh.name(result), result);
        }
        Table table = new Table("Signing", "median ns", "min", "max", "B/op", "aim");
        for (String[] row : ROWS) {
            RunResult result = results.get(row[0]);
            table.row(row[1], Table.number(Jmh.median(result), 0), Table.number(Jmh.min(result), 0),
                    Table.number(Jmh.max(result), 0), Table.number(Jmh.bytes(result), 0),
                    aim(row[0], result, results.get(row[2] == null ? row[0] : row[2])));
        }
        System.out.println(table);
        System.out.println("JMH's own report: " + Jmh.log("signing"));
    }

    private static String aim(String name, RunResult result, RunResult beside) {
        double nanos = Jmh.median(result);
        switch (name) {
            case "hmac":
                return Table.aim("<= the JCA's + 1 000 ns", nanos <= Jmh.median(beside) + 1000);
            case "aws":
                return Table.aim("<= 2 000 ns", nanos <= 2000) + "; "
                        + Table.aim("half the SDK's", 2 * nanos <= Jmh.median(beside)) + "; "
                        + Table.aim("a fifth of its bytes", 5 * Jmh.bytes(result) <= Jmh.bytes(beside));
            case "ed25519":
            case "ecdsa":
            case "rsa":
                return Table.aim("<= the JCA's + 5 %", nanos <= 1.05 * Jmh.median(beside));
            case "jwt":
                return Table.aim("<= 150 ns", nanos <= 150);
            default:
                return "";
        }
    }
}
