package io.countersign.client.tls;

import java.net.Socket;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The ports that TLS sockets go to through a tunnel. Such a socket is laid over the one to the proxy; SunJSSE has the host from who makes
 * it, and forgets the port: its sessions, and what they are kept by, have the proxy's.
 */
final class TargetPorts {
    /** Those alone whose port is not that of the socket below. */
    private static final Map<Socket, Integer> TUNNELLED = Collections.synchronizedMap(new WeakHashMap<>());
    private static volatile boolean any;

    private TargetPorts() {}

    /** A socket has been laid over another, to this port. */
    static Object made(Object socket, Object port) {
        if (((Socket) socket).getPort() != (Integer) port) {
            TUNNELLED.put((Socket) socket, (Integer) port);
            any = true;
        }
        return null;
    }

    /** @param peers what its session says */
    static int of(Socket socket, int peers) {
        Integer port = any ? TUNNELLED.get(socket) : null;
        return port == null ? peers : port;
    }
}
