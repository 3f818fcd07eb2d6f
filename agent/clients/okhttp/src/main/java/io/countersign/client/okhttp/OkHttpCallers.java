package io.countersign.client.okhttp;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.engine.Engine;

/** Where OkHttp's asynchronous calls begin, on the thread of the application. Woven where somebody wants to know. */
public final class OkHttpCallers implements Client {
    private static final String ENQUEUE = "(Lokhttp3/Callback;)V";

    @Override
    public String name() {
        return "OkHttp's callers";
    }

    @Override
    public Joinpoint[] joinpoints() {
        return new Joinpoint[] {
            Joinpoint.of(Kind.ENTRY, "okhttp3.RealCall", "enqueue", ENQUEUE),
            Joinpoint.of(Kind.ENTRY, "okhttp3.internal.connection.RealCall", "enqueue", ENQUEUE)
        };
    }

    @Override
    public String[] opens() {
        return new String[0];
    }

    @Override
    public Handler[] handlers(Engine engine) {
        Handler begins = (call, callback) -> {
            engine.callers().note(call);
            return null;
        };
        return new Handler[] {begins, begins};
    }
}
