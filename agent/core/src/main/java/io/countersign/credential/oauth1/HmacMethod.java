package io.countersign.credential.oauth1;

import io.countersign.key.Macs;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Material;
import io.countersign.secret.Secret;
import io.countersign.text.Octets;
import io.countersign.text.PercentEncoding;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;

/** HMAC-SHA1 (RFC 5849, section 3.4.2), and HMAC-SHA256, which the RFC leaves to agreement and many have agreed on. */
final class HmacMethod extends SignatureMethod {
    private final String algorithm;
    private final Secret consumerSecret;

    /** Null if there is none. */
    private final Secret tokenSecret;
    private final Material parts;

    /** Replaced as a whole, so that a race makes it twice and nothing worse. */
    private volatile Keyed keyed;

    /** @param algorithm of the HMAC, by its JCA name */
    HmacMethod(String name, String algorithm, Secret consumerSecret, Secret tokenSecret) {
        super(name);
        this.algorithm = algorithm;
        this.consumerSecret = consumerSecret;
        this.tokenSecret = tokenSecret;
        this.parts = Material.of(consumerSecret, tokenSecret);
    }

    @Override
    byte[] octets(Octets baseString) throws CredentialUnavailable {
        Macs macs = macs();
        Mac mac = macs.take();
        baseString.takeInto(mac);
        byte[] code = mac.doFinal();
        macs.give(mac);
        return code;
    }

    private Macs macs() throws CredentialUnavailable {
        Secret.Value consumer = consumerSecret.value();
        Secret.Value token = tokenSecret == null ? null : tokenSecret.value();
        Keyed k = keyed;
        if (k == null || k.consumer != consumer || k.token != token) {
            keyed = k = new Keyed(consumer, token, new Macs(algorithm, key(consumer, token)));
        }
        return k.macs;
    }

    /** Both secrets encoded, joined by an ampersand that is there without the second one too. */
    private static byte[] key(Secret.Value consumer, Secret.Value token) throws CredentialUnavailable {
        return (encoded(consumer, "consumer") + '&' + (token == null ? "" : encoded(token, "token")))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String encoded(Secret.Value secret, String whose) throws CredentialUnavailable {
        String text = secret.text();
        if (text.isEmpty()) {
            throw new CredentialUnavailable("the " + whose + " secret is empty");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new CredentialUnavailable("the " + whose + " secret holds a control character (at place " + (i + 1) + ")");
            }
        }
        return PercentEncoding.encode(text);
    }

    @Override
    Material madeOf() {
        return parts;
    }

    private static final class Keyed {
        final Secret.Value consumer;
        final Secret.Value token;
        final Macs macs;

        Keyed(Secret.Value consumer, Secret.Value token, Macs macs) {
            this.consumer = consumer;
            this.token = token;
            this.macs = macs;
        }
    }
}
