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
import io.countersign.engine.FailureLog;
import io.countersign.engine.Reload;
import io.countersign.log.Log;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyFiles;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import io.countersign.secret.Watched;
import io.countersign.status.Rendezvous;
import io.countersign.status.Status;
import io.countersign.transport.AgentBackground;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The agent as it runs in this JVM: its policy, what it has woven, and what keeps both up to date. There is one at most. */
final class Running implements Watched {
    /** Held here, for what looks at files holds nothing strongly. */
    private static volatile Running one;

    final Log log;
    final Background background;
    final Engine engine;
    final Weaver weaver;
    final Reload reload;

    /** Whom it signs for; their pools of connections are not among them. */
    private final List<Client> clients = new CopyOnWriteArrayList<>(Arrays.asList(new UrlConnection(), new JdkHttpClient(), new OkHttp()));
    private final long started;
    private boolean hasTls;
    private Rendezvous rendezvous;

    private Running(Path where, List<Object> stamp, Engine engine, Dispatch dispatch, Secrets secrets, Background background, Instrumentation instrumentation,
            Log log) {
        this.log = log;
        this.background = background;
        this.started = background.moments.millis();
        this.engine = engine;
        this.weaver = new Weaver(instrumentation, engine, dispatch, log);
        this.reload = new Reload(where, stamp, engine, secrets, background, this::prepare);
    }

    /** Null if there is one already, which is said. */
    static Running begin(Path where, Instrumentation instrumentation, Log log) throws Exception {
        Secrets secrets = Secrets.standard(log);
        Background background = AgentBackground.standard(log);
        List<Object> stamp = PolicyFiles.stamp(where);
        Policy policy = PolicyReader.read(where, secrets, background);
        for (String warning : policy.warnings()) {
            log.warn(warning);
        }
        Engine engine = new Engine(policy, background.moments);
        FailureLog.of(engine, log, background.work);
        AgentClassLoader loader = (AgentClassLoader) Running.class.getClassLoader();
        BridgeDefinition.define(instrumentation, loader.bytesOf(BridgeDefinition.NAME));
        Dispatch dispatch = new Dispatch(log);
        if (!dispatch.install()) {
            log.warn("a second Countersign agent is ignored: this JVM has one already");
            return null;
        }
        Running running = new Running(where, stamp, engine, dispatch, secrets, background, instrumentation, log);
        one = running;
        running.weaver.add(running.clients);
        running.prepare(policy);
        secrets.watch(running.reload);
        secrets.watch(running);
        secrets.watch();
        if (log.debug()) {
            Runtime.getRuntime().addShutdownHook(new Thread(null, () -> log.debug(engine.outcomes().toString()), "countersign-outcomes"));
        }
        return running;
    }

    /** Weaves what a policy needs that none has needed yet: TLS, and the pools of connections, for client certificates. */
    private synchronized void prepare(Policy policy) {
        if (!policy.hasIdentities() || hasTls) {
            return;
        }
        hasTls = true;
        Tls tls = new Tls(log);
        engine.connects(tls::mistake);
        clients.add(tls);
        try {
            weaver.add(Arrays.asList(tls, new KeptAlive(), new JdkHttpPool(), new OkHttpPool()));
        } catch (UnmodifiableClassException e) {
            engine.connects(identity -> "TLS cannot be woven in this JVM (" + e.getMessage() + ")");
            log.error("client certificates are not shown: TLS cannot be woven in this JVM (" + e.getMessage() + ")");
        }
    }

    /** What a start need not wait for is made when it is looked at for the first time, half a second later. */
    @Override
    public void poll() {
        if (rendezvous == null) {
            long process = ProcessNumber.own();
            rendezvous = Rendezvous.standard(process, new Status(Version.TEXT, process, started, engine, reload, this::clientStates)::answer);
        }
        rendezvous.poll();
    }

    private List<Status.ClientState> clientStates() {
        List<Status.ClientState> states = new ArrayList<>();
        weaver.woven().forEach((client, woven) -> states.add(new Status.ClientState(client.name(), woven.classes(), woven.mistakes())));
        return states;
    }

    String startLine() {
        Policy policy = engine.policy();
        StringBuilder line = new StringBuilder("version ").append(Version.TEXT).append(", policy ").append(policy.source())
                .append(", ").append(policy.ruleCount()).append(policy.ruleCount() == 1 ? " rule" : " rules").append(", signs for ");
        for (int i = 0; i < clients.size(); i++) {
            line.append(i == 0 ? "" : ", ").append(clients.get(i).name());
        }
        return line.toString();
    }
}
