package io.countersign.key;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A key store in PKCS#12 (RFC 7292) that is protected by a password, or by none. Read by its own steps, and not by the JDK, which reads
 * certificates on the way (see {@link EncodedCertificate}), nor by bcpkix, whose {@code PKCS12PfxPdu} leads to 616 classes, 1.5 MB,
 * CMS among them, and to an encryption by passwords beside the one that keys in PEM need.
 */
final class Pkcs12 {
    /** Content types: RFC 5652, sections 4, 6 and 8. */
    private static final String DATA = "1.2.840.113549.1.7.1";
    private static final String ENCRYPTED_DATA = "1.2.840.113549.1.7.6";

    /** Bag types (RFC 7292, appendix D); what else may be in a store is no one's key. */
    private static final String KEY_BAG = "1.2.840.113549.1.12.10.1.1";
    private static final String SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2";
    private static final String CERT_BAG = "1.2.840.113549.1.12.10.1.3";
    private static final String SECRET_BAG = "1.2.840.113549.1.12.10.1.5";

    /** RFC 2985, sections 5.5.1 and 5.5.2, which RFC 7292 refers to. */
    private static final String FRIENDLY_NAME = "1.2.840.113549.1.9.20";
    private static final String LOCAL_KEY_ID = "1.2.840.113549.1.9.21";

    /** What the JDK marks a certificate with that is there to be trusted, and of no key's chain ({@code PKCS12KeyStore}). */
    private static final String TRUSTED_KEY_USAGE = "2.16.840.1.113894.746875.1.1";

    /** RFC 9579, section 3. */
    private static final String PBMAC1 = "1.2.840.113549.1.5.14";

    private final String password;
    private final List<SafeBag> keys = new ArrayList<>();
    private final List<SafeBag> certificates = new ArrayList<>();
    private final List<SafeBag> secrets = new ArrayList<>();

    private Pkcs12(String password) {
        this.password = password;
    }

    /** Whether it begins as one does: a SEQUENCE of whatever length, and in it the version 3. */
    static boolean isOne(byte[] content) {
        int length = content.length < 2 || content[0] != 0x30 ? -1 : content[1] & 0xff;
        int head = length > 0x80 ? 2 + (length & 0x7f) : 2;
        return length >= 0 && content.length > head + 3 && content[head] == 2 && content[head + 1] == 1 && content[head + 2] == 3;
    }

    /** @param password null if none is known: then an empty one is tried, by which OpenSSL writes a store that is to have none */
    static List<StoredKey> read(byte[] content, String password) throws WrongKey {
        return opened(content, password).keys();
    }

    /**
     * The bytes of a secret key.
     *
     * @param password as above
     * @throws WrongKey if there is none by that alias, too
     */
    static byte[] secretKey(byte[] content, String alias, String password) throws WrongKey {
        return opened(content, password).secretKey(alias);
    }

    private static Pkcs12 opened(byte[] content, String password) throws WrongKey {
        try {
            Pkcs12 store = new Pkcs12(password == null ? "" : password);
            store.open(Pfx.getInstance(content));
            return store;
        } catch (PasswordBasedEncryption.Unsupported e) {
            throw new WrongKey("is protected in a way that is not supported, by " + e.getMessage() + "; 'keytool -importkeystore' and"
                    + " 'openssl pkcs12 -export' write it anew in one that is");
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw password == null ? KeyStoreFile.withoutPassword() : KeyStoreFile.wrongPasswordOrDamaged();
        } catch (GeneralSecurityException e) {
            throw new WrongKey("is protected in a way that this Java runtime does not have (" + e.getClass().getSimpleName() + ")");
        } catch (IOException | RuntimeException e) {
            // What it says may hold some of the content.
            throw KeyStoreFile.damaged();
        }
    }

    /** Section 5.2: the MAC, then the authenticated safe, then the bags of each of its contents. */
    private void open(Pfx pfx) throws GeneralSecurityException, IOException, WrongKey {
        byte[] authenticated = data(pfx.getAuthSafe());
        if (pfx.getMacData() != null && !isGood(pfx.getMacData(), authenticated)) {
            throw new BadPaddingException();
        }
        for (ContentInfo content : AuthenticatedSafe.getInstance(authenticated).getContentInfo()) {
            boolean isEncrypted = content.getContentType().getId().equals(ENCRYPTED_DATA);
            for (ASN1Encodable each : ASN1Sequence.getInstance(isEncrypted ? decrypted(EncryptedData.getInstance(content.getContent())) : data(content))) {
                SafeBag bag = SafeBag.getInstance(each);
                String type = bag.getBagId().getId();
                if (type.equals(KEY_BAG) || type.equals(SHROUDED_KEY_BAG)) {
                    keys.add(bag);
                } else if (type.equals(CERT_BAG)) {
                    certificates.add(bag);
                } else if (type.equals(SECRET_BAG)) {
                    secrets.add(bag);
                }
            }
        }
    }

