package io.countersign.client.okhttp;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.client.tls.Connections;
import io.countersign.engine.Engine;
import javax.net.ssl.SSLSession;

/**
 * The connections that OkHttp keeps. Woven where each is asked whether it may carry a request, which need not go to the host that
 * it was made for: OkHttp sends two hosts of one address and one certificate over one HTTP/2 connection. Before 3.6 it asks none
 * and joins no hosts: there it is where one is looked for, and where the one that a call has already is asked whether it is well.
 */
public final class OkHttpPool implements Client {
    private static final String CONNECTION = "okhttp3.internal.connection.RealConnection";

    @Override
    public String name() {
        return "OkHttp's pool";
    }

    @Override
    public Joinpoint[] joinpoints() {
        return new Joinpoint[] {
            Joinpoint.of(Kind.VERDICT, CONNECTION, "isEligible$okhttp", "(Lokhttp3/Address;Ljava/util/List;)Z")
                    .or("isEligible", "(Lokhttp3/Address;Ljava/util/List;)Z")
                    .or("isEligible", "(Lokhttp3/Address;Lokhttp3/Route;)Z")
                    .or("isEligible", "(Lokhttp3/Address;)Z")
                    .or("isHealthy", "(Z)Z"),
            // What all others have, and where there is nothing to do.
            Joinpoint.of(Kind.ENTRY, "okhttp3.ConnectionPool", "get", "(Lokhttp3/Address;Lokhttp3/internal/connection/StreamAllocation;)"
                    + "Lokhttp3/internal/connection/RealConnection;").or("connectionCount", "()I")
        };
    }

    @Override
    public String[] opens() {
        return new String[0];
    }

    @Override
    public Handler[] handlers(Engine engine) {
        Connections connections = new Connections(engine);
        return new Handler[] {
            (connection, address) -> mayCarry(connections, connection, address),
            (pool, address) -> {
                if (address != null) {
                    retire(connections, pool);
                }
                return null;
            }
        };
    }

    /** Those that are out of date. */
    private static void retire(Connections connections, Object pool) {
        for (Object connection : PooledConnection.allOf(pool)) {
            PooledConnection types = PooledConnection.of(connection);
            SSLSession session = types.session(connection);
            if (session != null && !connections.isCurrent(session)) {
                types.retire(connection);
            }
        }
    }

    /** @param address where the request goes; null for where the connection was made to */
    private static Boolean mayCarry(Connections connections, Object connection, Object address) {
        PooledConnection types = PooledConnection.of(connection);
        SSLSession session = types.session(connection);
        if (session == null) {
            return true;
        }
        if (!connections.isCurrent(session)) {
            if (address != null) {
                types.retire(connection);
            }
            return false;
        }
        return address == null || connections.mayCarry(session, types.host(address), types.port(address));
    }
}
