package io.countersign.authority;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;

/** A certificate, its chain and its key, in every form that files have them in. Of text the lines end in LF. */
public final class Identity {
    private final KeyKind kind;
    private final KeyPair pair;
    private final List<X509Certificate> chain;

    Identity(KeyKind kind, KeyPair pair, List<X509Certificate> chain) {
        this.kind = kind;
        this.pair = pair;
        this.chain = chain;
    }

    KeyKind kind() {
        return kind;
    }

    KeyPair pair() {
        return pair;
    }

    public PrivateKey key() {
        return pair.getPrivate();
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The certificate and those of the intermediate authorities, without the root's. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** As RFC 2253 writes it: {@code CN=alpha}. */
    public String subject() {
        return certificate().getSubjectX500Principal().getName();
    }

    /** In hex, as nginx and OpenSSL write it: {@code 1001}. */
    public String serial() {
        return certificate().getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
    }

    /** The chain in PEM; {@link Pem#certificates} writes it in another order, or a part of it. */
    public String certificates() {
        return Pem.certificates(chain);
    }

    public String pkcs8() {
        return Pem.pkcs8(pair);
    }

    /** PBES2. */
    public String encryptedPkcs8(String password) {
        return Pem.encryptedPkcs8(pair, password);
    }

    /** {@code RSA PRIVATE KEY}; for a key of that kind alone. */
    public String pkcs1() {
        return only(kind == KeyKind.RSA, Pem.traditional(pair));
    }

    /** {@code EC PRIVATE KEY}, with the curve's name and the public key; for a key of that kind alone. */
    public String sec1() {
        return only(isEc(), Pem.traditional(pair));
    }

    /** PKCS#1 or SEC 1 in OpenSSL's old encryption, of MD5. @param cipher such as {@code AES-256-CBC} or {@code DES-EDE3-CBC} */
    public String encryptedTraditional(String cipher, String password) {
        return only(kind == KeyKind.RSA || isEc(), Pem.encryptedTraditional(pair, cipher, password));
    }

    private boolean isEc() {
        return kind == KeyKind.EC_P256 || kind == KeyKind.EC_P384;
    }

    private String only(boolean there, String text) {
        if (!there) {
            throw new IllegalStateException("a key of the kind " + kind + " is not written in this form");
        }
        return text;
    }

    /** With the JDK's own ciphers of this Java: 8 reads what 17 writes from 8u301 on. */
    public byte[] pkcs12(String password, String alias) {
        return store("PKCS12", password, alias);
    }

    public byte[] jks(String password, String alias) {
        return store("JKS", password, alias);
    }

    public byte[] jceks(String password, String alias) {
        return store("JCEKS", password, alias);
    }

    private byte[] store(String type, String password, String alias) {
        try {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            store.setKeyEntry(alias, key(), password.toCharArray(), chain.toArray(new X509Certificate[0]));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password.toCharArray());
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What presents it whenever it is asked for, whatever authorities the other side names: the JDK's own would keep a wrong
     * certificate from the server that is to refuse it.
     */
    public KeyManager[] keyManagers() {
        return new KeyManager[] {new Presenting(this)};
    }
}
