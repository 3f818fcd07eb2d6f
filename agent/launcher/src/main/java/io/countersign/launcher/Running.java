package io.countersign.launcher;

import io.countersign.background.AgentThread;
import io.countersign.background.Background;
import io.countersign.client.Client;
import io.countersign.client.jdk.JdkHttpCallers;
import io.countersign.client.jdk.JdkHttpClient;
import io.countersign.client.jdk.JdkHttpPool;
import io.countersign.client.okhttp.OkHttp;
import io.countersign.client.okhttp.OkHttpCallers;
import io.countersign.client.okhttp.OkHttpPool;
import io.countersign.client.tls.Tls;
import io.countersign.client.urlconnection.KeptAlive;
import io.countersign.client.urlconnection.UrlConnection;
import io.countersign.discovery.Discovery;
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
import io.countersign.store.Stores;
import io.countersign.transport.AgentBackground;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The agent as it runs in this JVM: its policy, what it has woven, and what keeps both up to date. There is one at most. */
final class Running implements Watched {
    /** Held here, for what looks at files holds nothing strongly. */
    private static volatile Running one;

    final Log log;
    final Background background;
    final Engine engine;
    final Weaver weaver;

    /** Null without a policy. */
    private Reload reload;
    private Observers observers;

    /** Whom it signs for; their pools of connections are not among them. */
    private final List<Client> clients = new CopyOnWriteArrayList<>(Arrays.asList(new UrlConnection(), new JdkHttpClient(), new OkHttp()));
    private final long started;

    /** TLS and the pools of connections, made for the first policy with client certificates, and whether they have been woven. */
    private Tls tls;
    private List<Client> connections;
    private boolean hasTls;
    private Rendezvous rendezvous;

    /** Null unless this run is to find out which requests there are. */
    private Discovery discovery;

    Running(Engine engine, Dispatch dispatch, Background background, Instrumentation instrumentation, Log log) {
        this.log = log;
        this.background = background;
        this.started = background.moments.millis();
        this.engine = engine;
        this.weaver = new Weaver(instrumentation, engine, dispatch, log, Observers.NOTED);
    }

    /**
     * Signs by a policy. Null if there is one already, which is said.
     *
     * @param isLate whether the program runs already
     */
    static Running begin(Path where, Instrumentation instrumentation, Log log, boolean isLate) throws Exception {
        Background background = AgentBackground.standard(log);
        Secrets secrets = Secrets.standard(log, Stores.standard(background));
        List<Object> stamp = PolicyFiles.stamp(where);
        Policy policy = PolicyReader.read(where, secrets, background);
        for (String warning : policy.warnings()) {
            log.warn(warning);
        }
        Observers observers = new Observers(background);
        Engine engine = new Engine(policy, background.moments);
        Running running = woven(engine, background, instrumentation, log, isLate);
        if (running != null) {
            FailureLog.of(engine, log, background.work);
            running.reload = new Reload(where, stamp, engine, secrets, background, next -> running.prepare(next, true));
            running.prepare(policy, isLate);
            secrets.inForce(policy.watched());
            secrets.watch(running.reload);
            running.observe(observers, instrumentation, isLate);
            secrets.watch(observers);
            running.watch(secrets);
        }
        return running;
    }

    /** Signs nothing, and notes which requests there are. Null if there is one already, which is said. */
    static Running discover(Path record, Instrumentation instrumentation, Log log, boolean isLate) throws Exception {
        Background background = AgentBackground.standard(log);
        Discovery discovery;
        try {
            discovery = new Discovery(record, ProcessNumber.own(), background.moments, log);
        } catch (IOException e) {
            throw new IllegalArgumentException("the discovery record " + record + " cannot be written ("
                    + (e.getClass() == IOException.class ? e.getMessage() : e) + ")");
        }
        Engine engine = new Engine(Policy.none(), background.moments);
        Running running = woven(engine, background, instrumentation, log, isLate);
        if (running != null) {
            running.discovery = discovery;
            Observers.tellOfNone(log);
            engine.show(discovery);
            running.noteCallers(isLate);
            Secrets secrets = Secrets.standard(log);
            secrets.watch(discovery);
            running.watch(secrets);
            atEnd(discovery::write);
        }
        return running;
    }

