package io.countersign.credential.aws;

import io.countersign.credential.Signature;
import io.countersign.credential.aws.AwsSigV4.Payload;
import io.countersign.key.Digests;
import io.countersign.request.Answer;
import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.Moments;
import io.countersign.secret.Material;
import io.countersign.text.DateText;
import io.countersign.text.Hex;
import io.countersign.text.Octets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Signs a request as the IAM User Guide's "Create a signed AWS API request" has it, in its steps. */
final class AwsSignature implements Signature {
    private static final String AUTHORIZATION = "Authorization";
    private static final String DATE = "x-amz-date";
    private static final String CONTENT_SHA256 = "x-amz-content-sha256";
    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
    private static final String HASH_OF_NOTHING = Hex.of(Digests.SHA_256.of(new byte[0]));
    private final String name;
    private final List<String> headerNames;
    private final Algorithm algorithm;
    private final Service service;
    private final AccessKeys keys;
    private final boolean payloadIsSigned;
    private final boolean sendsPayloadHash;
    private final ClockSkew skew;
    private final DateText dateTime = new DateText("uuuuMMdd'T'HHmmss'Z'");

    /** Replaced as a whole, so that a race derives it twice and nothing worse. */
    private volatile SigningKey signingKey;

    AwsSignature(String name, Algorithm algorithm, Service service, AccessKeys keys, Payload payload) {
        this(name, algorithm, service, keys, payload, new ClockSkew(service.toleratedSkew()));
    }

    AwsSignature(String name, Algorithm algorithm, Service service, AccessKeys keys, Payload payload, ClockSkew skew) {
        this.name = name;
        this.algorithm = algorithm;
        this.service = service;
        this.keys = keys;
        this.payloadIsSigned = payload == Payload.SIGNED;
        // What does not sign the payload says so, or the service would expect the hash of what it received.
        this.sendsPayloadHash = service.isS3 || !payloadIsSigned;
        this.skew = skew;
        List<String> names = new ArrayList<>();
        names.add(AUTHORIZATION);
        names.add(DATE);
        names.addAll(algorithm.headerNames());
        names.addAll(keys.headerNames());
        if (sendsPayloadHash) {
            names.add(CONTENT_SHA256);
        }
        this.headerNames = Collections.unmodifiableList(names);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> headerNames() {
        return headerNames;
    }

    @Override
    public String masked(String header) {
        return header.equals(AUTHORIZATION) ? algorithm.name + " ***" : "***";
    }

    @Override
    public BodyReader reader(Message message) {
        return payloadIsSigned ? new PayloadHash() : null;
    }

    @Override
    public Headers sign(Message message, BodyReader read) throws CredentialUnavailable {
        long millis = message.millis() + skew.of(message.host());
        String time = dateTime.at(millis);
        SigningKey key = signingKey(keys.at(message.millis()), time, Math.floorDiv(millis, 86_400_000L));
        String hashedPayload = !payloadIsSigned ? UNSIGNED_PAYLOAD : read == null ? HASH_OF_NOTHING : ((PayloadHash) read).end();
        Headers added = sendsPayloadHash ? key.headers.append(DATE, time, CONTENT_SHA256, hashedPayload) : key.headers.append(DATE, time);

        // Step 1: create a canonical request.
        CanonicalRequest request = new CanonicalRequest(message, added, hashedPayload, service);
        Octets octets = new Octets(512);
        request.write(octets);

        // Step 2: create a hash of the canonical request.
        byte[] hashedRequest = hash(octets);

        // Step 3: create a string to sign.
        octets.addAscii(algorithm.name);
        octets.add('\n');
        octets.addAscii(time);
        octets.add('\n');
        octets.addAscii(key.scope);
        octets.add('\n');
        octets.addHex(hashedRequest);

        // Step 4, the signing key, is derived already. Step 5: calculate the signature.
        byte[] signature = key.sign(octets);

        // Step 6: add the signature to the request.
        octets.addAscii(algorithm.name);
        octets.addAscii(" Credential=");
        octets.addAscii(key.from.id);
        octets.add('/');
        octets.addAscii(key.scope);
        octets.addAscii(", SignedHeaders=");
        octets.add(request.signedHeaders());
        octets.addAscii(", Signature=");
        octets.addHex(signature);
        return added.append(AUTHORIZATION, octets.takeText());
    }

    private SigningKey signingKey(AccessKey from, String time, long day) throws CredentialUnavailable {
        SigningKey key = signingKey;
        if (key == null || key.from != from || key.day != day) {
            signingKey = key = algorithm.derive(from, time.substring(0, 8), day);
        }
        return key;
    }

    private static byte[] hash(Octets octets) {
        MessageDigest digest = Digests.SHA_256.take();
        octets.takeInto(digest);
        byte[] hash = digest.digest();
        Digests.SHA_256.give(digest);
        return hash;
    }

    @Override
    public void check(Moments moments) throws CredentialUnavailable {
        keys.at(moments.millis());
    }

    @Override
    public Material madeOf() {
        return keys.parts();
    }

    @Override
    public boolean readsAnswers() {
        return true;
    }

    /** After a 403 nothing is sent again: what is learned of it serves the requests that follow. */
    @Override
    public boolean answered(Message message, Answer answer) {
        boolean corrected = skew.learn(message.host(), message.millis(), answer);
        boolean renewed = answer.status() == 401 && keys.parts().refresh();
        return renewed || corrected && answer.status() != 403;
    }

    @Override
    public String toString() {
        return name;
    }

    private static final class PayloadHash implements BodyReader {
        private final MessageDigest digest = Digests.SHA_256.take();

        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        String end() {
            byte[] hash = digest.digest();
            Digests.SHA_256.give(digest);
            return Hex.of(hash);
        }
    }
}
