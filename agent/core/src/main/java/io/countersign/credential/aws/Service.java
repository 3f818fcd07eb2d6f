package io.countersign.credential.aws;

import java.util.Arrays;
import java.util.List;

/** A service by its signing name. Amazon S3 has rules of its own, whose signatures several names share. */
final class Service {
    private static final List<String> S3 = Arrays.asList("s3", "s3-outposts", "s3-object-lambda", "s3express");
    private static final long MINUTE = 60_000;
    final String name;

    /** Whether the path is encoded once and not normalized, and the payload's hash is sent as a header. */
    final boolean isS3;

    Service(String name) {
        this.name = name;
        this.isS3 = S3.contains(name);
    }

    /** By how much a request's time may differ from the service's, in milliseconds: S3 names 15 minutes, the others 5. */
    long toleratedSkew() {
        return isS3 ? 15 * MINUTE : 5 * MINUTE;
    }
}
