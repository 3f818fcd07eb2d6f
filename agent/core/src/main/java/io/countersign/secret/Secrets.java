package io.countersign.secret;

import io.countersign.request.CredentialUnavailable;
import io.countersign.background.AgentThread;
import io.countersign.background.WeakValues;
import io.countersign.log.Log;
import java.lang.ref.WeakReference;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes secrets of the policy's references, and keeps those of files up to date.
 *
 * <p>A reference is one whole value, and ends at the value's last <code>}</code>:
 * <ul>
 * <li><code>${env:NAME}</code>, an environment variable;
 * <li><code>${sys:NAME}</code>, a system property; it is looked for at each use until it is found, then kept;
 * <li><code>${file:PATH}</code>, a file of at most 1 MiB of UTF-8, relative to the policy's folder, without the one
 *     line break ({@code \n} or {@code \r\n}) that may end it;
 * <li><code>${literal:TEXT}</code>, the text itself, which no message and no {@code toString} shows;
 * <li>what a {@link SecretSource} has: <code>${keystore:…}</code>, <code>${exec:…}</code>, <code>${vault:…}</code>, <code>${aws-sm:…}</code>.
 * </ul>
 * A secret that is missing, empty or unreadable is a {@link CredentialUnavailable} when it is used, and so is one that has
 * not come yet. The log tells only of what changes later: who resolves one asks for its value, and says what is missing.
 */
public final class Secrets implements AutoCloseable {
    /** A clock that only goes forward, as {@link System#nanoTime()}. */
    public interface Clock {
        long nanoTime();
    }

    /** Two looks within the second after which a change must have been seen. */
    public static final long POLL_NANOS = 500_000_000L;

    static final String THREAD = "countersign-secrets";
    static final String PROMPT_THREAD = "countersign-stores";

    private static final class SystemClock implements Clock {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    private final Map<String, String> env;
    private final Properties sys;
    private final Log log;
    private final Clock clock;
    private final long pollNanos;

    /** Null if there is none. */
    private final SecretSource source;

    // Held weakly: what a policy had is let go with it, and looked at no more.
    private final WeakValues<String, Secret> known = new WeakValues<String, Secret>();
    private final List<WeakReference<Watched>> watched = new ArrayList<WeakReference<Watched>>();

    /** What the policy in force has looked at. Not held weakly: to ask twice a second whether it is there still keeps it there. */
    private volatile Set<Watched> inForce = Collections.emptySet();

    /** Of a reading of the policy that a source is asked for; null for none. Guarded by {@link #known}. */
    private Collection<Watched> collecting;
    private final Set<Class<?>> failing = Collections.newSetFromMap(new ConcurrentHashMap<Class<?>, Boolean>());
    private boolean watching;
    private Thread thread;

    /** For what is looked at promptly; null until there is any. */
    private volatile Thread promptThread;
    private volatile boolean closed;

    public Secrets(Map<String, String> env, Properties sys, Log log, Clock clock, long pollNanos) {
        this(env, sys, log, clock, pollNanos, null);
    }

    /** @param source of what is had neither from the environment nor from a file as it is; null for none */
    public Secrets(Map<String, String> env, Properties sys, Log log, Clock clock, long pollNanos, SecretSource source) {
        if (env == null || sys == null || log == null || clock == null) {
            throw new NullPointerException("environment, properties, log and clock are needed");
        }
        if (pollNanos <= 0) {
            throw new IllegalArgumentException("pollNanos must be positive");
        }
        this.env = env;
        this.sys = sys;
        this.log = log;
        this.clock = clock;
        this.pollNanos = pollNanos;
        this.source = source;
    }

    /** With this JVM's environment, properties and clock. */
    public static Secrets standard(Log log) {
        return standard(log, null);
    }

    /** The same, and with what a source has; null for none. */
    public static Secrets standard(Log log, SecretSource source) {
        return new Secrets(System.getenv(), System.getProperties(), log, new SystemClock(), POLL_NANOS, source);
    }

    /** Whether a value of the policy means to be a reference (begins with <code>${</code>); it may be a wrong one. */
    public static boolean isReference(String value) {
        return value != null && value.startsWith("${");
    }

    /**
     * The secret that a reference stands for; the same object for the same reference to the same thing.
     *
     * @param baseFolder what the path of a file is relative to
     * @throws IllegalArgumentException if the reference is malformed or its scheme unknown; the message says what was
     *     meant, for the caller to put the place in the policy before it, and holds nothing that could be a secret
     */
    public Secret resolve(String reference, Path baseFolder) {
        return resolve(reference, baseFolder, true, null);
    }

