package io.countersign.engine;

import io.countersign.credential.Credential;
import io.countersign.credential.Token;
import io.countersign.match.HostName;
import io.countersign.match.NormalPath;
import io.countersign.policy.HostRules;
import io.countersign.policy.Outcome;
import io.countersign.policy.Policy;
import io.countersign.policy.Rule;
import io.countersign.policy.Settings.Existing;
import io.countersign.policy.Settings.Mode;
import io.countersign.policy.Settings.OnFailure;
import io.countersign.policy.Settings.PlainHttp;
import io.countersign.request.Answer;
import io.countersign.request.ApplicationFailure;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.Moments;
import io.countersign.request.OutgoingRequest;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Decides for each request on each hop: which rule is for it, whether it may be signed, and which headers it gets. The
 * same look-up decides that a rule applies and what is put on. It holds no lock and, for a host without a rule,
 * allocates nothing.
 */
public final class Engine {
    /** How often a request waits in turn, for tokens that are over as soon as they are there: then it is refused. */
    private static final int WAITS = 8;

    static final String PLAIN = "credentials do not go over plain http; use https, or set 'plain-http: allow' on the rule";
    private static final String HIDDEN = "its path hides dots, slashes, backslashes or percent signs behind a second encoding, so that no rule"
            + " with 'paths' can judge it";

    private final Moments moments;

    /** The one in force. What asks twice of it asks one, for it may be another in between. */
    private volatile Policy policy;
    private volatile boolean isReplaced;

    /** Null as long as nobody wants to see requests. */
    private volatile RequestListener listener;
    private final Outcomes outcomes = new Outcomes();
    private final Callers callers = new Callers();

    /** Why a connection is not made as a rule with a client certificate has it; null if it is. */
    private volatile BiFunction<Rule, Socket, String> connects = (rule, socket) -> "TLS is not woven";

    public Engine(Policy policy, Moments moments) {
        this.policy = policy;
        this.moments = moments;
    }

    public Policy policy() {
        return policy;
    }

    /** Puts another policy in force, at once and for all hops that begin from now on. One that has begun keeps to its rule. */
    public void use(Policy policy) {
        // First: a connection that is looked at in between may have been made by the one before.
        isReplaced = true;
        this.policy = policy;
    }

    /** Whether another policy has been in force before: then connections may have been made by its rules. */
    public boolean isReplaced() {
        return isReplaced;
    }

    /** Has one shown each request from now on. */
    public void show(RequestListener listener) {
        this.listener = listener;
    }

    /** Milliseconds since 1970-01-01 UTC. */
    public long now() {
        return moments.millis();
    }

    Moments moments() {
        return moments;
    }

    public Callers callers() {
        return callers;
    }

    public Outcomes outcomes() {
        return outcomes;
    }

    /**
     * @return the headers to put on, which replace those of the same names; null if the request is to be left as it is. It
     *         means nothing if the request has answered {@link OutgoingRequest#readBody} or {@link OutgoingRequest#await} with false
     * @throws IOException if it must not be sent; the message names the rule, the credential and the cause
     */
    public Headers sign(OutgoingRequest request) throws IOException {
        if (listener != null) {
            show(request);
        }
        Rule rule = ruleFor(request, true);
        if (rule == null) {
            return null;
        }
        if (rule.settings.mode == Mode.OBSERVE) {
            Observation.of(request, rule, this);
            return null;
        }
        return sign(request, rule, 0);
    }

    /** @param waited how often {@link OutgoingRequest#await} has answered with false since it was asked for the first time */
    private Headers sign(OutgoingRequest request, Rule rule, int waited) throws IOException {
        long began = outcomes.isHeard(Outcome.SIGNED) ? moments.nanos() : 0;
        try {
            if (isPlain(request, rule)) {
                throw refusal(Outcome.REFUSED_PLAIN_HTTP, request, rule, null, PLAIN);
            }
            if (rule.waits() && !awaits(rule, request, waited)) {
                return null;
            }
            if (rule.identity() != null && !hasIdentity(request, rule)) {
                return null;
            }
            return rule.signs() ? new Signing(this, rule, request, began).begin() : tokens(request, rule, began);
        } catch (ApplicationFailure e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw failed(request, rule, e);
        }
    }

