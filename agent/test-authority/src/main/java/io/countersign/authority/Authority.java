package io.countersign.authority;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority that lives as long as a test. Its certificates are RFC 5280's; all but keys and signatures is the
 * same in each run: the serial numbers are 1001, 1002, … in hex. For any number of threads.
 */
public final class Authority {
    /** Given to each call that wants it, and never registered: a test must see the providers that an application has. */
    static final Provider PROVIDER = new BouncyCastleProvider();

    private static final int FIRST_SERIAL = 0x1001;

    private final X500Name name;
    private final KeyKind kind;
    private final KeyPair pair;
    private final X509Certificate certificate;

    /** From this authority to the root, without it. */
    private final List<X509Certificate> path;
    private final AtomicInteger serial = new AtomicInteger(FIRST_SERIAL);

    /** @param issuer null for a root */
    private Authority(Spec spec, Authority issuer) {
        name = name(spec);
        kind = spec.kind;
        pair = spec.pair();
        certificate = issuer == null ? sign(spec, pair.getPublic()) : issuer.sign(spec, pair.getPublic());
        List<X509Certificate> path = new ArrayList<>();
        if (issuer != null) {
            path.add(certificate);
            path.addAll(issuer.path);
        }
        this.path = path;
    }

    public static Authority root(String name) {
        return root(Spec.authority(name));
    }

    public static Authority root(Spec spec) {
        return new Authority(spec, null);
    }

    public Authority intermediate(String name) {
        return intermediate(Spec.authority(name));
    }

    public Authority intermediate(Spec spec) {
        return new Authority(spec, this);
    }

    public Identity issue(Spec spec) {
        KeyPair its = spec.pair();
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(sign(spec, its.getPublic()));
        chain.addAll(path);
        return new Identity(spec.kind, its, Collections.unmodifiableList(chain));
    }

    /** What no authority vouches for. */
    public static Identity selfSigned(Spec spec) {
        Authority itself = root(spec);
        return new Identity(itself.kind, itself.pair, Collections.singletonList(itself.certificate));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** Its own certificate alone. */
    public String pem() {
        return Pem.certificates(Collections.singletonList(certificate));
    }

    /** A JKS of its certificate alone, for {@code javax.net.ssl.trustStore}. */
    public byte[] trustStore(String password) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            trusted().store(bytes, password.toCharArray());
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore trusted() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setCertificateEntry("authority", certificate);
        return store;
    }

    /** The JDK's own (PKIX), which trust this authority and no other; they check host names where the client has them do so. */
    public TrustManager[] trustManagers() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trusted());
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(Spec spec, PublicKey key) {
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(name, BigInteger.valueOf(serial.getAndIncrement()),
                    Date.from(spec.from), Date.from(spec.to), name(spec), info);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(spec.purpose == null));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage(spec)));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(info));
            builder.addExtension(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(pair.getPublic()));
            if (spec.purpose != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(spec.purpose));
            }
            if (!spec.alternatives.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false,
                        new GeneralNames(spec.alternatives.toArray(new GeneralName[0])));
            }
            byte[] signed = builder.build(new JcaContentSignerBuilder(kind.signature).setProvider(PROVIDER)
                    .build(providers(pair.getPrivate()))).getEncoded();
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int usage(Spec spec) {
        if (spec.purpose == null) {
            return KeyUsage.keyCertSign | KeyUsage.cRLSign;
        }
        // The exchange of keys by RSA, which TLS 1.2 may still agree on.
        return spec.kind == KeyKind.RSA ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment : KeyUsage.digitalSignature;
    }

    private static X500Name name(Spec spec) {
        return new X500NameBuilder().addRDN(BCStyle.CN, spec.name).build();
    }

    /** A key of the JDK's in the provider's own classes. */
    private static PrivateKey providers(PrivateKey key) throws IOException {
        return new JcaPEMKeyConverter().setProvider(PROVIDER).getPrivateKey(PrivateKeyInfo.getInstance(key.getEncoded()));
    }
}
