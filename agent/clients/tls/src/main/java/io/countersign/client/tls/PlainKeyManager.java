package io.countersign.client.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;

/** A key manager of the older kind, which is asked without a socket for an engine, as other providers than the JDK's do. */
final class PlainKeyManager extends X509ExtendedKeyManager {
    /** One that has nothing to show. */
    static final X509ExtendedKeyManager NONE = new PlainKeyManager(null);

    private final X509KeyManager plain;

    private PlainKeyManager(X509KeyManager plain) {
        this.plain = plain;
    }

    static X509ExtendedKeyManager extended(X509KeyManager manager) {
        return manager instanceof X509ExtendedKeyManager ? (X509ExtendedKeyManager) manager : new PlainKeyManager(manager);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return plain == null ? null : plain.getClientAliases(keyType, issuers);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return plain == null ? null : plain.chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return plain == null ? null : plain.getServerAliases(keyType, issuers);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return plain == null ? null : plain.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return chooseServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return plain == null ? null : plain.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return plain == null ? null : plain.getPrivateKey(alias);
    }
}
