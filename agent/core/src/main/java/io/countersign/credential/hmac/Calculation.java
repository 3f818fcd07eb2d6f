package io.countersign.credential.hmac;

import io.countersign.key.Macs;
import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.text.Octets;
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
    private byte[] code;

    Calculation(HmacSignature signature, Message message) throws CredentialUnavailable {
        this.signature = signature;
        this.message = message;
        this.makings = new BodyValue.Making[signature.bodyValues.length];
        this.made = new byte[makings.length][];
        for (int i = 0; i < makings.length; i++) {
            makings[i] = signature.bodyValues[i].begin(message);
        }
        this.macs = signature.macs();
        this.mac = macs.take();
        signature.message.writeBeforeBody(this, octets);
        octets.takeInto(mac);
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
        Headers headers = Headers.NONE;
        for (int i = 0; i < signature.headers.length; i++) {
            signature.headers[i].writeAfterBody(this, octets);
            headers = headers.and(Headers.of(signature.headerNames().get(i), octets.takeText()));
        }
        return headers;
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