    private static byte[] data(ContentInfo content) throws WrongKey {
        if (!content.getContentType().getId().equals(DATA)) {
            throw new WrongKey("is protected by someone's public key, and not by a password, which is not supported");
        }
        return ASN1OctetString.getInstance(content.getContent()).getOctets();
    }

    private byte[] decrypted(EncryptedData data) throws GeneralSecurityException {
        return PasswordBasedEncryption.decrypt(data.getEncryptionAlgorithm(), data.getContent().getOctets(), password);
    }

    /** Section 4, MacData, and RFC 9579. */
    private boolean isGood(MacData data, byte[] authenticated) throws GeneralSecurityException {
        AlgorithmIdentifier algorithm = data.getMac().getAlgorithmId();
        String name;
        byte[] key;
        if (algorithm.getAlgorithm().getId().equals(PBMAC1)) {
            // PBMAC1-params ::= SEQUENCE { keyDerivationFunc, messageAuthScheme }
            ASN1Sequence parameters = ASN1Sequence.getInstance(algorithm.getParameters());
            KeyDerivationFunc function = KeyDerivationFunc.getInstance(parameters.getObjectAt(0));
            name = PasswordBasedEncryption.hmac(AlgorithmIdentifier.getInstance(parameters.getObjectAt(1)));
            key = PasswordBasedEncryption.derive(function, password, PBKDF2Params.getInstance(function.getParameters()).getKeyLength().intValueExact());
        } else {
            ExtendedDigest digest = digest(algorithm.getAlgorithm().getId());
            name = "Hmac" + digest.getAlgorithmName().replace("-", "");
            PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(digest);
            generator.init(PasswordBasedEncryption.pkcs12Bytes(password), data.getSalt(), data.getIterationCount().intValueExact());
            key = ((KeyParameter) generator.generateDerivedMacParameters(8 * digest.getDigestSize())).getKey();
        }
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(key, name));
        return MessageDigest.isEqual(mac.doFinal(authenticated), data.getMac().getDigest());
    }

    private static ExtendedDigest digest(String algorithm) throws PasswordBasedEncryption.Unsupported {
        switch (algorithm) {
            case "1.3.14.3.2.26":
                return new SHA1Digest();
            case "2.16.840.1.101.3.4.2.4":
                return new SHA224Digest();
            case "2.16.840.1.101.3.4.2.1":
                return SHA256Digest.newInstance();
            case "2.16.840.1.101.3.4.2.2":
                return new SHA384Digest();
            case "2.16.840.1.101.3.4.2.3":
                return new SHA512Digest();
            default:
                throw new PasswordBasedEncryption.Unsupported("the digest " + algorithm);
        }
    }

    private List<StoredKey> keys() throws WrongKey {
        List<StoredKey> all = new ArrayList<>();
        int nameless = 0;
        for (SafeBag key : keys) {
            ASN1Encodable name = attribute(FRIENDLY_NAME, key);
            ASN1Encodable id = attribute(LOCAL_KEY_ID, key);
            List<EncodedCertificate> candidates = new ArrayList<>();
            boolean hasOthers = keys.size() > 1;
            for (SafeBag certificate : certificates) {
                ASN1Encodable other = attribute(LOCAL_KEY_ID, certificate);
                // One with another key's identifier is that one's own.
                if (id == null || other == null || id.equals(other)) {
                    candidates.add(EncodedCertificate.ofDer(ASN1OctetString.getInstance(CertBag.getInstance(certificate.getBagValue()).getCertValue())
                            .getOctets()));
                }
                hasOthers |= attribute(TRUSTED_KEY_USAGE, certificate) != null;
            }
            // Without a name, a number, as the JDK counts them.
            String alias = name instanceof ASN1String ? ((ASN1String) name).getString() : String.valueOf(++nameless);
            all.add(new Key(alias, candidates, hasOthers, key));
        }
        return all;
    }

    /** Section 4.2.5. */
    private byte[] secretKey(String alias) throws WrongKey {
        Set<String> others = new TreeSet<>();
        try {
            for (SafeBag bag : secrets) {
                ASN1Encodable name = attribute(FRIENDLY_NAME, bag);
                String each = name instanceof ASN1String ? ((ASN1String) name).getString() : "";
                if (each.equalsIgnoreCase(alias)) {
                    return secretKey(ASN1Sequence.getInstance(bag.getBagValue()));
                }
                others.add(each);
            }
        } catch (PasswordBasedEncryption.Unsupported e) {
            throw new WrongKey("has a key that is encrypted in a way that is not supported, by " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new WrongKey("has a secret key '" + alias + "' with another password than its own, which 'keystore-password' is, or encrypted in"
                    + " a way that this Java runtime does not have");
        } catch (RuntimeException e) {
            // What it says may hold some of the key.
            throw KeyStoreFile.damaged();
        }
        throw KeyStoreFile.noSecretKey(alias, others);
    }

    /**
     * {@code SEQUENCE { secretTypeId, secretValue [0] EXPLICIT ANY }}. What the value is, is left to the type; the JDK
     * ({@code PKCS12KeyStore}) has there, in an OCTET STRING, what a shrouded key bag has: an encrypted key in the form of PKCS#8.
     */
    private byte[] secretKey(ASN1Sequence bag) throws GeneralSecurityException, WrongKey {
        if (!bag.getObjectAt(0).toString().equals(SHROUDED_KEY_BAG)) {
            throw new WrongKey("has a secret of the type " + bag.getObjectAt(0) + ", which is not supported");
        }
        byte[] sealed = ASN1OctetString.getInstance(ASN1TaggedObject.getInstance(bag.getObjectAt(1)).getExplicitBaseObject()).getOctets();
        EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(sealed);
        ASN1Sequence key = ASN1Sequence.getInstance(PasswordBasedEncryption.decrypt(info.getEncryptionAlgorithm(), info.getEncryptedData(), password));
        return ASN1OctetString.getInstance(key.getObjectAt(2)).getOctets();
    }

    /** @return null if the bag has none of that type */
    private static ASN1Encodable attribute(String type, SafeBag bag) {
        if (bag.getBagAttributes() != null) {
            for (ASN1Encodable each : bag.getBagAttributes()) {
                ASN1Sequence attribute = ASN1Sequence.getInstance(each);
                if (attribute.getObjectAt(0).toString().equals(type)) {
                    return ASN1Set.getInstance(attribute.getObjectAt(1)).getObjectAt(0);
                }
            }
        }
        return null;
    }

    private static final class Key extends StoredKey {
        private final SafeBag bag;

        Key(String alias, List<EncodedCertificate> certificates, boolean hasOthers, SafeBag bag) {
            super(alias, certificates, hasOthers);
            this.bag = bag;
        }

        @Override
        public PrivateKey key(String password) throws WrongKey {
            boolean isShrouded = bag.getBagId().getId().equals(SHROUDED_KEY_BAG);
            try {
                byte[] key = isShrouded ? decrypted(EncryptedPrivateKeyInfo.getInstance(bag.getBagValue()), password == null ? "" : password)
                        : bag.getBagValue().toASN1Primitive().getEncoded();
                return Pem.pkcs8(key).forTheJca();
            } catch (PasswordBasedEncryption.Unsupported e) {
                throw new WrongKey("has a key that is encrypted in a way that is not supported, by " + e.getMessage());
            } catch (BadPaddingException | IllegalBlockSizeException e) {
                return null;
            } catch (GeneralSecurityException e) {
                throw new WrongKey("has a key that is encrypted in a way that this Java runtime does not decrypt (" + e.getClass().getSimpleName() + ")");
            } catch (IOException | RuntimeException e) {
                // What it says may hold some of the key. A wrong password that leaves a valid padding ends here too.
                if (isShrouded) {
                    return null;
                }
                throw KeyStoreFile.damaged();
            }
        }

        private static byte[] decrypted(EncryptedPrivateKeyInfo info, String password) throws GeneralSecurityException {
            return PasswordBasedEncryption.decrypt(info.getEncryptionAlgorithm(), info.getEncryptedData(), password);
        }
    }
}
