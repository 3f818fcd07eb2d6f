package io.countersign.credential.hmac;

import io.countersign.credential.Signature;
import io.countersign.key.Macs;
import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.Moments;
import io.countersign.secret.Material;
import io.countersign.secret.Secret;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An HMAC over the message that a template says, in the headers that others say. */
final class HmacSignature implements Signature {
    final Template message;
    final Template[] headers;
    final BodyValue[] bodyValues;
    final boolean coversBody;

    /** Null if there is none. */
    final String keyId;
    final Algorithm algorithm;

    /** By the place of its template. */
    final SentHeader[] sent;
    final boolean leavesOut;
    private final String name;
    private final List<String> headerNames;
    private final SecretEncoding encoding;
    private final Secret secret;

    /** Replaced as a whole, so that a race makes it twice and nothing worse. */
    private volatile Keyed keyed;

    HmacSignature(String name, Algorithm algorithm, Secret secret, SecretEncoding encoding, String keyId, Template message,
            Map<SentHeader, Template> headers) {
        this.name = name;
        this.algorithm = algorithm;
        this.secret = secret;
        this.encoding = encoding;
        this.keyId = keyId;
        this.message = message;
        this.headers = headers.values().toArray(new Template[0]);
        this.sent = headers.keySet().toArray(new SentHeader[0]);
        List<String> always = new ArrayList<>();
        for (SentHeader header : sent) {
            if (!header.ifMissing) {
                always.add(header.name);
            }
        }
        this.headerNames = Collections.unmodifiableList(always);
        this.leavesOut = always.size() < sent.length;
        Set<BodyValue> values = EnumSet.noneOf(BodyValue.class);
        message.addBodyValues(values);
        for (Template header : this.headers) {
            header.addBodyValues(values);
        }
        this.bodyValues = values.toArray(new BodyValue[0]);
        this.coversBody = message.has(Placeholder.BODY);
    }

    @Override
    public String name() {
        return name;
    }

    /** Without those that it leaves out where they are there already: they are in nobody's way. */
    @Override
    public List<String> headerNames() {
        return headerNames;
    }

    @Override
    public BodyReader reader(Message request) throws CredentialUnavailable {
        return readsBody(request) ? new Calculation(this, request) : null;
    }

    private boolean readsBody(Message request) {
        boolean reads = coversBody;
        for (int i = 0; !reads && i < bodyValues.length; i++) {
            reads = bodyValues[i].reads(request);
        }
        return reads;
    }

    @Override
    public Headers sign(Message request, BodyReader read) throws CredentialUnavailable {
        return (read == null ? new Calculation(this, request) : (Calculation) read).end();
    }

    Macs macs(Message request) throws CredentialUnavailable {
        Secret.Value now = secret.value();
        Keyed k = keyed;
        if (k == null || k.from != now) {
            keyed = k = new Keyed(now, algorithm, encoding);
        }
        return k.macs(request);
    }

    @Override
    public void check(Moments moments) throws CredentialUnavailable {
        secret.value();
    }

    @Override
    public Material madeOf() {
        return secret;
    }

    @Override
    public String toString() {
        return name;
    }
}
