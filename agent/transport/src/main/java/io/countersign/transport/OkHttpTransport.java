package io.countersign.transport;

import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.background.Transport;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;

/** {@link Transport} by OkHttp, which is loaded with the first call. */
public final class OkHttpTransport implements Transport {
    private final Proxies proxies;
    private final Resolver resolver;
    private final int timeLimit;
    private final int sizeLimit;
    private volatile OkHttpCalls calls;

    /** @param environment and properties where proxies may be named; looked at here and never again */
    public OkHttpTransport(Map<String, String> environment, Properties properties) {
        this(environment, properties, null, Call.TIME_LIMIT, Call.SIZE_LIMIT);
    }

    /**
     * @param resolver null for the system's own
     * @param timeLimit in milliseconds
     * @param sizeLimit in bytes
     */
    OkHttpTransport(Map<String, String> environment, Properties properties, Resolver resolver, int timeLimit, int sizeLimit) {
        this.resolver = resolver;
        this.proxies = new Proxies(environment, properties);
        this.timeLimit = timeLimit;
        this.sizeLimit = sizeLimit;
    }

    @Override
    public Reply send(Call call) throws IOException {
        return calls().send(call);
    }

    private OkHttpCalls calls() {
        OkHttpCalls now = calls;
        if (now == null) {
            synchronized (this) {
                now = calls;
                if (now == null) {
                    calls = now = new OkHttpCalls(proxies, new Lookup(resolver, timeLimit), timeLimit, sizeLimit);
                }
            }
        }
        return now;
    }

    @Override
    public String mistake(Route route) {
        String trust = route.trust == null ? null : TrustFile.mistake(route.trust);
        return trust != null ? trust : Proxies.mistake(route);
    }
}
