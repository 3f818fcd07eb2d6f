package io.countersign.credential.hmac;

import io.countersign.key.Digests;
import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import java.security.MessageDigest;

/** Bytes that are made of the body as it goes by: once for a request, however often the templates name them. */
enum BodyValue {
    SHA_256, MD5, TWILIO_PARAMETERS, HAWK_HASH, EDGEGRID_CONTENT_HASH;

    /** Of no body: no bytes. */
    static final Making NOTHING = new Making() {
        @Override
        public void update(byte[] bytes, int offset, int length) {}

        @Override
        public byte[] end() {
            return new byte[0];
        }
    };

    /** Whether it is made of this request's body at all, so that it has to be read. */
    boolean reads(Message message) {
        switch (this) {
            case TWILIO_PARAMETERS: return TwilioParameters.covers(message);
            case EDGEGRID_CONTENT_HASH: return EdgeGrid.covers(message);
            default: return true;
        }
    }

    /**
     * @param algorithm the credential's
     * @throws CredentialUnavailable if it cannot be made for this request
     */
    Making begin(Message message, Algorithm algorithm) throws CredentialUnavailable {
        switch (this) {
            case SHA_256: return new Digest(Digests.SHA_256);
            case MD5: return new Digest(Digests.MD5);
            case TWILIO_PARAMETERS: return TwilioParameters.begin(message);
            case HAWK_HASH: return new HawkPayload(message, algorithm);
            default: return EdgeGrid.covers(message) ? new EdgeGrid.ContentHash() : NOTHING;
        }
    }

    interface Making extends BodyReader {
        /** Asked once, when all of the body has been read. */
        byte[] end() throws CredentialUnavailable;
    }

    private static final class Digest implements Making {
        private final Digests digests;
        private final MessageDigest digest;

        Digest(Digests digests) {
            this.digests = digests;
            this.digest = digests.take();
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public byte[] end() {
            byte[] hash = digest.digest();
            digests.give(digest);
            return hash;
        }
    }
}
