package io.countersign.it.probe;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Payara Micro by its own interface, which can take an application away as it runs: those that it reads from standard input. */
public final class PayaraMicroHost {
    private PayaraMicroHost() {}

    /** @param arguments its port, on loopback alone, the folder for its files, and the archives to deploy */
    public static void main(String[] arguments) throws Exception {
        Class<?> type = Class.forName("fish.payara.micro.boot.PayaraMicroBoot");
        Object micro = Class.forName("fish.payara.micro.PayaraMicro").getMethod("getInstance").invoke(null);
        type.getMethod("setHttpPort", int.class).invoke(micro, Integer.parseInt(arguments[0]));
        type.getMethod("setRootDir", File.class).invoke(micro, new File(arguments[1]));
        Consumer<Object> local = runner -> run(runner, "set",
                "configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address=127.0.0.1");
        type.getMethod("setPreBootHandler", Consumer.class).invoke(micro, local);
        // Or it would look for others of its kind, on every network that there is.
        type.getMethod("setNoHazelcast", boolean.class).invoke(micro, true);
        for (int i = 2; i < arguments.length; i++) {
            type.getMethod("addDeploymentFile", File.class).invoke(micro, new File(arguments[i]));
        }
        Object runtime = type.getMethod("bootStrap").invoke(micro);
        Class<?> running = Class.forName("fish.payara.micro.PayaraMicroRuntime");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            running.getMethod("undeploy", String.class).invoke(runtime, line);
        }
    }

    private static void run(Object runner, String command, String... arguments) {
        try {
            Class.forName("fish.payara.micro.boot.AdminCommandRunner").getMethod("run", String.class, String[].class)
                    .invoke(runner, command, arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
