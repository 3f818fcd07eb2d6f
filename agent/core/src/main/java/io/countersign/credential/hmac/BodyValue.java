package io.countersign.credential.hmac;

import io.countersign.key.Digests;
import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import java.security.MessageDigest;

/** Bytes that are made of the body as it goes by: once for a request, however often the templates name them. */
enum BodyValue {
    SHA_256, MD5;

    Making begin(Message message) {
        switch (this) {
            case SHA_256: return new Digest(Digests.SHA_256);
            default: return new Digest(Digests.MD5);
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
