package io.countersign.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where the addresses of a host come from: the system, but in tests. */
interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
}
