package io.countersign.command;

import io.countersign.credential.Credential;
import io.countersign.engine.Engine;
import io.countersign.match.NormalPath;
import io.countersign.policy.HostRules;
import io.countersign.policy.Policy;
import io.countersign.policy.Rule;
import io.countersign.policy.Settings.Mode;
import io.countersign.request.Headers;
import io.countersign.request.Moments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What becomes of a request, and why: by the policy's own matcher, and by an engine whose credentials put on what may be shown. */
final class Explanation {
    enum Outcome {
        NO_RULE("no-rule", "left as it is: no rule is for it"),
        LEFT_ALONE("left-alone", "left as it is: its rule has no credentials"),
        SIGNED("signed", "signed"),
        UNCHANGED("unchanged", "sent as it is: nothing of its rule is put on"),
        REFUSED("refused", "refused"),
        OBSERVED("observed", "sent as it is: its rule is only observed");

        final String word;
        final String sentence;

        Outcome(String word, String sentence) {
            this.word = word;
            this.sentence = sentence;
        }
    }

    final Asked request;

    /** Of every host pattern that matches, the most specific first. */
    final List<HostRules> matching;

    /** Null if there is none. */
    final Rule rule;

    /** The rules of the same host before it, or all of them, and why each is passed over. */
    final Map<Rule, String> passedOver = new LinkedHashMap<>();

    /** What the engine says when it refuses, or would if the rule were not only observed; null if it does not. */
    final String refusal;

    /** What is put on, or would be. */
    final Headers headers;
    final Outcome outcome;

    Explanation(Policy policy, Asked request, Moments moments) {
        this.request = request;
        this.matching = policy.rulesMatching(request.host());
        HostRules rules = policy.rulesFor(request.host());
        boolean isHidden = rules != null && rules.hasPaths() && NormalPath.hides(request.rawPath());
        Rule found = null;
        if (rules != null && !isHidden) {
            String path = rules.hasPaths() ? NormalPath.of(request.rawPath()) : request.rawPath();
            found = rules.ruleFor(request.port(), request.method(), path);
            for (int i = 0; i < rules.count() && rules.rule(i) != found; i++) {
                passedOver.put(rules.rule(i), rules.rule(i).mismatch(request.port(), request.method(), path));
            }
        }
        this.rule = found;
        Headers put = null;
        String refused = null;
        try {
            put = new Engine(policy.masked(), moments).sign(request);
        } catch (IOException e) {
            refused = e.getMessage();
        }
        this.headers = put == null ? Headers.NONE : put;
        this.refusal = refused;
        boolean isObserved = isHidden ? !rules.enforced() : rule != null && rule.settings.mode == Mode.OBSERVE;
        this.outcome = isObserved && (isHidden || !rule.leavesAlone()) ? Outcome.OBSERVED : refused != null ? Outcome.REFUSED : rule == null ? Outcome.NO_RULE
                : rule.leavesAlone() ? Outcome.LEFT_ALONE : put != null || hasCertificate() ? Outcome.SIGNED : Outcome.UNCHANGED;
    }

    /** Whether its connection gets a client certificate: over plain http there is none to show it on. */
    boolean hasCertificate() {
        return rule != null && rule.identity() != null && request.scheme().equals("https");
    }

    /** The credentials that are left out for a header that the application has set. */
    List<Credential> leftOut() {
        if (rule == null || refusal != null) {
            return Collections.emptyList();
        }
        List<Credential> leftOut = new ArrayList<>();
        for (int i = 0; i < rule.credentialCount(); i++) {
            if (!headers.has(rule.credential(i).headerNames().get(0))) {
                leftOut.add(rule.credential(i));
            }
        }
        return leftOut;
    }

    /** The name of the credential that writes a header which is put on; of several that share it, the first. */
    String writer(String header) {
        for (int i = 0; i < rule.credentialCount(); i++) {
            for (String name : rule.credential(i).headerNames()) {
                if (name.equalsIgnoreCase(header)) {
                    return rule.credential(i).name();
                }
            }
        }
        return null;
    }
}
