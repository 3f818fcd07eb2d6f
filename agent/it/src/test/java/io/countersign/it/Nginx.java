package io.countersign.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An nginx. Where it needs a certificate and gets none, or a wrong one, it ends the handshake well and answers 400. */
final class Nginx implements TlsPeer {
    static final String READY = " event method";

    private final String address;
    private final ServerProcess process;

    /** @param folder its own */
    Nginx(String address, ServerTls tls, Path folder) throws IOException {
        this(List.of(address), tls, folder);
    }

    /** @param addresses all with one port, where {@link #url} names the first */
    Nginx(List<String> addresses, ServerTls tls, Path folder) throws IOException {
        address = addresses.get(0);
        process = ServerProcess.start("nginx", READY, port -> arguments(addresses, port, tls, folder));
    }

    static List<String> arguments(List<String> addresses, int port, ServerTls tls, Path folder) throws IOException {
        Files.writeString(folder.resolve("server.pem"), tls.identity().certificates());
        Files.writeString(folder.resolve("server.key"), tls.identity().pkcs8());
        Files.writeString(folder.resolve("clients.pem"), tls.clients().pem());
        return List.of("-e", "stderr", "-p", folder + "/", "-c",
                Files.writeString(folder.resolve("nginx.conf"), configuration(addresses, port, tls, folder)).toString());
    }

    static boolean isThere() {
        return ServerProcess.isThere("nginx");
    }

    @Override
    public String url(String path) {
        return "https://" + address + ":" + process.port + path;
    }

    /** One process. What it has to say comes to the one that started it: at "notice", that it listens. */
    private static String configuration(List<String> addresses, int port, ServerTls tls, Path folder) {
        StringBuilder temporary = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary.append("  ").append(kind).append("_temp_path ").append(folder.resolve(kind)).append(";\n");
        }
        StringBuilder listen = new StringBuilder();
        for (String address : addresses) {
            listen.append("    listen ").append(address).append(':').append(port).append(tls.http2() ? " ssl http2;\n" : " ssl;\n");
        }
        String verify = switch (tls.asks()) {
            case NEVER -> "off";
            case WANTS -> "optional";
            case NEEDS -> "on";
        };
        return """
                daemon off;
                master_process off;
                pid %1$s/pid;
                error_log stderr notice;
                events {}
                http {
                %2$s
                  access_log off;
                  default_type text/plain;
                  # The JDK's client fails requests that are under way where a connection of HTTP/2 is ended after so many.
                  keepalive_requests 1000000;
                  map $ssl_client_s_dn $subject { "" -; default $ssl_client_s_dn; }
                  map $ssl_client_serial $serial { "" -; default $ssl_client_serial; }
                  map $ssl_session_reused $session { r resumed; default new; }
                  server {
                %3$s
                    ssl_certificate %1$s/server.pem;
                    ssl_certificate_key %1$s/server.key;
                    ssl_protocols %4$s;
                    ssl_client_certificate %1$s/clients.pem;
                    ssl_verify_client %5$s;
                    # The chains of the tests have intermediates.
                    ssl_verify_depth 4;
                    ssl_session_cache %6$s;
                    ssl_session_tickets %7$s;
                    location / { return 200 "$subject $serial $ssl_protocol $session $request_uri"; }
                  }
                }
                """.formatted(folder, temporary, listen, String.join(" ", tls.protocols()), verify,
                tls.resumption() ? "shared:tls:1m" : "off", tls.resumption() ? "on" : "off");
    }

    @Override
    public void close() {
        process.close();
    }
}
