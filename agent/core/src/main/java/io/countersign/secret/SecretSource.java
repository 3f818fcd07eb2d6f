package io.countersign.secret;

import java.nio.file.Path;

/** Where secrets come from that {@link Secrets} does not get by itself: key stores, commands, and stores elsewhere. */
public interface SecretSource {
    /**
     * The secret that a reference stands for. Nothing is got yet, but from files. If it is {@link Watched}, it is looked at from then on.
     *
     * @param scheme {@code keystore}, {@code exec}, {@code vault} or {@code aws-sm}
     * @param rest what stands behind the scheme's colon: neither empty nor with control characters
     * @param baseFolder what relative paths begin at
     * @param secrets for references within this one
     * @throws IllegalArgumentException if it is malformed; the message says what was meant, and holds nothing that could be a secret
     */
    Secret secret(String scheme, String rest, Path baseFolder, Secrets secrets);
}
