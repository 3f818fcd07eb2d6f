package io.countersign.secret;

import io.countersign.request.CredentialUnavailable;
import java.util.Collection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A secret of the policy by its reference. What it refers to may change while the JVM runs; {@link #value()} is one
 * volatile read of what is known now, and never touches the file or anything else that could wait.
 */
public interface Secret extends Material {
    /**
     * The secret as it is now. The same object is returned until the secret changes, so that what is derived from it
     * may be kept for as long as {@code ==} holds.
     *
     * @throws CredentialUnavailable if it has never been read, with what is missing and where the policy refers to it
     */
    Value value() throws CredentialUnavailable;

    /** As {@link #value()}, on a thread that may wait: for what has never been got. */
    default Value awaited() throws CredentialUnavailable {
        await(pending());
        return value();
    }

    /** Waits for what {@link #pending()} has returned, be it null; half a minute at most, for the agent's threads may all be waiting. */
    static void await(CompletableFuture<?> pending) {
        try {
            if (pending != null) {
                pending.get(30, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            // Why there is none is said by who is asked for it.
        }
    }

    /** Adds what has to be looked at for this to stay up to date. */
    default void watched(Collection<Watched> to) {
        if (this instanceof Watched) {
            to.add((Watched) this);
        }
    }

    /** The reference as the policy writes it ({@code ${file:/run/secrets/key}}), a literal's text left out. */
    @Override
    String toString();

    /** One state of a secret, a text or the bytes of a key; its {@code toString} tells nothing. */
    final class Value {
        /** Null where bytes are no text. */
        final String text;

        /** Null where it is a text. */
        private final byte[] bytes;

        public Value(String text) {
            this.text = text;
            this.bytes = null;
        }

        /** Of bytes that are used as they are where a key is wanted; where a text is, they have to be one in UTF-8. */
        public Value(byte[] bytes) {
            this.text = text(bytes);
            this.bytes = bytes;
        }

        /** @return null if they are no text in UTF-8 */
        static String text(byte[] bytes) {
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            } catch (CharacterCodingException e) {
                return null;
            }
        }

        /** @throws CredentialUnavailable if it is bytes that are none */
        public String text() throws CredentialUnavailable {
            if (text == null) {
                throw new CredentialUnavailable("the secret is bytes that are no text in UTF-8: a key can be made of it, and nothing else");
            }
            return text;
        }

        /** A key's bytes, which nobody changes; null if it is a text, which says in its own way how bytes stand in it. */
        public byte[] bytes() {
            return bytes;
        }

        /** Whether the other is the same secret, too. */
        public boolean isSame(Value other) {
            return other != null && Arrays.equals(bytes, other.bytes) && (bytes != null || text.equals(other.text));
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