    /** Loopback is judged by what the URL says, never by what a name resolves to, and only without a proxy. */
    static boolean isPlain(OutgoingRequest request, Rule rule) {
        return rule.settings.plainHttp == PlainHttp.REFUSE && !"https".equals(request.scheme())
                && (request.viaProxy() || !HostName.isLoopback(HostName.canonical(request.host())));
    }

    static String alreadySet(String header) {
        return "the application has set header " + header + " itself, and the rule says 'existing: refuse'";
    }

    private void show(OutgoingRequest request) {
        try {
            listener.seen(request);
        } catch (Throwable e) {
            // Whoever looks on must not decide what becomes of requests.
        }
    }

    /** Whether any credential may have to wait: if none does, {@link #prepare} need not be asked. */
    public boolean waits() {
        return policy.waits();
    }

    /** Whether a request to that host may have to wait: it has rules, and some credential may. */
    public boolean waits(String host) {
        Policy now = policy;
        return now.waits() && host != null && now.rulesFor(host) != null;
    }

    /**
     * Waits for what a request's credentials lack, before the client holds anything that others could use meanwhile.
     * It refuses nothing: {@link #sign} does.
     *
     * @throws IOException if the request is cancelled meanwhile, or its time is over
     */
    public void prepare(OutgoingRequest request) throws IOException {
        if (policy.waits()) {
            Rule rule;
            try {
                rule = ruleFor(request, false);
            } catch (IOException refusal) {
                return;
            }
            if (rule != null && rule.waits() && rule.settings.mode == Mode.ENFORCE) {
                awaits(rule, request, 0);
            }
        }
    }

    /**
     * Waits until every credential of the rule can be put on or can say why not. All begin at once to get what they lack.
     *
     * @return false if the client waits by itself
     */
    private boolean awaits(Rule rule, OutgoingRequest request, int waited) throws IOException {
        for (int round = waited; ; round++) {
            CompletableFuture<?> pending = rule.identity() == null ? null : rule.identity().pending(moments);
            for (int i = 0; i < rule.credentialCount(); i++) {
                Credential credential = rule.credential(i);
                if (credential.waits() && isPutOn(credential, request, rule)) {
                    CompletableFuture<?> more = credential.pending(moments);
                    pending = more == null ? pending : more;
                }
            }
            if (pending == null || round >= WAITS) {
                return true;
            }
            int again = round + 1;
            if (!request.await(pending, () -> sign(request, rule, again))) {
                return false;
            }
            if (pending.isCompletedExceptionally()) {
                // It has waited for what there is not: it does not wait for another try.
                return true;
            }
        }
    }

    /** Whether any credential reads answers: if none does, {@link #answered} need not be asked. */
    public boolean learns() {
        return policy.learns();
    }

    /**
     * Tells the request's credentials of its answer.
     *
     * @param request as it was before anything was put on
     * @param sentAgain whether it has been sent again on this hop already
     * @return whether it is to be sent again, signed anew, if its body can be
     */
    public boolean answered(OutgoingRequest request, Answer answer, boolean sentAgain) {
        Policy now = policy;
        if (!now.learns() || answer.status() < 400 && !now.readsEveryAnswer()) {
            return false;
        }
        try {
            Rule rule = ruleFor(request, false);
            if (rule == null || rule.settings.mode == Mode.OBSERVE) {
                return false;
            }
            boolean again = false;
            Message message = null;
            for (int i = 0; i < rule.credentialCount(); i++) {
                Credential credential = rule.credential(i);
                if ((answer.status() >= 400 ? credential.readsAnswers() : credential.readsEveryAnswer())
                        && isPutOn(credential, request, rule)) {
                    if (message == null) {
                        message = new Message(request, moments);
                        message.wasSentAgain(sentAgain);
                    }
                    again |= credential.answered(message, answer);
                }
            }
            if (again && !sentAgain && message.isRepeatable()) {
                tell(Outcome.SENT_AGAIN, request, rule, null, null, 0);
                return true;
            }
            return false;
        } catch (IOException | RuntimeException | LinkageError e) {
            // The request has been answered: nothing is gained by losing its answer too.
            return false;
        }
    }

    /** Whether any rule has a client certificate: if none does, {@link #identityRule} need not be asked. */
    public boolean hasIdentities() {
        return policy.hasIdentities();
    }

