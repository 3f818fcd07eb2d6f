package io.countersign.credential.aws;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.secret.Secret;

/** One state of an access key: all of its parts, checked. */
final class AccessKey {
    static final String SESSION_TOKEN = "x-amz-security-token";

    /** Not a secret by itself: it is sent as it is. */
    final String id;

    /** The session token, where there is one. */
    final Headers headers;
    private final String secretText;
    private final Secret.Value idValue;
    private final Secret.Value secretValue;
    private final Secret.Value tokenValue;

    /**
     * @param token null if there is none
     * @throws CredentialUnavailable if a part cannot be what it should be; the message tells none of them
     */
    AccessKey(Secret.Value id, Secret.Value secret, Secret.Value token) throws CredentialUnavailable {
        this.id = id.text();
        for (int i = 0; i < this.id.length(); i++) {
            char c = this.id.charAt(i);
            if (c <= ' ' || c > '~' || c == '/' || c == ',') {
                throw new CredentialUnavailable("the access key id holds a character (at place " + (i + 1) + ") that none has");
            }
        }
        this.secretText = secret.text();
        for (int i = 0; i < secretText.length(); i++) {
            if (Character.isISOControl(secretText.charAt(i))) {
                throw new CredentialUnavailable("the secret access key holds a control character (at place " + (i + 1) + ")");
            }
        }
        this.headers = token == null ? Headers.NONE : Headers.of(SESSION_TOKEN, token.text());
        this.idValue = id;
        this.secretValue = secret;
        this.tokenValue = token;
    }

    String secret() {
        return secretText;
    }

    boolean isOf(Secret.Value id, Secret.Value secret, Secret.Value token) {
        return idValue == id && secretValue == secret && tokenValue == token;
    }

    /** Whether no part is the other's, so that both may be whole. */
    boolean sharesNothingWith(AccessKey other) {
        return idValue != other.idValue && secretValue != other.secretValue && (tokenValue == null || tokenValue != other.tokenValue);
    }
}