    private void observe(Observers observers, Instrumentation instrumentation, boolean isLate) {
        this.observers = observers;
        if (observers.begin(instrumentation, weaver, engine, reload)) {
            noteCallers(isLate);
        }
    }

    /** Has calls noted where they begin, for those who want to know whose a request is that is made on another thread. */
    private void noteCallers(boolean isLate) {
        engine.callers().want();
        weaver.add(Arrays.asList(new JdkHttpCallers(), new OkHttpCallers()), isLate);
    }

    private void watch(Secrets secrets) {
        secrets.watch(this);
        secrets.watch();
        if (log.debug()) {
            atEnd(() -> log.debug(engine.outcomes().toString()));
        }
    }

    private static void atEnd(Runnable task) {
        Runtime.getRuntime().addShutdownHook(AgentThread.of(task, "countersign-end"));
    }

    /** The clients are woven; null if there is an agent already. */
    private static Running woven(Engine engine, Background background, Instrumentation instrumentation, Log log, boolean isLate)
            throws Exception {
        AgentClassLoader loader = (AgentClassLoader) Running.class.getClassLoader();
        BridgeDefinition.define(instrumentation, loader.bytesOf(BridgeDefinition.NAME));
        Dispatch dispatch = new Dispatch(log);
        if (!dispatch.install()) {
            log.warn("a second Countersign agent is ignored: this JVM has one already");
            return null;
        }
        Running running = new Running(engine, dispatch, background, instrumentation, log);
        one = running;
        running.weaver.add(running.clients, isLate);
        return running;
    }

    /**
     * Weaves what a policy needs that none has needed yet: TLS, and the pools of connections, for client certificates. Until all of that is
     * done the engine refuses what has one; if it fails half way, it is done when it is asked for again.
     *
     * @param isLate whether there may be contexts of TLS already, which it knows of if they are the JDK's alone
     */
    synchronized void prepare(Policy policy, boolean isLate) {
        if (!policy.hasIdentities() || hasTls) {
            return;
        }
        if (connections == null) {
            Tls made = new Tls(log);
            connections = Arrays.asList(made, new KeptAlive(), new JdkHttpPool(), new OkHttpPool());
            tls = made;
        }
        weaver.add(connections, isLate);
        if (isLate) {
            String provider = weaver.loadedBelow("javax.net.ssl.SSLContextSpi", "sun.security.ssl.", "com.sun.net.ssl.");
            if (provider != null) {
                tls.older(provider);
            }
        }
        clients.add(tls);
        engine.connects(tls::mistake);
        hasTls = true;
    }

    /** What a start need not wait for is made when it is looked at for the first time, half a second later. */
    @Override
    public void poll() {
        weaver.poll();
        if (rendezvous == null) {
            long process = ProcessNumber.own();
            if (process < 0) {
                return;
            }
            rendezvous = Rendezvous.standard(process, reload == null ? what -> discovery.answer(what, Version.TEXT, process)
                    : answers(new Status(Version.TEXT, process, started, engine, reload, this::clientStates)), log);
        }
        rendezvous.poll();
    }

    private Function<String, String> answers(Status status) {
        return what -> what.equals("status openmetrics") ? observers.openMetrics() : status.answer(what);
    }

    private List<Status.ClientState> clientStates() {
        List<Status.ClientState> states = new ArrayList<>();
        weaver.woven().forEach((client, woven) -> states.add(new Status.ClientState(client.name(), woven.classes(), woven.mistakes())));
        return states;
    }

    String startLine() {
        Policy policy = engine.policy();
        StringBuilder line = new StringBuilder("version ").append(Version.TEXT);
        if (discovery != null) {
            line.append(", signs nothing, notes requests in ").append(discovery.record()).append(", by ");
        } else {
            line.append(", policy ").append(policy.source()).append(", ").append(policy.ruleCount())
                    .append(policy.ruleCount() == 1 ? " rule" : " rules").append(", signs for ");
        }
        for (int i = 0; i < clients.size(); i++) {
            line.append(i == 0 ? "" : ", ").append(clients.get(i).name());
        }
        return line.toString();
    }
}
