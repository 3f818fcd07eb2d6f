package io.countersign.credential.oauth1;

import io.countersign.credential.FormBody;
import io.countersign.credential.Signature;
import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.secret.Material;
import io.countersign.text.FormFields;
import io.countersign.text.PercentEncoding;
import java.util.Collections;
import java.util.List;

/** The signed request (RFC 5849, section 3), its parameters in {@code Authorization} (section 3.5.1). */
final class OAuth1Signature implements Signature {
    private static final List<String> HEADER = Collections.singletonList("Authorization");

    private final String name;
    private final SignatureMethod method;
    private final String consumerKey;

    /** Null if there is none. */
    private final String token;

    /** The header's value up to the first parameter that is not the same every time. */
    private final String beginning;

    /**
     * @param token null for none
     * @param realm null for none; visible ASCII and spaces
     */
    OAuth1Signature(String name, SignatureMethod method, String consumerKey, String token, String realm) {
        this.name = name;
        this.method = method;
        this.consumerKey = PercentEncoding.encode(consumerKey);
        this.token = token == null ? null : PercentEncoding.encode(token);
        this.beginning = "OAuth " + (realm == null ? "" : "realm=\"" + realm.replace("\\", "\\\\").replace("\"", "\\\"") + "\", ")
                + "oauth_consumer_key=\"" + this.consumerKey + "\", " + (token == null ? "" : "oauth_token=\"" + this.token + "\", ")
                + "oauth_signature_method=\"" + method.name + "\", oauth_timestamp=\"";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> headerNames() {
        return HEADER;
    }

    @Override
    public String masked(String header) {
        return "OAuth ***";
    }

    /** The fields of a form are signed (section 3.4.1.3.1); any other body is not, and is not read. */
    @Override
    public BodyReader reader(Message message) {
        return FormBody.isThere(message) ? new FormBody() : null;
    }

    @Override
    public Headers sign(Message message, BodyReader read) throws CredentialUnavailable {
        String timestamp = Long.toString(Math.floorDiv(message.millis(), 1000L));
        String nonce = message.nonce();
        Parameters parameters = new Parameters();
        parameters.add(new FormFields(message.rawQuery()));
        if (read != null) {
            parameters.add(((FormBody) read).fields());
        }
        parameters.addEncoded("oauth_consumer_key", consumerKey);
        if (token != null) {
            parameters.addEncoded("oauth_token", token);
        }
        parameters.addEncoded("oauth_signature_method", method.name);
        parameters.addEncoded("oauth_timestamp", timestamp);
        parameters.addEncoded("oauth_nonce", nonce);
        parameters.addEncoded("oauth_version", "1.0");
        String signature = method.sign(BaseString.of(message, parameters));
        return Headers.of("Authorization", beginning + timestamp + "\", oauth_nonce=\"" + nonce
                + "\", oauth_version=\"1.0\", oauth_signature=\"" + PercentEncoding.encode(signature) + '"');
    }

    @Override
    public Material madeOf() {
        return method.madeOf();
    }

    @Override
    public String toString() {
        return name;
    }
}
