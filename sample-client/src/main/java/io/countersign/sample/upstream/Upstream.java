package io.countersign.sample.upstream;

import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.UUID;

/**
 * {@code Upstream SECRETS CERTIFICATES ISSUER}: a guarded service, and a stranger beside it. SECRETS is a folder with a file for
 * each credential that the service accepts; the keys of clients go there, too, their certificates to the folder CERTIFICATES, and
 * {@code root.pem}, by which clients know the service. ISSUER is a file with the address of the authorization server whose access
 * tokens it accepts; it is read when the first of them comes. The addresses are told on stdout, the log goes to stderr.
 */
public final class Upstream {
    /** Outside ASCII, so that both sides must agree on UTF-8 (RFC 7617, section 2.1). */
    static final String USERNAME = "b\u00fcro-batch";

    private Upstream() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        if (arguments.length != 3) {
            System.err.println("usage: Upstream SECRETS CERTIFICATES ISSUER");
            System.exit(64);
        }
        Path secrets = Paths.get(arguments[0]);
        Guard apiKey = new ApiKeyGuard(secret(secrets, "api-key"));
        String token = secret(secrets, "bearer-token");
        Authority authority = authority(secrets, Paths.get(arguments[1]));
        Issuer issuer = new Issuer(Paths.get(arguments[2]), "sample", Upstream::seconds);
        Listener stranger = stranger();
        GuardedService service = new GuardedService(System.err)
                .guard("/api-key", apiKey)
                .guard("/basic", new BasicGuard(USERNAME, secret(secrets, "basic-password")))
                .guard("/bearer", new BearerGuard(token, Collections.singleton("read"), "read"))
                .guard("/bearer/approve", new BearerGuard(token, Collections.singleton("read"), "approve"))
                .guard("/digest", new DigestGuard(USERNAME, secret(secrets, "digest-password"), () -> UUID.randomUUID().toString()))
                .guard("/oauth1", new OAuth1Guard("batch", secret(secrets, "oauth1-secret"), Upstream::seconds))
                .guard("/hmac", new HmacGuard(secret(secrets, "hmac-secret"), Upstream::seconds))
                .guard("/jwt", new JwtGuard(secret(secrets, "jwt-secret"), "batch", "sample", Upstream::seconds))
                .guard("/oauth2", new OAuth2Guard(issuer, "api:read"))
                .guard("/oauth2/admin", new OAuth2Guard(issuer, "api:admin"))
                .guard("/aws-sigv4", new AwsSigV4Guard("AKIDSAMPLE", secret(secrets, "aws-secret-access-key"), "eu-west-1", Upstream::seconds))
                .guard("/http-signature", new HttpSignatureGuard("batch-1", secret(secrets, "signature-secret"), Upstream::seconds))
                .guard("/client-certificate", new ClientCertificateGuard("CN=batch"))
                .guard("/client-certificate/reports", new ClientCertificateGuard("CN=reports"))
                .guard("/client-certificate/approve", new ClientCertificateGuard("CN=batch"))
                .guardMoved("/moved", apiKey, stranger.url("/"));
        System.out.println("guarded " + new Listener("127.0.0.1", service).url(""));
        System.out.println("stranger " + stranger.url(""));
        Listener tls = Listener.tls("127.0.0.1", authority.server(), service);
        System.out.println("numbered " + tls.url(""));
        System.out.println("named " + tls.url("localhost", ""));
    }

    private static Authority authority(Path secrets, Path certificates) throws IOException, GeneralSecurityException {
        Authority authority = new Authority("sample", System.currentTimeMillis());
        authority.publish(certificates.resolve("root.pem"));
        for (String client : new String[] {"batch", "reports"}) {
            authority.issue(client, certificates.resolve(client + ".pem"), secrets.resolve(client + "-key.pem"));
        }
        return authority;
    }

    private static long seconds() {
        return System.currentTimeMillis() / 1000;
    }

    /** On an address of its own; where the system has one loopback address only (macOS), under another name. */
    private static Listener stranger() throws IOException {
        try {
            return new Listener("127.0.0.2", new Stranger());
        } catch (BindException e) {
            return new Listener("localhost", new Stranger());
        }
    }

    private static String secret(Path folder, String name) throws IOException {
        String text = new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.UTF_8).trim();
        if (text.isEmpty()) {
            throw new IOException(folder.resolve(name) + " is empty");
        }
        return text;
    }
}