    /**
     * @param connects why a connection is not, or would not be, made as a rule with a client certificate has it, so that the request is
     *         refused; null if it is. The socket is null for one that is yet to be made
     */
    public void connects(BiFunction<Rule, Socket, String> connects) {
        this.connects = connects;
    }

    /** Whether connections to some port of that host have a client certificate. */
    public boolean hasIdentity(String host) {
        HostRules rules = host == null ? null : policy.rulesFor(host);
        return rules != null && rules.hasIdentity();
    }

    /** Whether connections to one port of that host may have another client certificate than those to another, or none. */
    public boolean identityDependsOnPort(String host) {
        HostRules rules = host == null ? null : policy.rulesFor(host);
        return rules != null && rules.identityDependsOnPort();
    }

    /**
     * The rule whose client certificate a connection has, for the sake of all requests that may share it; null if it has none.
     *
     * @param host where it really goes, a proxy aside; null if that is not known
     */
    public Rule identityRule(String host, int port) {
        HostRules rules = host == null ? null : policy.rulesFor(host);
        return rules == null ? null : rules.identityRule(port);
    }

    /**
     * Whether a request may go out with the rest of its credentials, as far as its connection's certificate goes. Over plain http,
     * where the policy lets it, there is none.
     */
    private boolean hasIdentity(OutgoingRequest request, Rule rule) throws IOException {
        if (!"https".equals(request.scheme())) {
            return true;
        }
        try {
            rule.identity().current();
            rule.identity().trusted();
            String mistake = connects.apply(rule, request.socket());
            if (mistake != null) {
                throw new CredentialUnavailable(mistake);
            }
            return true;
        } catch (CredentialUnavailable e) {
            unavailable(request, rule, rule.identity(), e);
            return false;
        }
    }

    /** The rule that has credentials for a request; null if there is none, and it is to be left as it is. */
    private Rule ruleFor(OutgoingRequest request, boolean counted) throws IOException {
        String host = request.host();
        HostRules rules = host == null ? null : policy.rulesFor(host);
        if (rules == null) {
            return null;
        }
        Rule rule;
        try {
            String path = request.rawPath();
            if (rules.hasPaths()) {
                if (NormalPath.hides(path)) {
                    return refuseUnjudged(Outcome.REFUSED_HIDDEN_PATH, request, rules, HIDDEN, counted);
                }
                path = NormalPath.of(path);
            }
            rule = rules.ruleFor(request.port(), request.method(), path);
        } catch (RuntimeException | LinkageError e) {
            return refuseUnjudged(Outcome.REFUSED_FAILED, request, rules, inWords(e), counted);
        }
        if (rule != null && rule.leavesAlone()) {
            if (counted) {
                tell(Outcome.LEFT_ALONE, request, rule, null, null, 0);
            }
            return null;
        }
        return rule;
    }

    /** What a client says whose request has got its headers but cannot be made to carry them: it must not be sent. */
    public IOException failed(OutgoingRequest request, Throwable failure) {
        return failed(request, null, failure);
    }

    /** The failure is named and not handed on: what the JDK says of a bad header value has the value in it. */
    IOException failed(OutgoingRequest request, Rule rule, Throwable failure) {
        return refusal(Outcome.REFUSED_FAILED, request, rule, null, inWords(failure));
    }

