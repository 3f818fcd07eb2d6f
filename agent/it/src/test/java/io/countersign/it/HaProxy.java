package io.countersign.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** An HAProxy, which answers itself. Where it needs a certificate and gets none, or a wrong one, it aborts the handshake. */
final class HaProxy implements TlsPeer {
    static final String READY = "Loading success";

    private final String address;
    private final ServerProcess process;

    /** @param folder its own */
    HaProxy(String address, ServerTls tls, Path folder) throws IOException {
        this(List.of(address), tls, folder);
    }

    /** @param addresses all with one port, where {@link #url} names the first */
    HaProxy(List<String> addresses, ServerTls tls, Path folder) throws IOException {
        address = addresses.get(0);
        process = ServerProcess.start("haproxy", READY, port -> arguments(addresses, port, tls, folder));
    }

    static List<String> arguments(List<String> addresses, int port, ServerTls tls, Path folder) throws IOException {
        Files.writeString(folder.resolve("server.pem"), tls.identity().certificates() + tls.identity().pkcs8());
        Files.writeString(folder.resolve("clients.pem"), tls.clients().pem());
        // -W: a master says when the worker listens; with the one it ends the other.
        return List.of("-W", "-db", "-f",
                Files.writeString(folder.resolve("haproxy.cfg"), configuration(addresses, port, tls, folder)).toString());
    }

    static boolean isThere() {
        return ServerProcess.isThere("haproxy");
    }

    @Override
    public String url(String path) {
        return "https://" + address + ":" + process.port + path;
    }

    /** noreuseport: or two would share a port, and both believe that they have it. */
    private static String configuration(List<String> addresses, int port, ServerTls tls, Path folder) {
        String verify = switch (tls.asks()) {
            case NEVER -> "none";
            case WANTS -> "optional";
            case NEEDS -> "required";
        };
        String bind = addresses.stream().map(address -> address + ":" + port).collect(Collectors.joining(","));
        String resumption = tls.resumption() ? "" : "  tune.ssl.cachesize 0\n  ssl-default-bind-options no-tls-tickets\n";
        return """
                global
                  noreuseport
                  nbthread 1
                  maxconn 1000
                %1$s
                defaults
                  mode http
                  timeout client 30s
                  timeout connect 5s
                  timeout server 30s
                frontend peer
                  bind %2$s ssl crt %3$s/server.pem ca-file %3$s/clients.pem verify %4$s ssl-min-ver %5$s ssl-max-ver %6$s alpn %7$s
                  http-request return status 200 content-type text/plain lf-string "%8$s %9$s" if { ssl_c_used }
                  http-request return status 200 content-type text/plain lf-string "- - %9$s"
                """.formatted(resumption, bind, folder, verify, tls.oldest(), tls.newest(),
                tls.http2() ? "h2,http/1.1" : "http/1.1", "%[ssl_c_s_dn(,0,rfc2253)] %[ssl_c_serial,hex]",
                "%[ssl_fc_protocol] %[ssl_fc_is_resumed,iif(resumed,new)] %[pathq]");
    }

    @Override
    public void close() {
        process.close();
    }
}
