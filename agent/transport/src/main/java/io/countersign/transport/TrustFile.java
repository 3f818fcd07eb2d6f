package io.countersign.transport;

import io.countersign.key.EncodedCertificate;
import io.countersign.key.WrongKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Certificates in PEM, read as those of rules are: the JDK's reader is not asked before the first call. */
final class TrustFile {
    private static final int LIMIT = 1 << 20;

    private TrustFile() {}

    /** What is wrong with a file; its message follows the name of the file's field. */
    static final class Wrong extends IOException {
        Wrong(String message) {
            super(message);
        }
    }

    /** What is wrong with a file that is there; null if nothing is. One that is not there, or may not be read, is looked for again at use. */
    static String mistake(Path file) {
        try {
            certificates(file, read(file));
            return null;
        } catch (Wrong e) {
            return e.getMessage();
        } catch (IOException e) {
            return null;
        }
    }

    /** @throws IOException whose message says what is wrong with which file */
    static String readToUse(Path file) throws IOException {
        try {
            return read(file);
        } catch (Wrong e) {
            throw new IOException("'trust' " + e.getMessage());
        } catch (IOException e) {
            throw new IOException("'trust' names " + file + ", which "
                    + (e instanceof NoSuchFileException ? "is not there"
                            : e instanceof AccessDeniedException ? "may not be read by this process (access denied)" : "cannot be read"));
        }
    }

    private static String read(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // Opening a pipe would wait for its writer.
            throw new Wrong("names " + file + ", which is not a regular file");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n; (n = in.read(buffer)) >= 0; ) {
                all.write(buffer, 0, n);
                if (all.size() > LIMIT) {
                    throw new Wrong("names " + file + ", which is larger than 1 MiB");
                }
            }
        }
        // What stands around the blocks may be in any encoding of ASCII's.
        return new String(all.toByteArray(), StandardCharsets.ISO_8859_1);
    }

    /** All of them, at least one. */
    static List<EncodedCertificate> certificates(Path file, String pem) throws Wrong {
        try {
            return EncodedCertificate.ofPem(pem.getBytes(StandardCharsets.ISO_8859_1));
        } catch (WrongKey e) {
            throw new Wrong("names " + file + ", which " + e.getMessage());
        }
    }
}
