package io.countersign.credential;

import io.countersign.secret.Secret;

/** A secret as it is, behind a prefix: what API keys and bearer tokens are. */
final class PrefixedSecret extends SecretHeader {
    private final String prefix;

    PrefixedSecret(String name, String header, String prefix, Secret secret) {
        super(name, header, secret);
        this.prefix = prefix;
    }

    @Override
    String valueFrom(String secret) {
        return prefix + secret;
    }

    @Override
    public String masked(String header) {
        return prefix + "***";
    }
}
