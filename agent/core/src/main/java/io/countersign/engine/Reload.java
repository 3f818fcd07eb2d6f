package io.countersign.engine;

import io.countersign.background.Background;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyFiles;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import io.countersign.secret.Watched;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Keeps the policy in force what its files say. They are looked at twice a second; what has changed is read once nobody goes on
 * writing it, checked whole, and put in force at once, or refused with its mistakes while the policy before stays in force.
 */
public final class Reload implements Watched {
    /** Looks for which files may go on changing, before they are read all the same. */
    private static final int PATIENCE = 10;

    /** Looks after which what has been read is read again: what was written within one tick of the file system's clock has one time. */
    private static final int SETTLED = 4;

    /** Looks after which a policy that was refused is tried again: what was wrong may be in another file, a key's. */
    private static final int AGAIN = 20;

    /** Which policy is in force, and what became of the one after it. */
    public static final class State {
        public final Policy policy;

        /** Milliseconds since 1970-01-01 UTC. */
        public final long since;

        /** How often another has been put in force since the start. */
        public final long reloads;

        /** What is wrong with what is in the files now; empty if that is in force. */
        public final List<String> mistakes;

        State(Policy policy, long since, long reloads, List<String> mistakes) {
            this.policy = policy;
            this.since = since;
            this.reloads = reloads;
            this.mistakes = mistakes;
        }
    }

    private final Path where;
    private final Engine engine;
    private final Secrets secrets;
    private final Background background;
    private final Consumer<Policy> before;

    /** Held by who reads the policy, which may take seconds: those who look at files do not wait for it. */
    private final Object reading = new Object();
    private final List<Consumer<State>> listeners = new CopyOnWriteArrayList<>();
    private volatile State state;

    // For the one who polls.
    private List<Object> seen;
    private int sinceChange = SETTLED;
    private boolean isChanged;
    private boolean isDue;

    /**
     * @param where the file or folder of the policy that the engine has
     * @param stamp its {@link PolicyFiles#stamp}, of before it was read
     * @param before is done before another policy is put in force
     */
    public Reload(Path where, List<Object> stamp, Engine engine, Secrets secrets, Background background, Consumer<Policy> before) {
        this.where = where;
        this.engine = engine;
        this.secrets = secrets;
        this.background = background;
        this.before = before;
        this.seen = stamp;
        this.state = new State(engine.policy(), background.moments.millis(), 0, Collections.emptyList());
    }

    public State state() {
        return state;
    }

    /** Has one told whenever a policy has been put in force or refused. */
    public void listen(Consumer<State> listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized void poll() {
        List<Object> now = PolicyFiles.stamp(where);
        sinceChange++;
        if (!now.equals(seen)) {
            seen = now;
            if (!isChanged) {
                isChanged = true;
                sinceChange = 0;
            }
            if (sinceChange < PATIENCE) {
                return;
            }
        }
        if (isChanged) {
            isChanged = false;
            sinceChange = 0;
            isDue = true;
        }
        if (isDue || sinceChange == SETTLED || !state.mistakes.isEmpty() && sinceChange % AGAIN == 0) {
            isDue = true;
            haveItRead();
        }
    }

    private void haveItRead() {
        try {
            background.work.run(() -> read(false));
            isDue = false;
        } catch (Throwable e) {
            // The process may have no more threads just now. The next look tries again, and others are looked at meanwhile.
        }
    }

    /**
     * Reads the policy now, and puts it in force unless there are mistakes, though its files say what they did before: what it
     * refers to may be another.
     */
    public State now() {
        return read(true);
    }

    private State read(boolean always) {
        synchronized (reading) {
            readAlone(always);
            return state;
        }
    }

    private void readAlone(boolean always) {
        try {
            Policy policy = PolicyReader.read(where, secrets, background, state.policy);
            boolean isSame = policy.version().equals(state.policy.version());
            if (isSame && !always) {
                if (!state.mistakes.isEmpty()) {
                    background.log.info("policy " + where + " is as it is in force again, version " + policy.version());
                    become(new State(state.policy, state.since, state.reloads, Collections.emptyList()));
                }
                return;
            }
            before.accept(policy);
            State last = state;
            State next = new State(policy, background.moments.millis(), last.reloads + 1, Collections.emptyList());
            // All that can fail comes before, and what only tells of it after: it is in force and known to be, or neither.
            secrets.inForce(policy.watched());
            engine.use(policy);
            state = next;
            tell(last, next);
        } catch (PolicyException e) {
            refused(e.mistakes());
        } catch (Throwable e) {
            // Memory may have run out. What was woven for it meanwhile judges by the policy in force.
            refused(Collections.singletonList("the agent failed on policy " + where + " (" + e.getClass().getName() + ")"));
        }
    }

    private void tell(State last, State next) {
        try {
            for (String warning : next.policy.warnings()) {
                background.log.warn(warning);
            }
            background.log.info("policy " + where + " is in force in version " + next.policy.version() + ", " + next.policy.ruleCount()
                    + (next.policy.ruleCount() == 1 ? " rule" : " rules") + "; before it was " + last.policy.version());
        } catch (RuntimeException e) {
            // Where the log goes is the application's when the agent was attached.
        }
        become(next);
    }

    private void refused(List<String> mistakes) {
        if (mistakes.equals(state.mistakes)) {
            return;
        }
        for (String mistake : mistakes) {
            background.log.error(mistake);
        }
        background.log.error("policy " + where + " has mistakes; version " + state.policy.version() + " stays in force");
        become(new State(state.policy, state.since, state.reloads, mistakes));
    }

    private void become(State next) {
        state = next;
        for (Consumer<State> listener : listeners) {
            try {
                listener.accept(next);
            } catch (RuntimeException | LinkageError e) {
                background.log.warn("who is told of policies has failed (" + e.getClass().getName() + ")");
            }
        }
    }
}
