package io.countersign.credential.certificate;

import io.countersign.key.EncodedCertificate;
import io.countersign.key.KeyPairs;
import io.countersign.key.WrongKey;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Certificates in the order in which TLS sends them: the key's own, then the issuer of each (RFC 8446, section 4.4.2). A root that is among
 * them is sent too, as OpenSSL, nginx and JSSE send what their files hold.
 */
final class CertificateChain {
    private CertificateChain() {}

    /**
     * @param all in any order
     * @param key whose own is to be among them
     * @param hasOthers whether there may be some that have nothing to do with it
     * @return null if none is the key's own
     * @throws WrongKey if others may not be there and are, for which one between is missing
     */
    static List<EncodedCertificate> of(PrivateKey key, List<EncodedCertificate> all, boolean hasOthers) throws WrongKey {
        List<EncodedCertificate> left = new ArrayList<>(all);
        EncodedCertificate own = own(key, left);
        if (own == null) {
            return null;
        }
        List<EncodedCertificate> chain = new ArrayList<>();
        for (EncodedCertificate next = own; next != null; next = next.isSelfIssued() ? null : issuerOf(next, all, chain)) {
            chain.add(next);
        }
        left.removeAll(above(own, all));
        if (!hasOthers && !left.isEmpty()) {
            EncodedCertificate end = chain.get(chain.size() - 1);
            throw new WrongKey("has a certificate that is not in the chain of " + own + ": " + left.get(0)
                    + (end.isSelfIssued() ? "" : "; the issuer of " + end + " is not there, " + end.issuer()));
        }
        return chain;
    }

    /**
     * Of several for one key, as when one has been renewed, the one that is valid for longest.
     *
     * @param left from which all that are for the key are taken
     */
    private static EncodedCertificate own(PrivateKey key, List<EncodedCertificate> left) throws WrongKey {
        EncodedCertificate own = null;
        WrongKey unknown = null;
        for (Iterator<EncodedCertificate> all = left.iterator(); all.hasNext(); ) {
            EncodedCertificate each = all.next();
            try {
                if (KeyPairs.belongTogether(key, each)) {
                    own = own == null || each.notAfter() > own.notAfter() ? each : own;
                    all.remove();
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

    private static EncodedCertificate issuerOf(EncodedCertificate certificate, List<EncodedCertificate> all, List<EncodedCertificate> chain) {
        for (EncodedCertificate each : all) {
            if (certificate.isIssuedBy(each) && !chain.contains(each)) {
                return each;
            }
        }
        return null;
    }

    /** It and all that lead up from it: one that two authorities have issued has two ways, of which one is sent. */
    private static Set<EncodedCertificate> above(EncodedCertificate own, List<EncodedCertificate> all) {
        Set<EncodedCertificate> above = new LinkedHashSet<>();
        List<EncodedCertificate> next = new ArrayList<>();
        next.add(own);
        while (!next.isEmpty()) {
            EncodedCertificate each = next.remove(0);
            if (above.add(each)) {
                for (EncodedCertificate other : all) {
                    if (each.isIssuedBy(other)) {
                        next.add(other);
                    }
                }
            }
        }
        return above;
    }
}
