package io.countersign.credential.httpsignature;

import io.countersign.credential.Credential;
import io.countersign.credential.Signature;
import io.countersign.key.SigningKey;
import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.Moments;
import io.countersign.secret.Material;
import io.countersign.text.Octets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** A signature of RFC 9421: one member of the dictionaries {@code Signature-Input} and {@code Signature}. */
final class MessageSignature implements Signature {
    private static final String INPUT = "Signature-Input";
    private static final String SIGNATURE = "Signature";
    private static final List<String> HEADER_NAMES = Collections.unmodifiableList(Arrays.asList(INPUT, SIGNATURE));

    private final String name;
    private final String label;
    private final SignatureBase base;
    private final SignatureParameters parameters;
    private final boolean sendsNonce;
    private final boolean coversDigest;
    private final SigningKey key;

    MessageSignature(String name, String label, SignatureBase base, SignatureParameters parameters, boolean sendsNonce,
            boolean coversDigest, SigningKey key) {
        this.name = name;
        this.label = label;
        this.base = base;
        this.parameters = parameters;
        this.sendsNonce = sendsNonce;
        this.coversDigest = coversDigest;
        this.key = key;
    }

    @Override
    public String name() {
        return name;
    }

    /** {@code Content-Digest} is not among them: one that is there already is covered as it is, whatever {@code existing} says. */
    @Override
    public List<String> headerNames() {
        return HEADER_NAMES;
    }

    @Override
    public boolean shares(String header, Credential other) {
        return other instanceof MessageSignature && !((MessageSignature) other).label.equals(label);
    }

    @Override
    public String sharesBy() {
        return "label";
    }

    @Override
    public BodyReader reader(Message message) {
        return coversDigest && message.header(ContentDigest.HEADER) == null ? new ContentDigest() : null;
    }

    /** Section 3.1. */
    @Override
    public Headers sign(Message message, BodyReader read) throws CredentialUnavailable {
        Headers headers = Headers.NONE;
        if (coversDigest && message.header(ContentDigest.HEADER) == null) {
            headers = Headers.of(ContentDigest.HEADER, read == null ? ContentDigest.OF_NO_BODY : ((ContentDigest) read).end());
            message.put(headers);
        }
        String input = parameters.at(Math.floorDiv(message.millis(), 1000L), sendsNonce ? message.nonce() : null);
        Octets octets = new Octets();
        base.write(message, input, octets);
        String signature = Base64.getEncoder().encodeToString(key.signer().sign(octets));
        return headers.and(member(INPUT, input, message.put())).and(member(SIGNATURE, ':' + signature + ':', message.put()));
    }

    /** Behind the members that the rule's other signatures have put there. The application's own are replaced, where they may be. */
    private Headers member(String header, String value, Headers put) throws CredentialUnavailable {
        String member = label + '=' + value;
        for (int i = 0; i < put.size(); i++) {
            if (put.name(i).equals(header)) {
                return Headers.of(header, put.value(i) + ", " + member);
            }
        }
        return Headers.of(header, member);
    }

    @Override
    public void check(Moments moments) throws CredentialUnavailable {
        key.signer();
    }

    @Override
    public Material madeOf() {
        return key;
    }

    @Override
    public String toString() {
        return name;
    }
}
