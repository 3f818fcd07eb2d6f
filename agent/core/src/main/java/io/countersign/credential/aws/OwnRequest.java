package io.countersign.credential.aws;

import io.countersign.request.BodyReader;
import io.countersign.request.BodySigning;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.Moments;
import io.countersign.request.LaterSigning;
import io.countersign.request.OutgoingRequest;
import io.countersign.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A POST of the agent's own to a service of AWS, signed as those of the application are. */
public final class OwnRequest implements OutgoingRequest {
    private final URI url;
    private final byte[] body;
    private final String[] fields;

    /**
     * @param body in UTF-8
     * @param fields that it is sent with, names at even places, their values behind them
     */
    public OwnRequest(URI url, String body, String... fields) {
        this.url = url;
        this.body = body.getBytes(StandardCharsets.UTF_8);
        this.fields = fields;
    }

    /**
     * @param sessionToken null for none
     * @param skew what is known of it from requests before
     * @return the headers that sign it
     */
    public Headers signed(String region, String service, String accessKeyId, String secretAccessKey, String sessionToken, Moments moments,
            ClockSkew skew) throws CredentialUnavailable {
        Service to = new Service(service);
        AccessKeys keys = new AccessKeys(new Given(accessKeyId), new Given(secretAccessKey), sessionToken == null ? null : new Given(sessionToken));
        AwsSignature signature = new AwsSignature("AWS", new SigV4(to, region), to, keys, AwsSigV4.Payload.SIGNED, skew);
        Message message = new Message(this, moments);
        BodyReader reader = signature.reader(message);
        reader.update(body, 0, body.length);
        return signature.sign(message, reader);
    }

    @Override
    public String client() {
        return "countersign";
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String scheme() {
        return url.getScheme();
    }

    @Override
    public String host() {
        return url.getHost();
    }

    @Override
    public int port() {
        return url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    }

    @Override
    public String rawPath() {
        return url.getRawPath();
    }

    @Override
    public String rawQuery() {
        return url.getRawQuery();
    }

    @Override
    public boolean viaProxy() {
        return false;
    }

    @Override
    public boolean carries(String header) {
        return false;
    }

    @Override
    public String[] fields() {
        return fields;
    }

    @Override
    public boolean hasBody() {
        return true;
    }

    @Override
    public long bodyLength() {
        return body.length;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean readBody(BodySigning signing) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean await(CompletableFuture<?> pending, LaterSigning signing) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String sent(String header) {
        return null;
    }

    /** A part of an access key, which is at hand. */
    private static final class Given implements Secret {
        private final Value value;

        Given(String text) {
            this.value = new Value(text);
        }

        @Override
        public Value value() {
            return value;
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
