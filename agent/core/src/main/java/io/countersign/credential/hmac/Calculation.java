package io.countersign.credential.hmac;

import io.countersign.key.Macs;
import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.text.Octets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import javax.crypto.Mac;

/** The signature of one request in the making: the message up to the body, the body as it goes by, the rest. */
final class Calculation implements BodyReader {
    final Message message;
    private final HmacSignature signature;
    private final Octets octets = new Octets();
    private final Macs macs;
    private final Mac mac;
    private final BodyValue.Making[] makings;
    private final byte[][] made;

    /** Those of the headers that the request has already; null if none may be left out. */
    private final boolean[] leftOut;
    private byte[] code;

    Calculation(HmacSignature signature, Message message) throws CredentialUnavailable {
        this.signature = signature;
        this.message = message;
        this.makings = new BodyValue.Making[signature.bodyValues.length];
        this.made = new byte[makings.length][];
        for (int i = 0; i < makings.length; i++) {
            makings[i] = signature.bodyValues[i].begin(message, signature.algorithm);
        }
        this.leftOut = signature.leavesOut ? leftOut() : null;
        this.macs = signature.macs(message);
        this.mac = macs.take();
        signature.message.writeBeforeBody(this, octets);
        octets.takeInto(mac);
    }

    private boolean[] leftOut() {
        boolean[] leftOut = new boolean[signature.sent.length];
        for (int i = 0; i < leftOut.length; i++) {
            leftOut[i] = signature.sent[i].ifMissing && message.header(signature.sent[i].name) != null;
        }
        return leftOut;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        if (signature.coversBody) {
            mac.update(bytes, offset, length);
        }
        for (BodyValue.Making making : makings) {
            making.update(bytes, offset, length);
        }
    }

    Headers end() throws CredentialUnavailable {
        signature.message.writeAfterBody(this, octets);
        octets.takeInto(mac);
        code = mac.doFinal();
        macs.give(mac);
        String[] pairs = new String[2 * signature.sent.length];
        int length = 0;
        for (int i = 0; i < signature.sent.length; i++) {
            if (isPutOn(i)) {
                signature.headers[i].writeAfterBody(this, octets);
                pairs[length++] = signature.sent[i].name;
                pairs[length++] = octets.takeText();
            }
        }
        return Headers.of(length == pairs.length ? pairs : Arrays.copyOf(pairs, length));
    }

    private boolean isPutOn(int header) {
        return leftOut == null || !leftOut[header];
    }

    /** Adds the headers that will be put on, by their names in lower case, for a message that covers them. */
    void addOwn(Map<String, String> headers, Predicate<String> which) throws CredentialUnavailable {
        Octets value = new Octets();
        for (int i = 0; i < signature.sent.length; i++) {
            if (isPutOn(i) && which.test(signature.sent[i].name)) {
                signature.headers[i].writeAfterBody(this, value);
                headers.put(signature.sent[i].name.toLowerCase(Locale.ROOT), value.takeText());
            }
        }
    }

    String keyId() {
        return signature.keyId;
    }

    byte[] signature() {
        return code;
    }

    byte[] valueOf(BodyValue value) throws CredentialUnavailable {
        int i = 0;
        while (signature.bodyValues[i] != value) {
            i++;
        }
        if (made[i] == null) {
            made[i] = makings[i].end();
        }
        return made[i];
    }
}
