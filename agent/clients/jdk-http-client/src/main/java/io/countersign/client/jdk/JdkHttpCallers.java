package io.countersign.client.jdk;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.engine.Engine;

/** Where calls of the JDK's client begin, on the thread of the application; their requests are made on others. Woven where somebody wants to know. */
public final class JdkHttpCallers implements Client {
    @Override
    public String name() {
        return "JDK HttpClient's callers";
    }

    @Override
    public Joinpoint[] joinpoints() {
        return new Joinpoint[] {Joinpoint.of(Kind.ENTRY, "jdk.internal.net.http.MultiExchange", "responseAsync",
                "(Ljava/util/concurrent/Executor;)Ljava/util/concurrent/CompletableFuture;")};
    }

    @Override
    public String[] opens() {
        return new String[0];
    }

    @Override
    public Handler[] handlers(Engine engine) {
        return new Handler[] {(call, executor) -> {
            engine.callers().note(call);
            return null;
        }};
    }
}
