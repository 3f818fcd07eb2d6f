package io.countersign.it.probe.deployed;

import java.util.HashMap;
import java.util.Map;

/**
 * What a deployed application does, whatever it is deployed to: it sends what it is told by a client of its own, and lets go of all of
 * it when it is stopped. A heap that has {@link #HERE} twice has two such applications.
 */
public final class Outbound {
    /** One for each loader that this class was loaded by, as long as that is not collected. */
    public static final Outbound HERE = new Outbound();

    private final Map<String, Client> clients = new HashMap<>();

    /** An HTTP client, with no time limits: some libraries would have a thread for them that outlives the application by a minute. */
    public interface Client {
        /** @param body null for a GET. @return the status, and the body */
        String send(String url, String body) throws Exception;

        void stop() throws Exception;
    }

    private Outbound() {}

    /**
     * @param client the simple name of a class beside this one
     * @param body null for a GET
     * @return the status, and what was answered; or a failure, after an exclamation mark
     */
    public synchronized String send(String client, String url, String body) {
        try {
            if (!clients.containsKey(client)) {
                clients.put(client, (Client) Class.forName(Outbound.class.getPackage().getName() + "." + client).getConstructor().newInstance());
            }
            return clients.get(client).send(url, body);
        } catch (Exception | LinkageError e) {
            return "! " + e;
        }
    }

    public synchronized void stop() {
        for (Client client : clients.values()) {
            try {
                client.stop();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        clients.clear();
    }
}
