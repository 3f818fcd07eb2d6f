package io.countersign.store;

import io.countersign.secret.Secret;

/** Files that the environment names, kept up to date. */
interface SecretFiles {
    /** @param path relative to the working folder */
    Secret file(String path);
}
