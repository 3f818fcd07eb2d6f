package io.countersign.credential.certificate;

import io.countersign.background.Background;
import io.countersign.background.KeyAndChain;
import io.countersign.credential.Validity;
import io.countersign.key.EncodedCertificate;
import io.countersign.request.CredentialUnavailable;
import io.countersign.schema.Field;
import java.util.List;

/** A certificate and its key, from where the policy says, kept up to date: the pair of both is taken when they belong together. */
abstract class CertificateFiles extends Renewed<Loaded> {
    private Expiry expiry;

    CertificateFiles(String owner, Field<?> field, Background background) {
        super(owner, field, background);
    }

    final KeyAndChain pair() throws CredentialUnavailable {
        return current().pair;
    }

    /** What to say of how long it is good when it has just been read; null for nothing. */
    final synchronized String expiry() {
        try {
            expiry = new Expiry(current());
            return expiry.beginning(moments.millis());
        } catch (CredentialUnavailable e) {
            return null;
        }
    }

    /** Until when the chain is good, and what is wrong with what is there now. */
    final Validity validity() {
        String why = failure();
        try {
            long expires = Long.MAX_VALUE;
            for (EncodedCertificate each : current().chain) {
                expires = Math.min(expires, each.notAfter());
            }
            return new Validity(Validity.Kind.CERTIFICATE, expires, why);
        } catch (CredentialUnavailable e) {
            return new Validity(Validity.Kind.CERTIFICATE, 0, e.getMessage());
        }
    }

    /** What to say of its chain beside those whom the other side is trusted by, who often trust their own alone; null for nothing. */
    final String gap(List<EncodedCertificate> trusted) {
        try {
            Loaded loaded = current();
            EncodedCertificate last = loaded.chain.get(loaded.chain.size() - 1);
            boolean isComplete = last.isSelfIssued() || trusted.contains(last);
            for (EncodedCertificate each : trusted) {
                isComplete |= last.isIssuedBy(each);
            }
            return isComplete ? null : loaded.from + ": its chain ends with " + last + ", whose issuer " + last.issuer() + " is not in 'trust';"
                    + " a certificate between the two may be missing";
        } catch (CredentialUnavailable e) {
            return null;
        }
    }

    /** The chain tells the key too, which belongs to it. */
    @Override
    final boolean isSame(Loaded before, Loaded loaded) {
        return before.chain.equals(loaded.chain);
    }

    @Override
    final void renewed(Loaded loaded) {
        log.info(owner + ": the certificate of " + loaded.pair + " (" + loaded.from + ") is in use now");
        String news = expiry();
        if (news != null) {
            log.warn(owner + ": " + news);
        }
    }

    @Override
    final void looked(Loaded loaded) {
        String news = expiry == null ? expiry() : expiry.news(moments.millis());
        if (news != null) {
            log.warn(owner + ": " + news);
        }
    }
}
