package io.countersign.secret;

import io.countersign.credential.CredentialUnavailable;
import io.countersign.log.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A secret in a file, UTF-8 with at most one trailing newline, at most 1 MiB. The last good value outlives a failed read. */
final class FileSecret implements Secret {
    private static final long LARGEST = 1 << 20;

    /** While a file is this young, in milliseconds, its time alone does not show a second change. */
    private static final long YOUNG = 2000;

    private final String reference;
    private final Path path;
    private final Log log;
    private volatile Value value;
    private volatile String failure;
    private String seen;

    FileSecret(String reference, Path path, Log log) {
        this.reference = reference;
        this.path = path;
        this.log = log;
    }

    @Override
    public Value value() throws CredentialUnavailable {
        Value v = value;
        if (v == null) {
            throw new CredentialUnavailable(failure);
        }
        return v;
    }

    /** Reads the file if it may have changed. Links are followed, so a swapped link is a change like any other. */
    synchronized void poll() {
        String problem;
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            long modified = attributes.lastModifiedTime().toMillis();
            String state = attributes.fileKey() + "/" + modified + "/" + attributes.size();
            if (state.equals(seen)) {
                return;
            }
            problem = attributes.isDirectory() ? "is a directory" : attributes.size() > LARGEST ? "is larger than 1 MiB" : read();
            boolean young = Math.abs(System.currentTimeMillis() - modified) < YOUNG;
            seen = problem == null && !young ? state : null;
        } catch (NoSuchFileException e) {
            problem = "is not there";
        } catch (AccessDeniedException e) {
            problem = "may not be read";
        } catch (IOException e) {
            problem = "cannot be read (" + e.getClass().getSimpleName() + ")";
        }
        tell(problem);
    }

    private String read() throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(path))).toString();
        } catch (CharacterCodingException e) {
            return "is not UTF-8";
        }
        if (text.endsWith("\n")) {
            text = text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1));
        }
        if (text.isEmpty()) {
            return "is empty";
        }
        if (value == null || !value.text().equals(text)) {
            value = new Value(text);
        }
        return null;
    }

    /** A failure is told once, and its end once. */
    private void tell(String problem) {
        String before = failure;
        failure = problem == null ? null : "secret file " + path + " " + problem;
        if (problem != null) {
            seen = null;
            if (value != null && !failure.equals(before)) {
                log.warn(failure + "; its last good value is used on");
            }
        } else if (before != null) {
            log.info("secret file " + path + " is well again");
        }
    }

    @Override
    public String toString() {
        return reference;
    }
}
