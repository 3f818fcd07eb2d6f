package io.countersign.engine;

import io.countersign.credential.Credential;
import io.countersign.credential.Token;
import io.countersign.credential.certificate.TlsIdentity;
import io.countersign.engine.Outcomes.Outcome;
import io.countersign.match.HostName;
import io.countersign.match.NormalPath;
import io.countersign.policy.HostRules;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Decides for each request on each hop: which rule is for it, whether it may be signed, and which headers it gets. The
 * same look-up decides that a rule applies and what is put on. It holds no lock and, for a host without a rule,
 * allocates nothing.
 */
public final class Engine {
    /** How often a request waits in turn, for tokens that are over as soon as they are there: then it is refused. */
    private static final int WAITS = 8;

    private final Policy policy;
    private final Moments moments;
    private final Outcomes outcomes = new Outcomes();

    /** Why connections are not made as rules with client certificates have them; null if they are. */
    private volatile Function<TlsIdentity, String> connects = identity -> "TLS is not woven";

    public Engine(Policy policy, Moments moments) {
        this.policy = policy;
        this.moments = moments;
    }

    Moments moments() {
        return moments;
    }

    public Outcomes outcomes() {
        return outcomes;
    }

    /**
     * @return the headers to put on, which replace those of the same names; null if the request is to be left as it is. It
     *         means nothing if the request has answered {@link OutgoingRequest#readBody} or {@link OutgoingRequest#await} with
     *         false; after the latter it is asked for again
     * @throws IOException if it must not be sent; the message names the rule, the credential and the cause
     */
    public Headers sign(OutgoingRequest request) throws IOException {
        return sign(request, 0);
    }

    /**
     * As {@link #sign(OutgoingRequest)}, asked again.
     *
     * @param waited how often {@link OutgoingRequest#await} has answered with false since it was asked for the first time
     */
    public Headers sign(OutgoingRequest request, int waited) throws IOException {
        Rule rule = ruleFor(request, true);
        if (rule == null) {
            return null;
        }
        if (rule.settings.mode == Mode.OBSERVE) {
            outcomes.count(Outcome.OBSERVED);
            return null;
        }
        try {
            // Loopback is judged by what the URL says, never by what a name resolves to, and only without a proxy.
            if (rule.settings.plainHttp == PlainHttp.REFUSE && !"https".equals(request.scheme())
                    && (request.viaProxy() || !HostName.isLoopback(HostName.canonical(request.host())))) {
                throw refusal(Outcome.REFUSED_PLAIN_HTTP, request, rule, null,
                        "credentials do not go over plain http; use https, or set 'plain-http: allow' on the rule");
            }
            if (rule.identity() != null && !hasIdentity(request, rule)) {
                return null;
            }
            if (rule.waits() && !awaits(rule, request, waited)) {
                return null;
            }
            return rule.signs() ? new Signing(this, rule, request).begin() : tokens(request, rule);
        } catch (ApplicationFailure e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw failed(request, rule, e);
        }
    }

    /** Whether any credential may have to wait: if none does, {@link #prepare} need not be asked. */
    public boolean waits() {
        return policy.waits();
    }

