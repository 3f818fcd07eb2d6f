package io.countersign.transport;

import io.countersign.background.KeyAndChain;
import io.countersign.background.OwnTls;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** The key manager of the agent's own calls: one certificate or none, shown to whoever asks. */
final class OwnKeyManager extends X509ExtendedKeyManager implements OwnTls {
    private final KeyAndChain pair;

    /** @param pair null for none */
    OwnKeyManager(KeyAndChain pair) {
        this.pair = pair;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
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
