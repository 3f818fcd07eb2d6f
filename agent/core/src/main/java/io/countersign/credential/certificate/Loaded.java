package io.countersign.credential.certificate;

import io.countersign.background.KeyAndChain;
import io.countersign.key.EncodedCertificate;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;

/** A key and its chain as they were read: what connections need of them, and what is said of them. */
final class Loaded {
    final KeyAndChain pair;
    final List<EncodedCertificate> chain;

    /** The file that they are from, for the log and for errors. */
    final Path from;

    Loaded(PrivateKey key, List<EncodedCertificate> chain, Path from) {
        List<byte[]> encoded = new ArrayList<>(chain.size());
        for (EncodedCertificate each : chain) {
            encoded.add(each.der());
        }
        this.pair = new KeyAndChain(key, encoded, chain.get(0).subject());
        this.chain = chain;
        this.from = from;
    }
}
