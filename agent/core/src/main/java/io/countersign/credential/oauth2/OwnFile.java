package io.countersign.credential.oauth2;

import io.countersign.request.CredentialUnavailable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file that its owner alone may read and write, in a folder that is his alone too: made so, and refused where it has become
 * otherwise, never put right in silence. By POSIX permissions, or by the access control list of Windows.
 */
final class OwnFile {
    /** What is kept here is a few thousand bytes. */
    private static final int LIMIT = 1 << 20;
    private static final FileAttribute<?>[] NONE = {};
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.complementOf(EnumSet.of(PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final Path path;
    private final Path folder;

    /** @param path absolute */
    OwnFile(Path path) {
        this.path = path;
        this.folder = path.getParent();
    }

    /** The file beside it whose name has this ending more. */
    OwnFile with(String ending) {
        return new OwnFile(path.resolveSibling(path.getFileName() + ending));
    }

    /** Null if there is no such file. */
    byte[] read() throws CredentialUnavailable {
        try {
            if (!isThere()) {
                return null;
            }
            // Neither this nor what writes is a channel, which an interrupt would close between the server's new token and its being kept.
            try (RandomAccessFile in = new RandomAccessFile(path.toFile(), "r")) {
                if (in.length() > LIMIT) {
                    throw new CredentialUnavailable(path + " is larger than what is written there: it is another file");
                }
                byte[] content = new byte[(int) in.length()];
                in.readFully(content);
                return content;
            }
        } catch (IOException e) {
            throw failure("be read", e);
        }
    }

    /** Another process, and whoever looks after a crash, finds what was there before or all of this. */
    void write(byte[] content) throws CredentialUnavailable {
        OwnFile next = with(".store-new");
        try {
            makeFolder();
            isThere();
            Files.deleteIfExists(next.path);
            next.create();
            try (FileOutputStream out = new FileOutputStream(next.path.toFile())) {
                out.write(content);
                out.getFD().sync();
            }
            Files.move(next.path, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new CredentialUnavailable(path + " cannot be replaced in one step on its file system; 'store' may name another place");
        } catch (IOException e) {
            throw failure("be written", e);
        }
        syncFolder();
    }

    /** @return whether there was one */
    boolean delete() throws CredentialUnavailable {
        try {
            boolean was = Files.deleteIfExists(path);
            syncFolder();
            return was;
        } catch (IOException e) {
            throw failure("be deleted", e);
        }
    }

    /** Opened, and made where it was not there. */
    RandomAccessFile open() throws CredentialUnavailable {
        try {
            makeFolder();
            if (!isThere()) {
                try {
                    create();
                } catch (FileAlreadyExistsException e) {
                    // Another process was faster; whose file it is, is looked at here too.
                    isThere();
                }
            }
            return new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw failure("be opened", e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Empty, and looked at before anything is written into it. */
    private void create() throws IOException, CredentialUnavailable {
        Files.createFile(path, isPosix() ? attribute("rw-------") : NONE);
        if (!owner(path).equals(owner(folder))) {
            String own = owner(path).getName();
            Files.delete(path);
            throw new CredentialUnavailable("the folder " + folder + " belongs to " + owner(folder).getName() + ", and this process runs as "
                    + own + ": it has to be a folder of its own");
        }
        isThere();
    }

    private void makeFolder() throws IOException, CredentialUnavailable {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder.getParent(), isPosix() ? attribute("rwx------") : NONE);
        try {
            Files.createDirectory(folder, isPosix() ? attribute("rwx------") : NONE);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster.
            return;
        }
        if (!isPosix()) {
            // What is made in it inherits this, so that no file is ever open to others.
            Files.getFileAttributeView(folder, AclFileAttributeView.class).setAcl(Collections.singletonList(AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW).setPrincipal(owner(folder)).setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .setFlags(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT).build()));
        }
    }

    /** @throws CredentialUnavailable if it, or the folder, is not what it must be */
    private boolean isThere() throws IOException, CredentialUnavailable {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (Files.isSymbolicLink(folder) && !owner(folder, LinkOption.NOFOLLOW_LINKS).equals(owner(folder))) {
            throw new CredentialUnavailable("the folder " + folder + " is a symbolic link that belongs to "
                    + owner(folder, LinkOption.NOFOLLOW_LINKS).getName() + ", who may have it lead elsewhere: name the folder itself");
        }
        if (!Files.isDirectory(folder)) {
            throw new CredentialUnavailable(folder + " is not a folder");
        }
        closedToOthers(folder, "the folder ", "700", "(OI)(CI)F");
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new CredentialUnavailable(path + " is " + (Files.isSymbolicLink(path) ? "a symbolic link; name the file itself"
                    : "not a file"));
        }
        closedToOthers(path, "", "600", "F");
        if (!owner(path).equals(owner(folder))) {
            throw new CredentialUnavailable(path + " belongs to " + owner(path).getName() + ", and its folder to " + owner(folder).getName()
                    + ": both have to be those of the user that the program runs as");
        }
        return true;
    }

    private void closedToOthers(Path what, String kind, String mode, String rights) throws IOException, CredentialUnavailable {
        if (isPosix()) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(what);
            if (!Collections.disjoint(permissions, OF_OTHERS)) {
                throw new CredentialUnavailable(kind + what + " is open to others (" + PosixFilePermissions.toString(permissions)
                        + "), and holds what stands for a user: chmod " + mode + " " + what
                        + (kind.isEmpty() ? "" : ", or name a file in a folder of its own in 'store'"));
            }
            return;
        }
        AclFileAttributeView acl = Files.getFileAttributeView(what, AclFileAttributeView.class);
        if (acl == null) {
            throw new CredentialUnavailable(kind + what + " is on a file system that keeps nothing to one user; 'store' may name another place");
        }
        for (AclEntry entry : acl.getAcl()) {
            if (entry.type() == AclEntryType.ALLOW && !entry.principal().equals(acl.getOwner())) {
                throw new CredentialUnavailable(kind + what + " is open to " + entry.principal().getName() + ", and holds what stands for a"
                        + " user: icacls \"" + what + "\" /inheritance:r /grant:r \"" + acl.getOwner().getName() + "\":" + rights);
            }
        }
    }

    private boolean isPosix() {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }

    private static FileAttribute<?>[] attribute(String permissions) {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))};
    }

    private static UserPrincipal owner(Path path, LinkOption... options) throws IOException {
        return Files.getOwner(path, options);
    }

    /** So that the name survives a crash of the machine too; Windows has nothing of the kind, and needs none. */
    private void syncFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The file is there, whole: what may be lost is lost with the machine alone.
        }
    }

    private CredentialUnavailable failure(String what, IOException e) {
        String reason = e instanceof AccessDeniedException ? "access denied: it has to belong to the user that the program runs as"
                : e instanceof NoSuchFileException ? "its folder is not there"
                : e instanceof FileSystemException && ((FileSystemException) e).getReason() != null ? ((FileSystemException) e).getReason()
                : String.valueOf(e.getMessage());
        return new CredentialUnavailable(path + " cannot " + what + ": " + reason);
    }
}
