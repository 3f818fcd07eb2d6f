package io.countersign.benchmarks.handshake;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import io.countersign.benchmarks.measure.Cost;
import io.countersign.benchmarks.measure.Places;
import io.countersign.benchmarks.measure.Sample;
import io.countersign.benchmarks.measure.Table;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whole TLS handshakes over loopback, P-256, none resumed: without the agent, with it for a host without a rule, and for one whose client
 * certificate the agent shows in the place of the application's key manager. In JVMs that take turns, and in turns within one.
 */
public final class HandshakeFigures {
    private static final String RULED = "127.0.0.1";
    private static final String OTHER = "127.0.0.2";
    private static final String PASSWORD = "changeit";
    private static final double AIM = 0.02;

    private final Path folder = Files.createTempDirectory("countersign-handshake-");
    private final Table table;

    private HandshakeFigures(int rounds) throws IOException {
        table = new Table("Handshake, JDK " + Places.jdkVersion() + ", " + rounds + " rounds", "per second", "median us", "quarter below",
                "quarter above", "min", "B", "more", "aim");
    }

    public static void main(String[] arguments) throws Exception {
        new HandshakeFigures(Places.quick() ? 3 : 8).run(Places.quick() ? 3 : 8);
    }

    private void run(int rounds) throws Exception {
        Authority authority = Authority.root("Benchmark");
        Identity server = authority.issue(Spec.server("server").ip(RULED).ip(OTHER));
        Identity client = authority.issue(Spec.client("client"));
        Path trust = Files.write(folder.resolve("trust.jks"), authority.trustStore(PASSWORD));
        Path own = Files.write(folder.resolve("own.jks"), client.jks(PASSWORD, "own"));
        Files.writeString(folder.resolve("client.pem"), client.certificates());
        Files.writeString(folder.resolve("client.key"), client.pkcs8());
        Path policy = Files.writeString(folder.resolve("policy.yaml"), "version: 1\ncredentials:\n"
                + "  mesh: {type: client-certificate, certificate: client.pem, key: client.key}\nrules: [{host: " + RULED + ", credentials: [mesh]}]\n");
        try (HandshakeServer asksRuled = new HandshakeServer(RULED, server, authority);
                HandshakeServer asks = new HandshakeServer(OTHER, server, authority);
                HandshakeServer asksNot = new HandshakeServer(OTHER, server, null)) {
            String[] without = {asksNot.place(), asks.place() + "=own"};
            String[] with = {asksNot.place(), asks.place() + "=own", asksRuled.place()};
            Run plain = new Run(null, trust, own, without);
            Run agent = new Run(policy, trust, own, with);
            for (int round = 0; round < rounds; round++) {
                plain.run();
                agent.run();
            }
            if (asksRuled.handshakes() == 0 || asksRuled.without() + asks.without() > 0 || asksNot.without() != asksNot.handshakes()) {
                throw new IOException("a certificate was not shown that was asked for, or one that was not");
            }
            row("no agent; the server asks for no certificate", plain, 0, null, 0);
            row("the agent, no rule; the server asks for none", agent, 0, plain, 0);
            row("no agent; the application's certificate", plain, 1, null, 0);
            row("the agent, no rule; the application's certificate", agent, 1, plain, 1);
            row("the agent's certificate, in the same JVM", agent, 2, agent, 1);
        }
        System.out.println(table);
        for (File file : folder.toFile().listFiles()) {
            file.delete();
        }
        Files.delete(folder);
    }

    private void row(String words, Run run, int way, Run than, int thanWay) {
        Sample wall = run.wall.get(way);
        String more = "";
        String aim = "";
        if (than != null) {
            // Within one JVM batch by batch; JVM against JVM by the medians of each JVM's, for no two compile alike.
            double part = run == than ? wall.minus(than.wall.get(thanWay)).median() / than.wall.get(thanWay).median()
                    : run.medians.get(way).median() / than.medians.get(thanWay).median() - 1;
            more = Table.number(part * 100, 1) + " %";
            aim = Table.aim("<= 2 % more", part <= AIM);
        }
        table.row(words, Table.number(1e9 / wall.median(), 0), micros(wall.median()), micros(wall.quantile(0.25)), micros(wall.quantile(0.75)),
                micros(wall.min()), Table.number(run.bytes.get(way).median(), 0), more, aim);
    }

    private static String micros(double nanos) {
        return Table.number(nanos / 1000, 0);
    }

    /** What {@link HandshakeLoop} measured of its ways, over all the JVMs that ran it. */
    private static final class Run {
        final List<Sample> wall = new ArrayList<>();
        final List<Sample> bytes = new ArrayList<>();

        /** Of each JVM. */
        final List<Sample> medians = new ArrayList<>();
        private final List<String> command = new ArrayList<>(Arrays.asList(Places.java(), "-Xms256m", "-Xmx256m", "-XX:+UseSerialGC"));

        /** @param policy for the agent; null for no agent */
        Run(Path policy, Path trust, Path own, String... ways) {
            if (policy != null) {
                command.addAll(List.of("-Dcountersign.log=warn", "-javaagent:" + Places.countersign() + "=" + policy));
            }
            command.addAll(List.of("-cp", Places.classes().toString(), HandshakeLoop.class.getName(), trust.toString(), own.toString(),
                    Places.quick() ? "4" : "8", Places.quick() ? "40" : "100"));
            command.addAll(Arrays.asList(ways));
            for (int i = 0; i < ways.length; i++) {
                wall.add(new Sample());
                bytes.add(new Sample());
                medians.add(new Sample());
            }
        }

        /** One JVM more. */
        void run() throws IOException, InterruptedException {
            List<Sample> here = new ArrayList<>();
            for (int i = 0; i < wall.size(); i++) {
                here.add(new Sample());
            }
            for (String line : Cost.of(command).output.split("\n")) {
                String[] figures = line.trim().split(" ");
                for (int i = 0; i < wall.size(); i++) {
                    here.get(i).add(Double.parseDouble(figures[2 * i]));
                    bytes.get(i).add(Double.parseDouble(figures[2 * i + 1]));
                }
            }
            for (int i = 0; i < wall.size(); i++) {
                wall.get(i).addAll(here.get(i));
                medians.get(i).add(here.get(i).median());
            }
        }
    }
}
