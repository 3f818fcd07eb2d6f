package io.countersign.launcher;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Loads the agent's own classes, child first, from entries {@code countersign/….classdata} of its jar. Its parent is the
 * platform loader (none on Java 8), so that nothing of the application is seen and nothing of the agent is seen by it.
 */
public final class AgentClassLoader extends ClassLoader {
    private static final String FOLDER = "countersign/";

    static {
        registerAsParallelCapable();
    }

    private final JarFile jar;
    private final ProtectionDomain domain;

    AgentClassLoader(File file) throws Exception {
        super(platformLoader());
        this.jar = new JarFile(file, false);
        Permissions all = new Permissions();
        all.add(new AllPermission());
        this.domain = new ProtectionDomain(new CodeSource(file.toURI().toURL(), (Certificate[]) null), all);
    }

    /** The outermost loader that there is above the boot loader; on Java 8 that would hold extensions, and is passed over. */
    private static ClassLoader platformLoader() {
        if (System.getProperty("java.specification.version").startsWith("1.")) {
            return null;
        }
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        while (loader.getParent() != null) {
            loader = loader.getParent();
        }
        return loader;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("java.")) {
            return super.loadClass(name, resolve);
        }
        if (name.equals(AgentClassLoader.class.getName())) {
            return AgentClassLoader.class;
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                byte[] bytes = bytesOf(name);
                loaded = bytes == null ? super.loadClass(name, resolve) : defineClass(name, bytes, 0, bytes.length, domain);
            }
            return loaded;
        }
    }

    /** The class file of one of the classes of the agent, null if it has none of that name. Public, because same package is not same loader. */
    public byte[] bytesOf(String name) {
        ZipEntry entry = jar.getEntry(FOLDER + name.replace('.', '/') + ".classdata");
        if (entry == null) {
            return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = new byte[(int) entry.getSize()];
            new DataInputStream(in).readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException("the agent's own jar cannot be read", e);
        }
    }
}
