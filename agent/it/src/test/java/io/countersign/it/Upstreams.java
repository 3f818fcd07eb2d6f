package io.countersign.it;

import io.countersign.authority.Authority;
import io.countersign.authority.Identity;
import io.countersign.authority.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What deployed applications call, at 127.0.0.1: {@code /token} wants a token, {@code /mutual} a client certificate, {@code /signed} gets a
 * signature over the body, and all else a key.
 */
final class Upstreams implements AutoCloseable {
    private static final Authority SERVERS = Authority.root("Servers");
    private static final Authority CLIENTS = Authority.root("Clients");
    private static final Identity CLIENT = CLIENTS.issue(Spec.client("deployed"));

    final Recorder guarded = new Recorder("127.0.0.1");
    final TokenServer tokens = new TokenServer("127.0.0.1");
    final MutualServer mutual = new MutualServer("127.0.0.1", ServerTls.of(SERVERS, CLIENTS));

    Upstreams() throws IOException {}

    String url(String path) {
        return path.startsWith("/token") ? tokens.url(path) : path.startsWith("/mutual") ? mutual.url(path) : guarded.url(path);
    }

    /** What puts on all that they want; its secret is the variable {@code KEY}. */
    Path policy(Path folder) throws IOException {
        Files.writeString(folder.resolve("client.pem"), CLIENT.certificates());
        Files.writeString(folder.resolve("client.key"), CLIENT.pkcs8());
        Files.writeString(folder.resolve("ca.pem"), SERVERS.pem());
        return Files.writeString(folder.resolve("policy.yaml"), "version: 1\ncredentials:\n"
                + "  key: {type: api-key, value: '${env:KEY}'}\n"
                + TokensContract.credential("one", tokens, "Authorization, prefix: 'Bearer '")
                + "  partner: {type: hmac, secret: '${env:KEY}', message: '{body-sha256}', headers: {X-Signature: '{signature}'}}\n"
                + "  mesh: {type: client-certificate, certificate: client.pem, key: client.key, trust: ca.pem}\n"
                + "rules:\n"
                + "  - {host: 127.0.0.1, ports: [" + mutual.port() + "], credentials: [mesh]}\n"
                + "  - {host: 127.0.0.1, paths: [/token/**], credentials: [one]}\n"
                + "  - {host: 127.0.0.1, paths: [/signed/**], credentials: [key, partner]}\n"
                + "  - {host: 127.0.0.1, credentials: [key]}\n");
    }

    @Override
    public void close() {
        guarded.close();
        tokens.close();
        mutual.close();
    }
}
