package io.countersign.authority;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

final class Presenting extends X509ExtendedKeyManager {
    private static final String ALIAS = "identity";

    private final Identity identity;

    Presenting(Identity identity) {
        this.identity = identity;
    }

    /** Before 8u261 the types of servers are {@code EC_EC} and {@code EC_RSA}. */
    private String alias(String... types) {
        for (String type : types) {
            if (type.split("_")[0].equals(identity.key().getAlgorithm())) {
                return ALIAS;
            }
        }
        return null;
    }

    private String[] aliases(String type) {
        return alias(type) == null ? null : new String[] {ALIAS};
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        return alias(types);
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        return alias(types);
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return alias(type);
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
        return alias(type);
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
        return aliases(type);
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
        return aliases(type);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identity.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identity.key();
    }
}
