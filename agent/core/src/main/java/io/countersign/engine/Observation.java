package io.countersign.engine;

import io.countersign.credential.Credential;
import io.countersign.policy.Outcome;
import io.countersign.policy.Rule;
import io.countersign.policy.Settings.Existing;
import io.countersign.policy.Settings.OnFailure;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Moments;
import io.countersign.request.OutgoingRequest;

/** What {@code mode: observe} says of a request: what would become of it, as far as that is known without getting anything for it. */
final class Observation {
    private Observation() {}

    static void of(OutgoingRequest request, Rule rule, Engine engine) {
        Outcome outcome = Outcome.OBSERVED_REFUSAL;
        String why;
        try {
            why = Engine.isPlain(request, rule) ? Engine.PLAIN : wouldRefuse(request, rule, engine.moments());
            if (why == null) {
                outcome = Outcome.OBSERVED;
                why = wouldLeaveOut(request, rule);
            }
        } catch (RuntimeException | LinkageError e) {
            why = Engine.inWords(e);
        }
        engine.tell(outcome, request, rule, null, why, 0);
    }

    /** Null if it would not. */
    private static String wouldRefuse(OutgoingRequest request, Rule rule, Moments moments) {
        if (rule.identity() != null && "https".equals(request.scheme())) {
            String lacks = lacks(rule.identity(), rule, moments);
            if (lacks != null) {
                return lacks;
            }
        }
        for (int i = 0; i < rule.credentialCount(); i++) {
            Credential credential = rule.credential(i);
            String set = Engine.existing(credential, request);
            if (set != null && rule.settings.existing == Existing.REFUSE) {
                return Engine.alreadySet(set);
            }
            String lacks = Engine.isPutOn(credential, request, rule) ? lacks(credential, rule, moments) : null;
            if (lacks != null) {
                return lacks;
            }
        }
        return null;
    }

    /** What is known to be missing; of what it would have to wait for, nothing is. */
    private static String lacks(Credential credential, Rule rule, Moments moments) {
        if (credential.waits()) {
            return null;
        }
        try {
            credential.check(moments);
            return null;
        } catch (CredentialUnavailable e) {
            return "credential '" + credential.name() + "'" + (rule.settings.onFailure == OnFailure.SEND_UNSIGNED ? ", without which it would be sent" : "")
                    + ": " + e.getMessage();
        }
    }

    /** Null if nothing would be. */
    private static String wouldLeaveOut(OutgoingRequest request, Rule rule) {
        for (int i = 0; rule.settings.existing == Existing.KEEP && i < rule.credentialCount(); i++) {
            String set = Engine.existing(rule.credential(i), request);
            if (set != null) {
                return "credential '" + rule.credential(i).name() + "' would be left out: the application has set header " + set + " itself";
            }
        }
        return null;
    }
}
