package io.countersign.client.tls;

import io.countersign.background.OwnTls;
import java.lang.reflect.Field;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a context's handshakes get in the place of its key manager and its trust manager. What the application gave has been wrapped
 * by the JDK by then, where it is not of the newer kind; so that a plain trust manager has its host names checked as ever.
 */
final class Managers {
    private final Connections connections;

    Managers(Connections connections) {
        this.connections = connections;
    }

    Object key(Object context, Object manager) {
        if (!(manager instanceof X509ExtendedKeyManager) || manager instanceof PolicyKeyManager || manager instanceof OwnTls) {
            return manager;
        }
        return kept(context, "keyManager", manager, new PolicyKeyManager((X509ExtendedKeyManager) manager, connections));
    }

    Object trust(Object context, Object manager) {
        if (!(manager instanceof X509ExtendedTrustManager) || manager instanceof PolicyTrustManager || manager instanceof OwnTls) {
            return manager;
        }
        return kept(context, "trustManager", manager, new PolicyTrustManager((X509ExtendedTrustManager) manager, connections));
    }

    /** Made once for a context, so that a handshake allocates nothing here. Where that cannot be, each handshake has its own. */
    private static Object kept(Object context, String name, Object given, Object manager) {
        for (Class<?> type = context.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                // Not if the application has given it another meanwhile.
                if (field.get(context) == given) {
                    field.set(context, manager);
                }
                break;
            } catch (NoSuchFieldException e) {
                // It is of a class above.
            } catch (IllegalAccessException | RuntimeException e) {
                break;
            }
        }
        return manager;
    }
}
