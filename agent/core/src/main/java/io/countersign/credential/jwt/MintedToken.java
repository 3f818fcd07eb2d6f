package io.countersign.credential.jwt;

import io.countersign.credential.Token;
import io.countersign.key.Signer;
import io.countersign.key.SigningKey;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Moments;
import io.countersign.secret.Material;
import io.countersign.secret.Secret;
import io.countersign.text.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A JWT and those that follow it. One is handed out until a fifth of its life is left, or a minute where that is less. Then
 * the first who comes mints the next, while the others go on with it; in the second half of that time everyone mints. Nobody waits.
 */
final class MintedToken implements Token, Assertions {
    private static final long MINUTE = 60_000;

    private final String name;
    private final List<String> headerNames;
    private final SigningKey key;
    private final String keyId;
    private final long lifetime;
    private final String claims;
    private final String prefix;

    private volatile Minted minted;

    /**
     * @param keyId null if the key's own name is sent, if it has one
     * @param lifetime in milliseconds
     * @param claims JSON by their names; null for none
     */
    MintedToken(String name, SigningKey key, String keyId, long lifetime, Map<String, String> claims, String header, String prefix) {
        this.name = name;
        this.headerNames = Collections.singletonList(header);
        this.key = key;
        this.keyId = keyId;
        this.lifetime = lifetime;
        this.prefix = prefix;
        StringBuilder json = new StringBuilder();
        if (claims != null) {
            for (Map.Entry<String, String> claim : claims.entrySet()) {
                json.append(Json.quoted(claim.getKey())).append(':').append(claim.getValue()).append(',');
            }
        }
        this.claims = json.toString();
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
        return prefix + "***";
    }

    @Override
    public Headers headers(Moments moments) throws CredentialUnavailable {
        Signer signer = key.signer();
        long now = moments.millis();
        Minted m = minted;
        if (m != null && m.signer == signer && now >= m.issued) {
            if (now < m.turn) {
                return m.headers;
            }
            if (now < m.last) {
                return m.isTaken.compareAndSet(false, true) ? next(m, signer, now, moments) : m.headers;
            }
        }
        // There is none, or none of this key; it is all but over, or a clock that went back has put it into the future.
        return (minted = mint(signer, now, moments)).headers;
    }

    /** What cannot be renewed is used on, and the next who comes tries again. */
    private Headers next(Minted old, Signer signer, long now, Moments moments) {
        boolean isRenewed = false;
        try {
            minted = mint(signer, now, moments);
            isRenewed = true;
            return minted.headers;
        } catch (CredentialUnavailable e) {
            return old.headers;
        } finally {
            // Who still has the old one in hand finds it taken.
            old.isTaken.set(isRenewed);
        }
    }

    private Minted mint(Signer signer, long now, Moments moments) throws CredentialUnavailable {
        long iat = Math.floorDiv(now, 1000L);
        return new Minted(signer, Headers.of(headerNames.get(0), prefix + token(signer, iat, moments)), iat * 1000,
                (iat + lifetime / 1000) * 1000);
    }

    @Override
    public String assertion(Moments moments) throws CredentialUnavailable {
        Secret.await(key.pending());
        return token(key.signer(), Math.floorDiv(moments.millis(), 1000L), moments);
    }

    @Override
    public boolean refresh() {
        return key.refresh();
    }

    private String token(Signer signer, long iat, Moments moments) throws CredentialUnavailable {
        return Jws.jwt(claims, iat, lifetime / 1000, keyId, signer, moments);
    }

    @Override
    public Material madeOf() {
        return key;
    }

    @Override
    public String toString() {
        return name;
    }

    /** One token; its times are in milliseconds since 1970 UTC. */
    private static final class Minted {
        final Signer signer;
        final Headers headers;
        final long issued;

        /** From when one who comes mints the next. */
        final long turn;

        /** From when it may expire on its way. */
        final long last;

        /** Whether someone mints the next. */
        final AtomicBoolean isTaken = new AtomicBoolean();

        Minted(Signer signer, Headers headers, long issued, long expires) {
            this.signer = signer;
            this.headers = headers;
            this.issued = issued;
            long left = Math.min((expires - issued) / 5, MINUTE);
            this.turn = expires - left;
            this.last = expires - left / 2;
        }
    }
}
