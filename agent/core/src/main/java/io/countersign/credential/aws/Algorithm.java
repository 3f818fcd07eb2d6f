package io.countersign.credential.aws;

import io.countersign.request.CredentialUnavailable;
import java.util.List;

/** One of the two ways to derive a signing key and to sign with it. */
abstract class Algorithm {
    /** As it stands in the string to sign and in the {@code Authorization} header. */
    final String name;

    Algorithm(String name) {
        this.name = name;
    }

    /** The headers that it adds to every request. */
    abstract List<String> headerNames();

    /**
     * @param date in UTC, {@code 20261123}
     * @param day the same, counted from 1970
     */
    abstract SigningKey derive(AccessKey from, String date, long day) throws CredentialUnavailable;
}