    /** Whether a request to that host may have to wait: it has rules, and some credential may. */
    public boolean waits(String host) {
        return policy.waits() && host != null && policy.rulesFor(host) != null;
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
            CompletableFuture<?> pending = null;
            for (int i = 0; i < rule.credentialCount(); i++) {
                Credential credential = rule.credential(i);
                if (credential.waits() && (rule.settings.existing == Existing.REPLACE || existing(credential, request) == null)) {
                    CompletableFuture<?> more = credential.pending(moments);
                    pending = more == null ? pending : more;
                }
            }
            if (pending == null || round >= WAITS) {
                return true;
            }
            if (!request.await(pending)) {
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
        if (!policy.learns() || answer.status() < 400 && !policy.readsEveryAnswer()) {
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
                        && (rule.settings.existing == Existing.REPLACE || existing(credential, request) == null)) {
                    if (message == null) {
                        message = new Message(request, moments);
                        message.wasSentAgain(sentAgain);
                    }
                    again |= credential.answered(message, answer);
                }
            }
            if (again && !sentAgain && message.isRepeatable()) {
                outcomes.count(Outcome.SENT_AGAIN);
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

    /** @param connects why connections are not made as rules with client certificates have them, and their requests are refused; null if they are */
    public void connects(Function<TlsIdentity, String> connects) {
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

    /** Whether that is so of any host. */
    public boolean identitiesDependOnPorts() {
        return policy.identitiesDependOnPorts();
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
            String mistake = connects.apply(rule.identity());
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
        String path = request.rawPath();
        if (rules.hasPaths()) {
            if (NormalPath.hides(path)) {
                return refuseHiddenPath(request, rules);
            }
            path = NormalPath.of(path);
        }
        Rule rule = rules.ruleFor(request.port(), request.method(), path);
        if (rule != null && rule.leavesAlone()) {
            if (counted) {
                outcomes.count(Outcome.LEFT_ALONE);
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
        StackTraceElement[] trace = failure.getStackTrace();
        return refusal(Outcome.REFUSED_FAILED, request, rule, null, "the agent failed on it (" + failure.getClass().getName()
                + (trace.length == 0 ? "" : " at " + trace[0]) + ")");
    }

    private Headers tokens(OutgoingRequest request, Rule rule) throws IOException {
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
        return signed(headers);
    }

    /** What becomes of a request when all of its credentials have been asked. */
    Headers signed(Headers headers) {
        if (headers.size() == 0) {
            return null;
        }
        outcomes.count(Outcome.SIGNED);
        return headers;
    }

    /** @return null if the request is to be sent without any of its credentials */
    Headers unavailable(OutgoingRequest request, Rule rule, Credential credential, CredentialUnavailable why) throws IOException {
        if (rule.settings.onFailure == OnFailure.SEND_UNSIGNED) {
            outcomes.count(Outcome.SENT_UNSIGNED);
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
            outcomes.count(Outcome.KEPT_EXISTING);
            return false;
        }
        if (rule.settings.existing == Existing.REFUSE) {
            throw refusal(Outcome.REFUSED_EXISTING, request, rule, credential,
                    "the application has set header " + set + " itself, and the rule says 'existing: refuse'");
        }
        outcomes.count(Outcome.REPLACED_EXISTING);
        return true;
    }

    /** The first of the credential's headers that the application has set itself; null if there is none. */
    private static String existing(Credential credential, OutgoingRequest request) {
        List<String> names = credential.headerNames();
        for (int i = 0; i < names.size(); i++) {
            if (request.carries(names.get(i))) {
                return names.get(i);
            }
        }
        return null;
    }

    private Rule refuseHiddenPath(OutgoingRequest request, HostRules rules) throws IOException {
        if (!rules.enforced()) {
            outcomes.count(Outcome.OBSERVED);
            return null;
        }
        throw refusal(Outcome.REFUSED_HIDDEN_PATH, request, rules.first(), null, "its path hides dots, slashes, backslashes or"
                + " percent signs behind a second encoding, so that no rule with 'paths' can judge it");
    }

    IOException refusal(Outcome outcome, OutgoingRequest request, Rule rule, Credential credential, String why) {
        return new IOException(words(outcome, request.method() + " to " + request.scheme() + "://" + request.host() + ":" + request.port(), rule,
                credential, why));
    }

    /** What is said when a connection must not be made, in the handshake: the message of the failure that its client gives. */
    public String refusedConnection(Outcome outcome, String host, int port, Rule rule, String why) {
        return words(outcome, "connection to " + host + ":" + port, rule, rule.identity(), why);
    }

    private String words(Outcome outcome, String what, Rule rule, Credential credential, String why) {
        outcomes.count(outcome);
        return "countersign: " + what + " refused" + (rule == null ? "" : " by rule " + rule)
                + (credential == null ? "" : ", credential '" + credential.name() + "'") + ": " + why;
    }
}
