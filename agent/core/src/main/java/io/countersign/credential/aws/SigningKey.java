package io.countersign.credential.aws;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.text.Octets;

/** What signs with one access key on one day. */
abstract class SigningKey {
    final AccessKey from;

    /** In UTC, counted from 1970. */
    final long day;

    /** {@code 20261123/eu-west-1/s3/aws4_request}. */
    final String scope;

    /** What goes with the access key and the algorithm, whatever the request. */
    final Headers headers;

    SigningKey(AccessKey from, long day, String scope, Headers headers) {
        this.from = from;
        this.day = day;
        this.scope = scope;
        this.headers = headers;
    }

    /** Takes the string to sign. */
    abstract byte[] sign(Octets stringToSign) throws CredentialUnavailable;
}