    /**
     * As {@link #resolve(String, Path)}, of a policy that may never be in force: it is not looked at until that is handed to {@link #inForce}.
     *
     * @param watched gets what is to be looked at then
     */
    public Secret resolve(String reference, Path baseFolder, Collection<Watched> watched) {
        return resolve(reference, baseFolder, true, watched);
    }

    /**
     * What a reference stands for now. It is not looked at again.
     *
     * @throws IllegalArgumentException as {@link #resolve} does, and if it would have to be waited for
     * @throws CredentialUnavailable if it cannot be had
     */
    public String read(String reference, Path baseFolder) throws CredentialUnavailable {
        Secret secret = resolve(reference, baseFolder, false, null);
        if (secret.waits()) {
            // No program starts later for it, and nothing is called before the program itself has begun.
            throw new IllegalArgumentException(secret + " is got while the program runs, and this value is needed when the policy is read;"
                    + " what ${env:NAME}, ${sys:NAME} and ${file:PATH} stand for is there then");
        }
        return secret.value().text();
    }

    private Secret resolve(String reference, Path baseFolder, boolean keep, Collection<Watched> collector) {
        Reference parsed = Reference.parse(reference);
        if (parsed.scheme.equals("literal")) {
            // Not kept in the map, whose keys would hold its text; sharing one gains nothing.
            return new Fixed("${literal:…}", "the text", parsed.rest);
        }
        Path path = null;
        String key = reference;
        if (parsed.scheme.equals("file")) {
            try {
                // Not normalized: with links, a/../b need not be b.
                path = baseFolder.resolve(parsed.rest).toAbsolutePath();
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(
                        reference + " is not a path on this system: " + e.getReason());
            }
            key = reference + '\0' + path;
        } else if (parsed.isOfSource()) {
            key = reference + '\0' + baseFolder;
        }
        synchronized (known) {
            Collection<Watched> to = collector != null ? collector : collecting;
            Secret secret = keep ? known.get(key) : null;
            if (secret != null && isLookedAt(secret, to)) {
                look(secret, to);
                return secret;
            }
            if (parsed.isOfSource()) {
                secret = ofSource(parsed, baseFolder, to);
            } else if (path != null) {
                secret = new FileSecret(reference, path, log, clock);
            } else if (parsed.scheme.equals("env")) {
                secret = new Fixed(reference, "environment variable " + parsed.rest, env.get(parsed.rest));
            } else {
                secret = new Property(reference, parsed.rest, sys);
            }
            if (keep) {
                known.put(key, secret);
                look(secret, to);
            }
            return secret;
        }
    }

    /** Whether it is up to date: what a policy had that was refused has not been looked at since. */
    private boolean isLookedAt(Secret secret, Collection<Watched> to) {
        return to == null || !(secret instanceof Watched) || inForce.contains(secret) || to.contains(secret);
    }

    /** @param to null for what is no policy's, and looked at for as long as somebody holds it */
    private void look(Secret secret, Collection<Watched> to) {
        if (to != null) {
            secret.watched(to);
        } else if (secret instanceof Watched) {
            for (WeakReference<Watched> each : watched) {
                if (each.get() == secret) {
                    return;
                }
            }
            watch((Watched) secret);
        }
    }

    private Secret ofSource(Reference parsed, Path baseFolder, Collection<Watched> to) {
        if (source == null) {
            throw new IllegalArgumentException("${" + parsed.scheme + ":…} is not to be had here");
        }
        Collection<Watched> before = collecting;
        collecting = to;
        try {
            return source.secret(parsed.scheme, parsed.rest, baseFolder, this);
        } finally {
            collecting = before;
        }
    }

    /** A file that is looked at by whoever has it, from {@link Watched#poll()} on. */
    public WatchedFile file(Path path) {
        return new WatchedFile(path, clock);
    }

    /** Has more looked at, as often as the files of secrets, for as long as somebody else holds it. */
    public void watch(Watched more) {
        synchronized (known) {
            watched.add(new WeakReference<Watched>(more));
            start();
        }
    }

    /** Has that looked at from now on, and nothing any more that a policy before had looked at and this one has not. */
    public void inForce(Collection<Watched> ofPolicy) {
        inForce = new LinkedHashSet<Watched>(ofPolicy);
    }

    /**
     * Has files looked at from now on, by one daemon thread that is started when there is a first to look at.
     * Calling it again does nothing.
     */
    public void watch() {
        synchronized (known) {
            watching = true;
            start();
        }
    }

    /** Looks at everything once, as the threads do. */
    public void poll() {
        poll(all());
    }

