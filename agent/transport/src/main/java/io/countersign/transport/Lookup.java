package io.countersign.transport;

import io.countersign.background.AgentThread;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/** The system's look-up of names, left to itself when it takes longer than a call may: nothing can interrupt it. */
final class Lookup implements Dns {
    private final Resolver resolver;
    private final int timeLimit;

    /** @param resolver null for the system's own */
    Lookup(Resolver resolver, int timeLimit) {
        this.resolver = resolver == null ? InetAddress::getAllByName : resolver;
        this.timeLimit = timeLimit;
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        FutureTask<List<InetAddress>> lookup = new FutureTask<>(() -> Arrays.asList(resolver.resolve(host)));
        AgentThread.of(lookup, "countersign-lookup").start();
        try {
            return lookup.get(timeLimit, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new UnknownHostException(host);
        } catch (TimeoutException e) {
            throw new Unanswered(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered(host);
        }
    }

    /** Neither known nor unknown. */
    static final class Unanswered extends UnknownHostException {
        Unanswered(String host) {
            super(host);
        }
    }
}
