package io.countersign.client.tls;

import io.countersign.background.KeyAndChain;
import io.countersign.policy.Outcome;
import io.countersign.policy.Rule;
import io.countersign.policy.Settings.Existing;
import io.countersign.policy.Settings.OnFailure;
import io.countersign.request.CredentialUnavailable;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * An application's key manager, but for hosts that have a client certificate in a rule: there the rule's. It is asked only when a
 * server asks. What belongs to servers is the application's alone.
 */
final class PolicyKeyManager extends X509ExtendedKeyManager {
    /** What a client's key may be, as JSSE calls it. */
    private static final String[] ALL_TYPES = {"EC", "RSA", "RSASSA-PSS", "EdDSA", "DSA"};

    private final X509ExtendedKeyManager applications;
    private final Connections connections;

    PolicyKeyManager(X509ExtendedKeyManager applications, Connections connections) {
        this.applications = applications;
        this.connections = connections;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        Rule rule = connections.rule(socket);
        if (rule == null) {
            return applications.chooseClientAlias(keyTypes, issuers, socket);
        }
        String own = null;
        boolean hasOwn = false;
        if (rule.settings.existing != Existing.REPLACE) {
            own = applications.chooseClientAlias(keyTypes, issuers, socket);
            hasOwn = own != null || isOneOfMany(keyTypes) && applications.chooseClientAlias(ALL_TYPES, issuers, socket) != null;
        }
        SSLSession session = ((SSLSocket) socket).getHandshakeSession();
        return choose(rule, hasOwn, own, keyTypes, session, Connections.port(socket, session));
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        Rule rule = connections.rule(engine);
        if (rule == null) {
            return applications.chooseEngineClientAlias(keyTypes, issuers, engine);
        }
        String own = null;
        boolean hasOwn = false;
        if (rule.settings.existing != Existing.REPLACE) {
            own = applications.chooseEngineClientAlias(keyTypes, issuers, engine);
            hasOwn = own != null || isOneOfMany(keyTypes) && applications.chooseEngineClientAlias(ALL_TYPES, issuers, engine) != null;
        }
        return choose(rule, hasOwn, own, keyTypes, engine.getHandshakeSession(), engine.getPeerPort());
    }

    /** Java 8 asks for one type after another, so that the application's own may be of one that comes later. */
    private static boolean isOneOfMany(String[] keyTypes) {
        return keyTypes != null && keyTypes.length == 1;
    }

    /**
     * @param hasOwn whether the application's key manager has something to show
     * @param own that, if it is of one of these types
     */
    private String choose(Rule rule, boolean hasOwn, String own, String[] keyTypes, SSLSession session, int port) {
        if (hasOwn && rule.settings.existing == Existing.KEEP) {
            connections.tell(Outcome.KEPT_EXISTING, rule, session, port);
            return own;
        }
        if (hasOwn) {
            throw refused(connections.refused(Outcome.REFUSED_EXISTING, rule, session, port,
                    "the application has a client certificate of its own for it, and the rule says 'existing: refuse'"));
        }
        KeyAndChain pair;
        try {
            pair = rule.identity().current();
        } catch (CredentialUnavailable e) {
            Mark.on(session, rule, port).asked(null);
            return unavailable(rule, session, port, e.getMessage());
        }
        Mark.on(session, rule, port).asked(pair);
        String algorithm = pair.key().getAlgorithm();
        if (isAmong(algorithm, keyTypes)) {
            connections.shown(rule, session, port, pair);
            return Shown.alias(pair);
        }
        return isOneOfMany(keyTypes) && mayFollow(algorithm, session) ? null : unavailable(rule, session, port,
                "the server, or this JVM, wants no signatures by keys of the type " + algorithm + ", as the certificate's is");
    }

    private String unavailable(Rule rule, SSLSession session, int port, String why) {
        if (rule.settings.onFailure == OnFailure.SEND_UNSIGNED) {
            return null;
        }
        throw refused(connections.refused(Outcome.REFUSED_UNAVAILABLE, rule, session, port, why));
    }

    /** Whether one type after another is asked for, and that of this key may be yet: both sides know a signature by it. */
    private static boolean mayFollow(String algorithm, SSLSession session) {
        if (session instanceof ExtendedSSLSession) {
            for (String signature : ((ExtendedSSLSession) session).getPeerSupportedSignatureAlgorithms()) {
                if (isBy(algorithm, signature)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** @param signature as JCA calls it: {@code SHA256withECDSA} */
    private static boolean isBy(String algorithm, String signature) {
        switch (algorithm) {
            case "EC":
                return signature.endsWith("withECDSA");
            case "RSA":
                return signature.endsWith("withRSA") || signature.equals("RSASSA-PSS");
            case "EdDSA":
                return signature.startsWith("Ed");
            default:
                return signature.equals(algorithm);
        }
    }

    private static boolean isAmong(String algorithm, String[] keyTypes) {
        for (int i = 0; keyTypes != null && i < keyTypes.length; i++) {
            String type = keyTypes[i];
            // BouncyCastle has the curve in it, as in EC/secp256r1.
            if (type.startsWith(algorithm) && (type.length() == algorithm.length() || type.charAt(algorithm.length()) == '/')) {
                return true;
            }
        }
        return false;
    }

    /** As the failure that it is, which the method does not declare. */
    private static RuntimeException refused(String why) {
        return PolicyKeyManager.<RuntimeException>asIs(new SSLHandshakeException(why));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException asIs(Throwable failure) throws E {
        throw (E) failure;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        KeyAndChain shown = Shown.of(alias);
        return shown == null ? applications.getPrivateKey(alias) : shown.key();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        KeyAndChain shown = Shown.of(alias);
        return shown == null ? applications.getCertificateChain(alias) : shown.chain();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return applications.getClientAliases(keyType, issuers);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return applications.getServerAliases(keyType, issuers);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return applications.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return applications.chooseEngineServerAlias(keyType, issuers, engine);
    }
}
