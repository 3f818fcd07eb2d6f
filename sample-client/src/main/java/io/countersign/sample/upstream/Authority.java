package io.countersign.sample.upstream;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The service's own certificate authority, made when the service starts: what it vouches for dies with it. */
final class Authority {
    /** More than the month before its end in which the agent says so. */
    private static final long DAYS = 60;
    private static final long DAY_MILLIS = 86_400_000;

    private final KeyPair pair;
    private final X500Name name;
    private final X509Certificate root;
    private final Date from;
    private final Date to;
    private long serial;

    /** @param millis the time, in Unix milliseconds */
    Authority(String name, long millis) throws GeneralSecurityException {
        this.name = new X500Name("CN=" + name);
        from = new Date(millis - DAY_MILLIS);
        to = new Date(millis + DAYS * DAY_MILLIS);
        pair = newPair();
        root = sign(this.name, pair, null);
    }

    /** What a client has to trust. */
    void publish(Path file) throws IOException, GeneralSecurityException {
        Files.write(file, pem("CERTIFICATE", root.getEncoded()));
    }

    /**
     * Makes a client's certificate, and the key to it, which its owner alone can read.
     *
     * @param client its common name
     * @param certificate the file for the one
     * @param key the file for the other, which must not be there
     */
    void issue(String client, Path certificate, Path key) throws IOException, GeneralSecurityException {
        KeyPair its = newPair();
        Files.write(certificate, pem("CERTIFICATE", sign(new X500Name("CN=" + client), its, KeyPurposeId.id_kp_clientAuth).getEncoded()));
        try (SeekableByteChannel file = Files.newByteChannel(key,
                new HashSet<>(EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            file.write(ByteBuffer.wrap(pem("PRIVATE KEY", its.getPrivate().getEncoded())));
        }
    }

    /** As a server that is on this machine, to whom clients are those whom this authority vouches for. Its key is in no file. */
    SSLContext server() throws IOException, GeneralSecurityException {
        KeyPair its = newPair();
        X509Certificate certificate = sign(new X500Name("CN=service"), its, KeyPurposeId.id_kp_serverAuth,
                new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        KeyStore own = empty();
        own.setKeyEntry("own", its.getPrivate(), new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        KeyStore trusted = empty();
        trusted.setCertificateEntry("root", root);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    /** @param purpose null for the authority's own */
    private X509Certificate sign(X500Name subject, KeyPair its, KeyPurposeId purpose, GeneralName... names) throws GeneralSecurityException {
        X509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(name, BigInteger.valueOf(++serial), from, to, subject, its.getPublic());
        try {
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(purpose == null));
            if (purpose != null) {
                certificate.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            if (names.length > 0) {
                certificate.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter().getCertificate(certificate.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        } catch (CertIOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** RFC 7468, section 3. */
    private static byte[] pem(String label, byte[] der) {
        return ("-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
    }
}
