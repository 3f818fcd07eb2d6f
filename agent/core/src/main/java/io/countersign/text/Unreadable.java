package io.countersign.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be read, as what follows its name: one that may not be looked at is not said to be missing. */
public final class Unreadable {
    private Unreadable() {}

    public static String why(IOException e) {
        String reason = e instanceof FileSystemException ? ((FileSystemException) e).getReason() : null;
        return e instanceof NoSuchFileException ? "is not there"
                : e instanceof AccessDeniedException ? "may not be read by this process (access denied)"
                : "cannot be read (" + (reason == null ? e.getClass().getSimpleName() : reason) + ")";
    }
}
