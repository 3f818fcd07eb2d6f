package org.bouncycastle.crypto;

/**
 * Stands in the agent's jar for BouncyCastle's class of this name, of which a key needs one method: it lets every service
 * pass, as the other does unless it is told not to. The other asks java.util.logging for a logger when it is loaded, before the
 * application server has set that up, and brings half as much of its library again as all that is used.
 */
public final class CryptoServicesRegistrar {
    private CryptoServicesRegistrar() {}

    public static void checkConstraints(CryptoServiceProperties service) {}
}
