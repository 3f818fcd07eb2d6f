package io.countersign.transport;

import io.countersign.background.KeyAndChain;
import io.countersign.background.OwnTls;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/** The key manager of the agent's own calls: one certificate or none, shown to whoever asks. */
final class OwnKeyManager extends X509ExtendedKeyManager implements OwnTls {
    /** Null for none. */
    final KeyAndChain pair;
    private final Set<String> asking = ConcurrentHashMap.newKeySet();

    /** @param pair null for none */
    OwnKeyManager(KeyAndChain pair) {
        this.pair = pair;
    }

    /** Whether a host has ever asked who it is that calls. */
    boolean wasAskedBy(String host) {
        return asking.contains(host);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        SSLSession session = socket instanceof SSLSocket ? ((SSLSocket) socket).getHandshakeSession() : null;
        if (session != null && session.getPeerHost() != null) {
            asking.add(session.getPeerHost());
        }
        return pair != null && Arrays.asList(keyTypes).contains(pair.key().getAlgorithm()) ? pair.alias : null;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return pair == null ? null : pair.key();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return pair == null ? null : pair.chain();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return pair == null ? null : new String[] {pair.alias};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
