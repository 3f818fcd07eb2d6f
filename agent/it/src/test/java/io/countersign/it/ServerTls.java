package io.countersign.it;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * What a server is, and demands, in TLS.
 *
 * @param clients whose certificates it accepts, and names when it asks for one
 * @param protocols a run of those that there are, oldest first
 * @param resumption of sessions, by their numbers and by tickets
 * @param http2 beside HTTP/1.1, by ALPN; {@link MutualServer} cannot
 */
record ServerTls(Identity identity, Authority clients, Asks asks, List<String> protocols, boolean resumption, boolean http2) {
    /** For a certificate: not at all, and going on without one, or not. */
    enum Asks {
        NEVER, WANTS, NEEDS
    }

    /** Needs a certificate, speaks TLS 1.2 and 1.3, HTTP/1.1 alone, and resumes sessions. */
    static ServerTls of(Authority servers, Authority clients) {
        return new ServerTls(identity(servers), clients, Asks.NEEDS, List.of("TLSv1.2", "TLSv1.3"), true, false);
    }

    /** For the addresses and names that tests have. */
    static Identity identity(Authority authority) {
        return authority.issue(Spec.server("countersign-it").ip("127.0.0.1", "127.0.0.2", "127.0.0.3")
                .dns("localhost", "api.example.test"));
    }

    ServerTls asks(Asks asks) {
        return new ServerTls(identity, clients, asks, protocols, resumption, http2);
    }

    ServerTls protocols(String... protocols) {
        return new ServerTls(identity, clients, asks, List.of(protocols), resumption, http2);
    }

    ServerTls withoutResumption() {
        return new ServerTls(identity, clients, asks, protocols, false, http2);
    }

    ServerTls withHttp2() {
        return new ServerTls(identity, clients, asks, protocols, resumption, true);
    }

    String oldest() {
        return protocols.get(0);
    }

    String newest() {
        return protocols.get(protocols.size() - 1);
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.keyManagers(), clients.trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
