package io.countersign.telemetry;

import io.countersign.request.Moments;
import io.countersign.text.Hex;
import java.util.Map;
import java.util.Properties;

/** Which program this is, as far as that is known without asking the network or the management interface. */
final class Program {
    /** -1 where it cannot be known. */
    final long pid;

    /** Of this start of the JVM alone: process ids are used again. */
    final String jvm;

    /** The machine or container; null if the environment does not say. */
    final String machine;

    /** The main class or the jar, without arguments; null if the JVM does not say. */
    final String main;

    Program(long pid, String jvm, String machine, String main) {
        this.pid = pid;
        this.jvm = jvm;
        this.machine = machine;
        this.main = main;
    }

    static Program of(long pid, Map<String, String> environment, Properties properties, Moments moments) {
        byte[] random = new byte[8];
        moments.random(random);
        String machine = environment.get("HOSTNAME");
        String command = properties.getProperty("sun.java.command", "");
        int end = command.indexOf(' ');
        // What follows are arguments, which may be secret.
        String main = end < 0 ? command : command.substring(0, end);
        return new Program(pid, Hex.of(random), machine != null ? machine : environment.get("COMPUTERNAME"), main.isEmpty() ? null : main);
    }
}
