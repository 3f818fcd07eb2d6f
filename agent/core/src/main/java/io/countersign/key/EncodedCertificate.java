package io.countersign.key;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * An X.509 certificate (RFC 5280, section 4.1) as it is written, and what it says of itself. Not verified: that is for who is
 * shown it. The JDK's own reader of certificates asks System.Logger for a logger, which an agent must not before the
 * application has set that up.
 */
public final class EncodedCertificate {
    private static final String LABEL = "CERTIFICATE";

    /** As OpenSSL writes it in {@code x509 -trustout}: the certificate, and behind it what it is trusted for. */
    private static final String TRUSTED = "TRUSTED CERTIFICATE";
    private static final String OLD_LABEL = "X509 CERTIFICATE";

    /** RFC 5280, sections 4.2.1.1 and 4.2.1.2. */
    private static final String AUTHORITY_KEY = "2.5.29.35";
    private static final String SUBJECT_KEY = "2.5.29.14";

    private final byte[] der;
    private final X500Principal subject;
    private final X500Principal issuer;

    /** Milliseconds since 1970 UTC. */
    private final long notBefore;
    private final long notAfter;
    private final byte[] publicKey;
    private final String keyAlgorithm;

    /** Which of several keys of its name it is for, and is signed by; null where it does not say. */
    private final ASN1Encodable subjectKey;
    private final ASN1Encodable issuerKey;

    private EncodedCertificate(byte[] der) throws WrongKey {
        try {
            ASN1Sequence certificate = ASN1Sequence.getInstance(der);
            ASN1Sequence signed = ASN1Sequence.getInstance(certificate.getObjectAt(0));
            // The version is there unless it is the first one.
            int serial = signed.getObjectAt(0) instanceof ASN1TaggedObject ? 1 : 0;
            ASN1Sequence validity = ASN1Sequence.getInstance(signed.getObjectAt(serial + 3));
            ASN1Sequence keyInfo = ASN1Sequence.getInstance(signed.getObjectAt(serial + 5));
            this.issuer = new X500Principal(signed.getObjectAt(serial + 2).toASN1Primitive().getEncoded());
            this.notBefore = millis(validity.getObjectAt(0).toASN1Primitive());
            this.notAfter = millis(validity.getObjectAt(1).toASN1Primitive());
            this.subject = new X500Principal(signed.getObjectAt(serial + 4).toASN1Primitive().getEncoded());
            this.publicKey = keyInfo.getEncoded(ASN1Encoding.DER);
            this.keyAlgorithm = AlgorithmIdentifier.getInstance(keyInfo.getObjectAt(0)).getAlgorithm().getId();
            ASN1Sequence extensions = extensions(signed);
            // AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] IMPLICIT OPTIONAL, … }
            byte[] authority = extension(AUTHORITY_KEY, extensions);
            this.issuerKey = authority == null ? null : identifier(ASN1Sequence.getInstance(authority));
            byte[] own = extension(SUBJECT_KEY, extensions);
            this.subjectKey = own == null ? null : ASN1OctetString.getInstance(own);
            this.der = der;
        } catch (IOException | ParseException | RuntimeException e) {
            throw new WrongKey("has a certificate that cannot be read");
        }
    }

    /** @return null if it has none */
    private static ASN1Sequence extensions(ASN1Sequence signed) {
        for (ASN1Encodable each : signed) {
            if (each instanceof ASN1TaggedObject && ((ASN1TaggedObject) each).getTagNo() == 3) {
                return ASN1Sequence.getInstance((ASN1TaggedObject) each, true);
            }
        }
        return null;
    }

    /** What an extension holds; null if it is not there. */
    private static byte[] extension(String type, ASN1Sequence extensions) {
        if (extensions != null) {
            for (ASN1Encodable each : extensions) {
                ASN1Sequence extension = ASN1Sequence.getInstance(each);
                if (extension.getObjectAt(0).toString().equals(type)) {
                    // Before it, whether it is critical, unless it is not.
                    return ASN1OctetString.getInstance(extension.getObjectAt(extension.size() - 1)).getOctets();
                }
            }
        }
        return null;
    }

