package io.countersign.key;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.LoginException;

/**
 * The keys of a token, which never leave it, by the JDK's SunPKCS11 (PKCS#11, and the JDK's "PKCS#11 Reference Guide"). Its provider is put behind
 * the JVM's own, for TLS looks among those for one that signs by such a key.
 */
public final class Pkcs11Token {
    private static final String PROVIDER = "SunPKCS11";

    /** The configurations of those that are here, by the names of their providers. */
    private static final Map<String, Path> CONFIGURATIONS = new HashMap<>();

    private static final RefusedPins REFUSED = new RefusedPins();

    private Pkcs11Token() {}

    /**
     * Logs in once with each PIN that is refused, however often it is called: a token lets itself be asked a few times, and then no more.
     *
     * @param configuration of SunPKCS11
     * @param content what it holds: by another the PIN may be another token's
     * @param pin null for a token that asks for none
     */
    public static List<StoredKey> keys(Path configuration, byte[] content, String pin) throws WrongKey {
        List<StoredKey> keys = keys(provider(configuration), configuration, content, pin);
        if (keys.isEmpty()) {
            throw new WrongKey("leads to a token without a private key that has a certificate");
        }
        return keys;
    }

    static List<StoredKey> keys(Provider provider, Path configuration, byte[] content, String pin) throws WrongKey {
        // One at a time: two that have the same PIN must not both find that it has not been refused yet.
        synchronized (REFUSED) {
            String known = pin == null ? null : REFUSED.message(configuration, content, pin);
            if (known != null) {
                throw new WrongKey(known);
            }
            try {
                KeyStore token = KeyStore.getInstance("PKCS11", provider);
                token.load(null, pin == null ? null : pin.toCharArray());
                return JdkKeyStore.keys(token);
            } catch (GeneralSecurityException | IOException | RuntimeException e) {
                String message = "leads to a token that cannot be opened" + (pin == null ? " without a PIN, which 'keystore-password' is" : "") + reason(e);
                if (pin != null && isRefusal(e)) {
                    REFUSED.add(configuration, content, pin, message);
                }
                throw new WrongKey(message);
            }
        }
    }

    /** Whether the token may have counted it. What only its maker knows it may mean; a token that is away may come back. */
    private static boolean isRefusal(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof LoginException && cause.getCause() != null) {
                String code = String.valueOf(cause.getCause().getMessage());
                return !code.startsWith("CKR_") || code.startsWith("CKR_PIN_") || code.startsWith("CKR_VENDOR_");
            }
        }
        return false;
    }

    /** The return value of PKCS#11 by its name, the one part of what a provider says that certainly holds no PIN. */
    private static String reason(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && message.startsWith("CKR_")) {
                return message.equals("CKR_PIN_INCORRECT") ? ": 'keystore-password' is not its PIN (CKR_PIN_INCORRECT)" : " (" + message + ")";
            }
        }
        return " (" + e.getClass().getSimpleName() + ")";
    }

    private static Provider provider(Path configuration) throws WrongKey {
        Provider configured;
        try {
            configured = configured(configuration.toString());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
            // It has not been told the PIN.
            throw new WrongKey("is not a configuration by which SunPKCS11 can be had: " + cause.getMessage()
                    + (cause.getCause() == null ? "" : ": " + cause.getCause().getMessage()));
        }
        synchronized (Pkcs11Token.class) {
            Provider there = Security.getProvider(configured.getName());
            if (there != null) {
                // Of another token, it may be, whose key would be taken for this one's.
                if (!configuration.equals(CONFIGURATIONS.get(configured.getName()))) {
                    throw new WrongKey("has the 'name' of a token that there is already, whose provider is " + configured.getName() + "; another is needed");
                }
                return there;
            }
            CONFIGURATIONS.put(configured.getName(), configuration);
            Security.addProvider(configured);
            return configured;
        }
    }

    private static Provider configured(String configuration) throws ReflectiveOperationException {
        Provider provider = Security.getProvider(PROVIDER);
        try {
            if (provider != null) {
                return (Provider) Provider.class.getMethod("configure", String.class).invoke(provider, configuration);
            }
        } catch (NoSuchMethodException e) {
            // Java 8.
        }
        // Java 8 has it in the folder of extensions, which the agent's own class loader does not see.
        return (Provider) Class.forName("sun.security.pkcs11.SunPKCS11", true, ClassLoader.getSystemClassLoader()).getConstructor(String.class)
                .newInstance(configuration);
    }
}
