package io.countersign.credential.digest;

import io.countersign.credential.Signature;
import io.countersign.key.Digests;
import io.countersign.request.Answer;
import io.countersign.request.BodyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.Moments;
import io.countersign.secret.Material;
import io.countersign.secret.Secret;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers the challenges of hosts, and goes ahead with what it knows of them. A host that is not known yet is sent the request
 * as it is, once; its challenge is answered when the request is sent again.
 *
 * <p>A right answer that is refused is a wrong password: it is not sent again, and what was known of the host is forgotten, so
 * that the next request asks anew. The server's {@code rspauth} is not looked at: its answer has gone to the application by
 * then, and who the server is, is for TLS to say.
 */
final class DigestSignature implements Signature {
    /** Each a host that a rule of the policy names, so that it takes a wildcard to come near. */
    static final int MOST_HOSTS = 1024;

    /** Milliseconds for which a host whose challenge cannot be answered is not asked again. */
    static final long PAUSE = 10_000;

    private static final List<String> HEADER = Collections.singletonList("Authorization");

    private final String name;
    private final String username;
    private final Secret secret;
    private final ConcurrentHashMap<Host, Known> hosts = new ConcurrentHashMap<>();

    /** The one that was looked at last, and had nothing wrong. */
    private volatile Secret.Value checked;

    DigestSignature(String name, String username, Secret secret) {
        this.name = name;
        this.username = username;
        this.secret = secret;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> headerNames() {
        return HEADER;
    }

    @Override
    public String masked(String header) {
        return "Digest *** (after a challenge)";
    }

    @Override
    public void check(Moments moments) throws CredentialUnavailable {
        secret.value();
    }

    @Override
    public Material madeOf() {
        return secret;
    }

    @Override
    public boolean readsAnswers() {
        return true;
    }

    /** For {@code Authentication-Info}. */
    @Override
    public boolean readsEveryAnswer() {
        return true;
    }

    @Override
    public BodyReader reader(Message message) throws CredentialUnavailable {
        Secret.Value password = password();
        Session session = session(message);
        if (session == null) {
            checkMayBeChallenged(message);
        }
        return session != null && session.challenge.integrity ? new Entity(session, password) : null;
    }

    @Override
    public Headers sign(Message message, BodyReader read) throws CredentialUnavailable {
        if (read != null) {
            Entity entity = (Entity) read;
            return headers(entity.session, message, entity.password, entity.hash());
        }
        Secret.Value password = password();
        Session session = session(message);
        if (session == null || session.challenge.integrity && message.hasBody()) {
            // The latter was learned from another request since the body's reader was asked for.
            checkMayBeChallenged(message);
            return Headers.NONE;
        }
        return headers(session, message, password,
                session.challenge.integrity ? session.challenge.algorithm.hash.of(new byte[0]) : null);
    }

    private static Headers headers(Session session, Message message, Secret.Value password, byte[] bodyHash) throws CredentialUnavailable {
        return Headers.of("Authorization", session.authorization(message, password, bodyHash));
    }

    /** @return null if there is none yet */
    private Session session(Message message) throws CredentialUnavailable {
        Known known = hosts.get(new Host(message));
        if (known != null && known.unanswerable != null && message.millis() < known.until) {
            throw new CredentialUnavailable(known.unanswerable);
        }
        return known == null ? null : known.session;
    }

    private static void checkMayBeChallenged(Message message) throws CredentialUnavailable {
        if (!message.isRepeatable()) {
            throw new CredentialUnavailable("the challenge of this host is not known yet, and this request's body cannot be sent twice:"
                    + " once without an answer and once with it; send the host a request without a body first, or one whose body the"
                    + " client can send again");
        }
    }

    private Secret.Value password() throws CredentialUnavailable {
        Secret.Value now = secret.value();
        if (now != checked) {
            if (now.text().isEmpty()) {
                throw new CredentialUnavailable("the password is empty");
            }
            int control = Digest.controlCharacter(now.text());
            if (control > 0) {
                throw new CredentialUnavailable("the password holds a control character (at place " + control + ")");
            }
            checked = now;
        }
        return now;
    }

    @Override
    public boolean answered(Message message, Answer answer) {
        if (answer.status() != 401) {
            takeNextNonce(message, answer);
            return false;
        }
        secret.refresh();
        try {
            password();
        } catch (CredentialUnavailable e) {
            // It would be sent again as it was.
            return false;
        }
        Host host = new Host(message);
        Challenge challenge = Challenge.strongest(answer.header("WWW-Authenticate"));
        if (message.wasSentAgain() && (challenge == null || !challenge.stale)) {
            hosts.computeIfPresent(host, (same, known) -> known.withoutSession());
            return false;
        }
        if (challenge == null) {
            return false;
        }
        hosts.compute(host, (same, known) -> learned(challenge, known, message));
        makeRoomFor(host);
        // Also where it cannot be answered: the application is told why when the request is signed anew.
        return true;
    }

    private Known learned(Challenge challenge, Known known, Message message) {
        Algorithm strongest = known == null ? null : known.strongest;
        if (challenge.unanswerable != null) {
            return Known.unanswerable(strongest, "the host asks for Digest " + challenge.unanswerable, message.millis() + PAUSE);
        }
        if (strongest != null && strongest.isStrongerThan(challenge.algorithm)) {
            // Whoever can change what is on its way could ask for the weakest that there is.
            return Known.unanswerable(strongest, "the host asks for Digest with " + challenge.algorithm + ", and has asked for " + strongest
                    + " before, which is stronger; if that is meant, this program has to be started again", message.millis() + PAUSE);
        }
        return known != null && known.session != null && known.session.challenge.isSame(challenge) ? known
                : Known.session(challenge.algorithm, new Session(challenge, username, message.nonce()));
    }

    /** RFC 7616, section 3.5. */
    private void takeNextNonce(Message message, Answer answer) {
        List<String> fields = answer.header("Authentication-Info");
        if (fields.isEmpty()) {
            return;
        }
        Host host = new Host(message);
        Known known = hosts.get(host);
        for (String field : fields) {
            String next = AuthParameters.of(field).get("nextnonce");
            if (known != null && known.session != null && Challenge.isNonce(next) && !next.equals(known.session.nonce)) {
                // What another answer has taught meanwhile is as good.
                hosts.replace(host, known, known.with(known.session.next(next, message.nonce())));
            }
        }
    }

    private void makeRoomFor(Host newest) {
        Iterator<Host> all = hosts.keySet().iterator();
        while (hosts.size() > MOST_HOSTS && all.hasNext()) {
            Host each = all.next();
            if (!each.equals(newest)) {
                hosts.remove(each);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** The hash of a body as it goes by, for the session that asked for it when it began. */
    private static final class Entity implements BodyReader {
        final Session session;
        final Secret.Value password;
        private final Digests digests;
        private final MessageDigest digest;

        Entity(Session session, Secret.Value password) {
            this.session = session;
            this.password = password;
            this.digests = session.challenge.algorithm.hash;
            this.digest = digests.take();
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        byte[] hash() {
            byte[] hash = digest.digest();
            digests.give(digest);
            return hash;
        }
    }
}