    static String inWords(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return "the agent failed on it (" + failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]) + ")";
    }

    private Headers tokens(OutgoingRequest request, Rule rule, long began) throws IOException {
        Headers headers = Headers.NONE;
        for (int i = 0; i < rule.credentialCount(); i++) {
            Credential credential = rule.credential(i);
            if (!mayWrite(credential, request, rule)) {
                continue;
            }
            try {
                headers = headers.and(((Token) credential).headers(moments));
            } catch (CredentialUnavailable e) {
                return unavailable(request, rule, credential, e);
            }
        }
        return signed(headers, request, rule, began);
    }

    /**
     * What becomes of a request when all of its credentials have been asked.
     *
     * @param began when that began; 0 if nobody wants to know
     */
    Headers signed(Headers headers, OutgoingRequest request, Rule rule, long began) {
        if (headers.size() == 0) {
            return null;
        }
        tell(Outcome.SIGNED, request, rule, null, null, began == 0 ? 0 : moments.nanos() - began);
        return headers;
    }

    /** Counts it; who listens is told of it. */
    void tell(Outcome outcome, OutgoingRequest request, Rule rule, Credential credential, String why, long nanos) {
        outcomes.count(outcome);
        if (rule != null) {
            rule.tally().count(outcome);
        }
        if (outcomes.isHeard(outcome)) {
            outcomes.tell(new Event(outcome, moments.millis(), rule, credential, request, callers.isWanted() ? Callers.of(request) : null, why, nanos));
        }
    }

    /** Something became of a connection, in its handshake. */
    public void connection(Outcome outcome, String host, int port, Rule rule, String why) {
        outcomes.count(outcome);
        rule.tally().count(outcome);
        if (outcomes.isHeard(outcome)) {
            outcomes.tell(new Event(outcome, moments.millis(), rule, host, port, why));
        }
    }

    /** @return null if the request is to be sent without any of its credentials */
    Headers unavailable(OutgoingRequest request, Rule rule, Credential credential, CredentialUnavailable why) throws IOException {
        if (rule.settings.onFailure == OnFailure.SEND_UNSIGNED) {
            tell(Outcome.SENT_UNSIGNED, request, rule, credential, why.getMessage(), 0);
            rule.tally().failed(moments.millis(), why.getMessage());
            return null;
        }
        throw refusal(Outcome.REFUSED_UNAVAILABLE, request, rule, credential, why.getMessage());
    }

    /** Whether the credential's headers may be put on, given what the application has set itself. */
    boolean mayWrite(Credential credential, OutgoingRequest request, Rule rule) throws IOException {
        String set = existing(credential, request);
        if (set == null) {
            return true;
        }
        if (rule.settings.existing == Existing.KEEP) {
            tell(Outcome.KEPT_EXISTING, request, rule, credential, null, 0);
            return false;
        }
        if (rule.settings.existing == Existing.REFUSE) {
            throw refusal(Outcome.REFUSED_EXISTING, request, rule, credential, alreadySet(set));
        }
        tell(Outcome.REPLACED_EXISTING, request, rule, credential, null, 0);
        return true;
    }

    /** Whether what the application has set itself does not keep the credential off. */
    static boolean isPutOn(Credential credential, OutgoingRequest request, Rule rule) {
        return rule.settings.existing == Existing.REPLACE || existing(credential, request) == null;
    }

    /** The first of the credential's headers that the application has set itself; null if there is none. */
    static String existing(Credential credential, OutgoingRequest request) {
        List<String> names = credential.headerNames();
        for (int i = 0; i < names.size(); i++) {
            if (request.carries(names.get(i))) {
                return names.get(i);
            }
        }
        return null;
    }

    /**
     * Refuses a request of which nobody can say which of its host's rules is for it.
     *
     * @param counted whether it is told; if not, it is asked for by the way and refused where it is asked for again
     */
    private Rule refuseUnjudged(Outcome outcome, OutgoingRequest request, HostRules rules, String why, boolean counted) throws IOException {
        if (!counted) {
            return null;
        }
        if (!rules.enforced()) {
            tell(Outcome.OBSERVED_REFUSAL, request, rules.first(), null, why, 0);
            return null;
        }
        throw refusal(outcome, request, rules.first(), null, why);
    }

    IOException refusal(Outcome outcome, OutgoingRequest request, Rule rule, Credential credential, String why) {
        String what;
        try {
            tell(outcome, request, rule, credential, why, 0);
            what = request.method() + " to " + request.scheme() + "://" + request.host() + ":" + request.port();
        } catch (RuntimeException | LinkageError e) {
            // It is what the agent failed on, and is refused all the same.
            what = "request of " + request.client();
        }
        return new IOException(refused(what, rule, credential, why));
    }

    /** What is said when a connection must not be made, in the handshake: the message of the failure that its client gives. */
    public String refusedConnection(Outcome outcome, String host, int port, Rule rule, String why) {
        connection(outcome, host, port, rule, why);
        return refused("connection to " + host + ":" + port, rule, rule.identity(), why);
    }

    private String refused(String what, Rule rule, Credential credential, String why) {
        String words = what + " refused" + (rule == null ? "" : " by rule " + rule)
                + (credential == null ? "" : ", credential '" + credential.name() + "'") + ": " + why;
        if (rule != null) {
            rule.tally().failed(moments.millis(), words);
        }
        return "countersign: " + words;
    }
}