    private List<Watched> all() {
        List<Watched> all;
        synchronized (known) {
            all = new ArrayList<Watched>(watched.size());
            for (Iterator<WeakReference<Watched>> each = watched.iterator(); each.hasNext(); ) {
                Watched one = each.next().get();
                if (one == null) {
                    each.remove();
                } else {
                    all.add(one);
                }
            }
        }
        all.addAll(inForce);
        return all;
    }

    private void poll(List<Watched> all) {
        // Without the lock: a file server that does not answer must not hold up resolve.
        for (Watched each : all) {
            try {
                each.poll();
            } catch (Throwable e) {
                // One that fails must not keep the others from being looked at. Its message may hold what it has read.
                if (failing.add(each.getClass())) {
                    log.error(each.getClass().getSimpleName() + " could not look at what it is to look at (" + e.getClass().getName() + "); said once");
                }
            }
        }
    }

    /** Ends the thread; the secrets keep the values that they have. */
    @Override
    public void close() {
        synchronized (known) {
            closed = true;
            // Where there is none yet, nothing happens.
            LockSupport.unpark(thread);
            LockSupport.unpark(promptThread);
        }
    }

    /** The thread if there is one, for tests. */
    Thread thread() {
        synchronized (known) {
            return thread;
        }
    }

    private void start() {
        if (!watching || closed || thread != null || watched.isEmpty()) {
            return;
        }
        thread = AgentThread.of(new Watch(false), THREAD);
        thread.start();
    }

    private final class Watch implements Runnable {
        private final boolean isPrompt;

        Watch(boolean isPrompt) {
            this.isPrompt = isPrompt;
        }

        @Override
        public void run() {
            while (!closed) {
                // Parking ends at once while the interrupt flag is set, and nobody has a reason to set it.
                Thread.interrupted();
                LockSupport.parkNanos(this, pollNanos);
                if (closed) {
                    return;
                }
                try {
                    look();
                } catch (Throwable t) {
                    // Memory may have run out; a thread that ended here would leave every secret as it is for good.
                    try {
                        log.error("secrets could not be looked at: " + t);
                    } catch (Throwable again) {
                        // The next look is in half a second.
                    }
                }
            }
        }

        private void look() {
            List<Watched> all = all();
            for (Watched each : all) {
                if (promptThread == null && each.isPrompt()) {
                    startPrompt();
                }
            }
            if (promptThread != null) {
                all.removeIf(each -> each.isPrompt() != isPrompt);
            }
            poll(all);
        }

        private void startPrompt() {
            try {
                Thread another = AgentThread.of(new Watch(true), PROMPT_THREAD);
                promptThread = another;
                another.start();
            } catch (Throwable e) {
                // A process that may have no more threads just now: until it has, this one looks at them too.
                promptThread = null;
            }
        }
    }

    /** What cannot change: a variable of the environment, or a literal. */
    private static final class Fixed implements Secret {
        private final String reference;
        private final Value value;
        private final CredentialUnavailable failure;

        Fixed(String reference, String what, String text) {
            this.reference = reference;
            boolean good = text != null && !text.isEmpty();
            value = good ? new Value(text) : null;
            failure = good ? null
                    : new CredentialUnavailable(reference + ": " + what + (text == null ? " is not set" : " is empty"));
        }

        @Override
        public Value value() throws CredentialUnavailable {
            if (value == null) {
                throw failure;
            }
            return value;
        }

        /** Two literals of the same text are one secret, as two references to one file are. */
        @Override
        public boolean equals(Object other) {
            return other == this || other instanceof Fixed && value != null && ((Fixed) other).value != null
                    && reference.equals(((Fixed) other).reference) && value.isSame(((Fixed) other).value);
        }

        @Override
        public int hashCode() {
            return reference.hashCode();
        }

        @Override
        public String toString() {
            return reference;
        }
    }

    /** A system property, which the application may set after the agent has started. */
    private static final class Property implements Secret {
        private final String reference;
        private final String name;
        private final Properties sys;
        private volatile Value now;

        Property(String reference, String name, Properties sys) {
            this.reference = reference;
            this.name = name;
            this.sys = sys;
        }

        @Override
        public Value value() throws CredentialUnavailable {
            Value seen = now;
            return seen != null ? seen : look();
        }

        private synchronized Value look() throws CredentialUnavailable {
            if (now == null) {
                String text = sys.getProperty(name);
                if (text == null || text.isEmpty()) {
                    throw new CredentialUnavailable(
                            reference + ": system property " + name + (text == null ? " is not set" : " is empty"));
                }
                now = new Value(text);
            }
            return now;
        }

        @Override
        public String toString() {
            return reference;
        }
    }
}