    private static ASN1Encodable identifier(ASN1Sequence authority) {
        ASN1Encodable first = authority.size() == 0 ? null : authority.getObjectAt(0);
        boolean isThere = first instanceof ASN1TaggedObject && ((ASN1TaggedObject) first).getTagNo() == 0;
        return isThere ? ASN1OctetString.getInstance((ASN1TaggedObject) first, false) : null;
    }

    private static long millis(ASN1Primitive time) throws ParseException {
        Date date = time instanceof ASN1UTCTime ? ((ASN1UTCTime) time).getAdjustedDate() : ASN1GeneralizedTime.getInstance(time).getDate();
        return date.getTime();
    }

    /** @param der exactly one, in DER */
    public static EncodedCertificate ofDer(byte[] der) throws WrongKey {
        return new EncodedCertificate(der);
    }

    /**
     * All that are in a file in PEM, which may hold other blocks too.
     *
     * @throws WrongKey if there is none, or one that is damaged
     */
    public static List<EncodedCertificate> ofPem(byte[] content) throws WrongKey {
        List<EncodedCertificate> all = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (PemBlock block : PemBlock.of(PemText.of(content, LABEL))) {
            if (block.label.equals(LABEL) || block.label.equals(OLD_LABEL) || block.label.equals(TRUSTED)) {
                all.add(new EncodedCertificate(block.label.equals(TRUSTED) ? first(block.content) : block.content));
            } else if (!found.contains(PemBlock.shown(block.label))) {
                found.add(PemBlock.shown(block.label));
            }
        }
        if (all.isEmpty()) {
            throw new WrongKey(found.isEmpty() ? PemText.UNBROKEN
                    : "has " + String.join(", ", found) + " in PEM and no certificate; expected is '" + PemText.BEGIN + LABEL + "-----'");
        }
        return all;
    }

    /** The first of several values in DER that stand behind each other. */
    private static byte[] first(byte[] content) throws WrongKey {
        int length = content.length < 2 ? -1 : content[1] & 0xff;
        int head = 2;
        if (length > 0x80) {
            head += length & 0x7f;
            length = 0;
            for (int i = 2; i < head && i < content.length; i++) {
                length = length << 8 | content[i] & 0xff;
            }
        }
        if (length < 0 || length > content.length - head) {
            throw PemBlock.damaged(TRUSTED);
        }
        return Arrays.copyOf(content, head + length);
    }

    public byte[] der() {
        return der.clone();
    }

    /** As RFC 4514 writes it. */
    public String subject() {
        return subject.getName();
    }

    public String issuer() {
        return issuer.getName();
    }

    /** When it begins to be valid, in milliseconds since 1970 UTC. */
    public long notBefore() {
        return notBefore;
    }

    /** When it ends to be. */
    public long notAfter() {
        return notAfter;
    }

    /** Whether it names itself as its issuer, as a root does. */
    public boolean isSelfIssued() {
        return subject.equals(issuer);
    }

    /** Whether its issuer has the name of the other's subject, and the same key where both say which. */
    public boolean isIssuedBy(EncodedCertificate other) {
        return issuer.equals(other.subject) && (issuerKey == null || other.subjectKey == null || issuerKey.equals(other.subjectKey));
    }

    /** @throws WrongKey if this Java runtime does not know keys of that kind */
    PublicKey publicKey() throws WrongKey {
        String name = KeyPairs.jcaName(keyAlgorithm);
        try {
            return KeyFactory.getInstance(name == null ? keyAlgorithm : name).generatePublic(new X509EncodedKeySpec(publicKey));
        } catch (GeneralSecurityException e) {
            throw new WrongKey("is for " + (name == null ? "a key of algorithm " + keyAlgorithm : "an " + name + " key")
                    + ", which this Java runtime does not know" + ("Ed25519".equals(name) ? " (it is there since Java 16)" : ""));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedCertificate && Arrays.equals(der, ((EncodedCertificate) other).der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    /** Its subject. */
    @Override
    public String toString() {
        return subject();
    }
}
