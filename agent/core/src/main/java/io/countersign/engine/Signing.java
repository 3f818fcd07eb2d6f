package io.countersign.engine;

import io.countersign.credential.Credential;
import io.countersign.credential.Signature;
import io.countersign.credential.Token;
import io.countersign.policy.Outcome;
import io.countersign.policy.Rule;
import io.countersign.request.BodyReader;
import io.countersign.request.BodySigning;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.OutgoingRequest;
import java.io.IOException;

/**
 * The signing of one request by a rule with signatures: the credentials in their order up to the first that has to read the
 * body; then the body, once, for all that do; then the others.
 */
final class Signing implements BodySigning {
    private final Engine engine;
    private final Rule rule;
    private final OutgoingRequest request;
    private final Message message;

    /** When the engine began; 0 if nobody wants to know. */
    private final long began;

    /** From the first that reads the body: one for each credential, null for those that do not read it. */
    private BodyReader[] readers;

    /** From there too: those that are left out for a header that the application has set. */
    private boolean[] leftOut;
    private int next;
    private long bytes;

    Signing(Engine engine, Rule rule, OutgoingRequest request, long began) {
        this.engine = engine;
        this.rule = rule;
        this.request = request;
        this.began = began;
        this.message = new Message(request, engine.moments());
    }

    /** As {@link Engine#sign}. */
    Headers begin() throws IOException {
        Credential asked = null;
        try {
            for (; next < rule.credentialCount(); next++) {
                asked = rule.credential(next);
                if (!engine.mayWrite(asked, request, rule)) {
                    continue;
                }
                if (asked instanceof Token) {
                    message.put(((Token) asked).headers(engine.moments()));
                    continue;
                }
                BodyReader reader = request.hasBody() ? ((Signature) asked).reader(message) : null;
                if (reader == null) {
                    message.put(((Signature) asked).sign(message, null));
                    continue;
                }
                readers = new BodyReader[rule.credentialCount()];
                leftOut = new boolean[readers.length];
                readers[next] = reader;
                for (int i = next + 1; i < readers.length; i++) {
                    asked = rule.credential(i);
                    leftOut[i] = !engine.mayWrite(asked, request, rule);
                    readers[i] = leftOut[i] ? null : ((Signature) asked).reader(message);
                }
                return request.readBody(this) ? end() : null;
            }
            return engine.signed(message.put(), request, rule, began);
        } catch (CredentialUnavailable e) {
            return engine.unavailable(request, rule, asked, e);
        }
    }

    @Override
    public void update(byte[] body, int offset, int length) {
        bytes += length;
        for (BodyReader reader : readers) {
            if (reader != null) {
                reader.update(body, offset, length);
            }
        }
    }

    @Override
    public Headers end() throws IOException {
        message.bodyWasRead(bytes);
        try {
            for (; next < rule.credentialCount(); next++) {
                if (leftOut[next]) {
                    continue;
                }
                Credential credential = rule.credential(next);
                try {
                    message.put(((Signature) credential).sign(message, readers[next]));
                } catch (CredentialUnavailable e) {
                    return engine.unavailable(request, rule, credential, e);
                }
            }
            return engine.signed(message.put(), request, rule, began);
        } catch (RuntimeException | LinkageError e) {
            throw engine.failed(request, rule, e);
        }
    }

    @Override
    public long limit() {
        return rule.settings.maxBody;
    }

    @Override
    public IOException refusal(String why) {
        return engine.refusal(Outcome.REFUSED_UNAVAILABLE, request, rule, null, why);
    }
}
