package io.countersign.credential.certificate;

import io.countersign.key.EncodedCertificate;
import io.countersign.key.KeyPairs;
import io.countersign.key.WrongKey;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;

/** The certificates of a file in the order in which TLS sends them: the key's own, then the issuer of each (RFC 8446, section 4.4.2). */
final class CertificateChain {
    private CertificateChain() {}

    /**
     * @param all in any order
     * @param key whose own is to be among them
     * @return null if none is
     * @throws WrongKey if there are some left that are not in its chain, for which one between is missing
     */
    static List<EncodedCertificate> of(PrivateKey key, List<EncodedCertificate> all) throws WrongKey {
        List<EncodedCertificate> left = new ArrayList<>();
        for (EncodedCertificate each : all) {
            if (!left.contains(each)) {
                left.add(each);
            }
        }
        EncodedCertificate last = own(key, left);
        if (last == null) {
            return null;
        }
        List<EncodedCertificate> chain = new ArrayList<>();
        while (last != null) {
            chain.add(last);
            left.remove(last);
            last = last.isSelfIssued() ? null : issuerOf(last, left);
        }
        if (!left.isEmpty()) {
            EncodedCertificate end = chain.get(chain.size() - 1);
            throw new WrongKey("has a certificate that is not in the chain of " + chain.get(0) + ": " + left.get(0)
                    + (end.isSelfIssued() ? "" : "; the issuer of " + end + " is not there, " + end.issuer()));
        }
        return chain;
    }

    /** The first is usual, and asked first; of several for one key the one that is valid for longest. */
    private static EncodedCertificate own(PrivateKey key, List<EncodedCertificate> all) throws WrongKey {
        EncodedCertificate own = null;
        WrongKey unknown = null;
        for (EncodedCertificate each : all) {
            try {
                if (KeyPairs.belongTogether(key, each) && (own == null || each.notAfter() > own.notAfter())) {
                    own = each;
                }
            } catch (WrongKey e) {
                unknown = e;
            }
        }
        if (own == null && unknown != null) {
            throw unknown;
        }
        return own;
    }

    private static EncodedCertificate issuerOf(EncodedCertificate certificate, List<EncodedCertificate> all) {
        for (EncodedCertificate each : all) {
            if (certificate.isIssuedBy(each)) {
                return each;
            }
        }
        return null;
    }
}
