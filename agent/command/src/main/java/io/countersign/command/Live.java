package io.countersign.command;

import io.countersign.background.Background;
import io.countersign.command.Found.Outcome;
import io.countersign.credential.Credential;
import io.countersign.credential.oauth2.OAuth2Credential;
import io.countersign.policy.HostRules;
import io.countersign.policy.Policy;
import io.countersign.policy.Rule;
import io.countersign.request.CredentialUnavailable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tries a policy against the servers that it names: one token of each {@code oauth2} credential, one TLS handshake with each host and port
 * that gets a client certificate. No request is sent to those hosts. All are tried at once, each within its time.
 */
final class Live {
    /** Seconds for a token: metadata and token endpoint have 10 each, and may be asked again. */
    private static final int TOKEN_LIMIT = 40;

    /** Seconds for a handshake. */
    private static final int HANDSHAKE_LIMIT = 20;

    private final Policy policy;
    private final Background background;

    Live(Policy policy, Background background) {
        this.policy = policy;
        this.background = background;
    }

    List<Found> found() throws InterruptedException {
        List<Found> found = new ArrayList<>();
        Map<String, CompletableFuture<?>> tokens = tokens(found);
        Map<String, CompletableFuture<Found>> handshakes = handshakes(found);
        for (Map.Entry<String, CompletableFuture<?>> each : tokens.entrySet()) {
            found.add(token(each.getKey(), each.getValue()));
        }
        for (Map.Entry<String, CompletableFuture<Found>> each : handshakes.entrySet()) {
            try {
                found.add(each.getValue().get(HANDSHAKE_LIMIT, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                found.add(new Found(each.getKey(), Outcome.FAILED, "the handshake failed (" + e.getCause().getClass().getName() + ")"));
            } catch (TimeoutException e) {
                found.add(new Found(each.getKey(), Outcome.FAILED, "no end of the handshake within " + HANDSHAKE_LIMIT + " s"));
            }
        }
        return found;
    }

    /** Those that are fetched now, by their names. */
    private Map<String, CompletableFuture<?>> tokens(List<Found> found) {
        Map<String, CompletableFuture<?>> begun = new LinkedHashMap<>();
        for (String name : policy.credentialNames()) {
            Credential credential = policy.credential(name);
            if (!(credential instanceof OAuth2Credential)) {
                continue;
            }
            if (((OAuth2Credential) credential).login() != null) {
                found.add(new Found(inWords(name), Outcome.SKIPPED, "a refresh token may be good for one use, which is the program's"));
                continue;
            }
            CompletableFuture<?> pending = credential.pending(background.moments);
            begun.put(name, pending == null ? CompletableFuture.completedFuture(null) : pending);
        }
        return begun;
    }

    private static String inWords(String credential) {
        return "credential '" + credential + "'";
    }

    private Found token(String name, CompletableFuture<?> pending) throws InterruptedException {
        try {
            pending.get(TOKEN_LIMIT, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // It says why not when it is asked.
        } catch (TimeoutException e) {
            return new Found(inWords(name), Outcome.FAILED, "no token within " + TOKEN_LIMIT + " s");
        }
        try {
            ((OAuth2Credential) policy.credential(name)).demand();
            return new Found(inWords(name), Outcome.OK, "a token has been issued");
        } catch (CredentialUnavailable e) {
            return new Found(inWords(name), Outcome.FAILED, e.getMessage());
        }
    }

    /** Those that are made now, by their hosts and ports. */
    private Map<String, CompletableFuture<Found>> handshakes(List<Found> found) {
        Map<String, CompletableFuture<Found>> begun = new LinkedHashMap<>();
        for (HostRules rules : policy.rules()) {
            String host = rules.first().host;
            if (!rules.hasIdentity()) {
                continue;
            }
            if (host.startsWith("*")) {
                found.add(new Found(rules.first().toString(), Outcome.SKIPPED, "no handshake, for it names no one host"));
                continue;
            }
            for (int port : ports(rules)) {
                Rule rule = rules.identityRule(port);
                if (rule != null) {
                    CompletableFuture<Found> end = new CompletableFuture<>();
                    begun.put(host + ":" + port, end);
                    background.work.run(() -> make(new Handshake(host, port, rule.identity()), end));
                }
            }
        }
        return begun;
    }

    private static void make(Handshake handshake, CompletableFuture<Found> end) {
        try {
            end.complete(handshake.make());
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    /** That of https where a rule is for any. */
    private static TreeSet<Integer> ports(HostRules rules) {
        TreeSet<Integer> ports = new TreeSet<>();
        for (int i = 0; i < rules.count(); i++) {
            if (rules.rule(i).ports() == null) {
                ports.add(443);
            } else {
                for (int port : rules.rule(i).ports()) {
                    ports.add(port);
                }
            }
        }
        return ports;
    }
}
