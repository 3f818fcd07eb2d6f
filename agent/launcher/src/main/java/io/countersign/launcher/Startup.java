package io.countersign.launcher;

import io.countersign.background.Background;
import io.countersign.client.Client;
import io.countersign.client.jdk.JdkHttpClient;
import io.countersign.client.jdk.JdkHttpPool;
import io.countersign.client.okhttp.OkHttp;
import io.countersign.client.okhttp.OkHttpPool;
import io.countersign.client.tls.Tls;
import io.countersign.client.urlconnection.KeptAlive;
import io.countersign.client.urlconnection.UrlConnection;
import io.countersign.engine.Engine;
import io.countersign.log.Log;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import io.countersign.transport.AgentBackground;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the policy and begins to weave. */
public final class Startup {
    /** EX_CONFIG and EX_SOFTWARE of sysexits.h. */
    private static final int EX_CONFIG = 78;
    private static final int EX_SOFTWARE = 70;

    private Startup() {}

    public static void start(String argument, Instrumentation instrumentation, boolean attached) throws Exception {
        boolean stopOnError = !attached;
        try {
            String onError = setting("countersign.on-start-error", "COUNTERSIGN_ON_START_ERROR");
            if (onError != null && !onError.equals("stop") && !onError.equals("continue")) {
                throw new IllegalArgumentException("countersign.on-start-error is '" + onError + "'; it may be stop or continue");
            }
            stopOnError &= !"continue".equals(onError);
            run(argument, instrumentation);
        } catch (PolicyException | IllegalArgumentException e) {
            tell(e);
            stopOrGoOn(stopOnError, EX_CONFIG);
        } catch (Exception | LinkageError e) {
            System.err.println("countersign: error: cannot work on this JVM (" + System.getProperty("java.vm.name") + " "
                    + System.getProperty("java.version") + "): " + e);
            stopOrGoOn(stopOnError, EX_SOFTWARE);
        }
    }

    private static void stopOrGoOn(boolean stop, int status) {
        if (stop) {
            System.err.println("countersign: error: the JVM is stopped, rather than run without its credentials"
                    + " (countersign.on-start-error=continue runs it unsigned)");
            System.err.flush();
            // Not exit(): that would start the application's log manager, which is not there yet.
            Runtime.getRuntime().halt(status);
        }
        System.err.println("countersign: error: nothing is signed");
    }

    private static void tell(Exception e) {
        if (e instanceof PolicyException) {
            for (String mistake : ((PolicyException) e).mistakes()) {
                System.err.println("countersign: error: " + mistake);
            }
        } else {
            System.err.println("countersign: error: " + e.getMessage());
        }
    }

    private static void run(String argument, Instrumentation instrumentation) throws Exception {
        Log log = Log.standard();
        String where = argument != null && !argument.isEmpty() ? argument : setting("countersign.policy", "COUNTERSIGN_POLICY");
        if (where == null || where.isEmpty()) {
            throw new IllegalArgumentException("no policy is named: use -javaagent:countersign.jar=POLICY, the system property"
                    + " countersign.policy or the environment variable COUNTERSIGN_POLICY");
        }
        Secrets secrets = Secrets.standard(log);
        Background background = AgentBackground.standard(log);
        Policy policy = PolicyReader.read(Paths.get(where), secrets, background);
        for (String warning : policy.warnings()) {
            log.warn(warning);
        }
        Engine engine = new Engine(policy, background.moments);
        List<Client> clients = clients(engine, log);
        AgentClassLoader loader = (AgentClassLoader) Startup.class.getClassLoader();
        BridgeDefinition.define(instrumentation, loader.bytesOf(BridgeDefinition.NAME));
        Dispatch dispatch = new Dispatch(log);
        if (!dispatch.install()) {
            log.warn("a second Countersign agent is ignored: this JVM has one already");
            return;
        }
        List<Client> woven = new ArrayList<>(clients);
        if (engine.hasIdentities()) {
            woven.addAll(Arrays.asList(new KeptAlive(), new JdkHttpPool(), new OkHttpPool()));
        }
        weave(instrumentation, new Weaver(instrumentation, woven, engine, dispatch, log), log);
        secrets.watch();
        log.info(startLine(policy, clients));
        if (log.debug()) {
            Runtime.getRuntime().addShutdownHook(new Thread(null, () -> log.debug(engine.outcomes().toString()), "countersign-outcomes"));
        }
    }

    private static List<Client> clients(Engine engine, Log log) {
        List<Client> clients = new ArrayList<>(Arrays.asList(new UrlConnection(), new JdkHttpClient(), new OkHttp()));
        if (engine.hasIdentities()) {
            Tls tls = new Tls(log);
            engine.connects(tls::mistake);
            clients.add(tls);
        }
        return clients;
    }

    private static void weave(Instrumentation instrumentation, Weaver weaver, Log log) throws UnmodifiableClassException {
        instrumentation.addTransformer(weaver, true);
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (weaver.isTarget(loaded)) {
                instrumentation.retransformClasses(loaded);
            }
        }
    }

    private static String startLine(Policy policy, List<Client> clients) {
        StringBuilder line = new StringBuilder("version ").append(Version.TEXT).append(", policy ").append(policy.source())
                .append(", ").append(policy.ruleCount()).append(policy.ruleCount() == 1 ? " rule" : " rules").append(", signs for ");
        for (int i = 0; i < clients.size(); i++) {
            line.append(i == 0 ? "" : ", ").append(clients.get(i).name());
        }
        return line.toString();
    }

    private static String setting(String property, String variable) {
        String value = System.getProperty(property);
        return value != null ? value : System.getenv(variable);
    }
}
