package io.countersign.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An HAProxy, which answers itself. Where it needs a certificate and gets none, or a wrong one, it aborts the handshake. */
final class HaProxy implements TlsPeer {
    static final String READY = "Loading success";

    private final String address;
    private final ServerProcess process;

    /** @param folder its own */
    HaProxy(String address, ServerTls tls, Path folder) throws IOException {
        this.address = address;
        process = ServerProcess.start("haproxy", READY, port -> arguments(address, port, tls, folder));
    }

    static List<String> arguments(String address, int port, ServerTls tls, Path folder) throws IOException {
        Files.writeString(folder.resolve("server.pem"), tls.identity().certificates() + tls.identity().pkcs8());
        Files.writeString(folder.resolve("clients.pem"), tls.clients().pem());
        // -W: a master says when the worker listens; with the one it ends the other.
        return List.of("-W", "-db", "-f",
                Files.writeString(folder.resolve("haproxy.cfg"), configuration(address, port, tls, folder)).toString());
    }

    static boolean isThere() {
        return ServerProcess.isThere("haproxy");
    }

    @Override
    public String url(String path) {
        return "https://" + address + ":" + process.port + path;
    }

    /** noreuseport: or two would share a port, and both believe that they have it. */
    private static String configuration(String address, int port, ServerTls tls, Path folder) {
        String verify = switch (tls.asks()) {
            case NEVER -> "none";
            case WANTS -> "optional";
            case NEEDS -> "required";
        };
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
                  bind %2$s:%3$d ssl crt %4$s/server.pem ca-file %4$s/clients.pem verify %5$s ssl-min-ver %6$s ssl-max-ver %7$s alpn %8$s
                  http-request return status 200 content-type text/plain lf-string "%9$s %10$s" if { ssl_c_used }
                  http-request return status 200 content-type text/plain lf-string "- - %10$s"
                """.formatted(resumption, address, port, folder, verify, tls.oldest(), tls.newest(),
                tls.http2() ? "h2,http/1.1" : "http/1.1", "%[ssl_c_s_dn(,0,rfc2253)] %[ssl_c_serial,hex]",
                "%[ssl_fc_protocol] %[ssl_fc_is_resumed,iif(resumed,new)] %[pathq]");
    }

    @Override
    public void close() {
        process.close();
    }
}
