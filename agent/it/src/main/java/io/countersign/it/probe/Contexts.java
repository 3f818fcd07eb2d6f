package io.countersign.it.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;

/** The ways in which an application has an SSLContext. */
final class Contexts {
    static final char[] PASSWORD = "changeit".toCharArray();

    private Contexts() {}

    /** @param keys a JKS, for those that have keys of their own */
    static SSLContext make(String name, String keys) throws IOException, GeneralSecurityException {
        if (name.equals("default")) {
            return SSLContext.getDefault();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        switch (name) {
            case "own":
                context.init(null, null, null);
                break;
            case "keys":
                context.init(new KeyManager[] {new Keys(keys(keys), false)}, null, null);
                break;
            case "keys-for-anyone":
                context.init(new KeyManager[] {new Keys(keys(keys), true)}, null, null);
                break;
            case "plain-keys":
                context.init(new KeyManager[] {new PlainKeys(keys(keys))}, null, null);
                break;
            case "trust":
                context.init(null, new TrustManager[] {new ApplicationTls.Extended()}, null);
                break;
            case "plain-trust":
                context.init(null, new TrustManager[] {new ApplicationTls.Plain()}, null);
                break;
            default:
                throw new AssertionError(name);
        }
        return context;
    }

    private static X509ExtendedKeyManager keys(String file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("JKS");
        try (InputStream in = Files.newInputStream(Paths.get(file))) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, PASSWORD);
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    /** Of the older kind. */
    private static final class PlainKeys implements X509KeyManager {
        private final X509KeyManager keys;

        PlainKeys(X509KeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, issuers);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }

    private static final class Keys extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;
        private final boolean forAnyone;

        /** @param forAnyone whichever authorities it names */
        Keys(X509ExtendedKeyManager keys, boolean forAnyone) {
            this.keys = keys;
            this.forAnyone = forAnyone;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(types, forAnyone ? null : issuers, socket);
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return keys.chooseEngineClientAlias(types, forAnyone ? null : issuers, engine);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, issuers);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }
}
