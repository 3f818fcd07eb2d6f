package io.countersign.telemetry;

import io.countersign.engine.Event;
import io.countersign.policy.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What all that is told has in common. */
final class Words {
    /** Characters of anything that is not the agent's own. */
    private static final int LONGEST = 1024;

    private Words() {}

    /** No longer than that, whoever has chosen it; null stays null. */
    static String limited(String text) {
        if (text == null || text.length() <= LONGEST) {
            return text;
        }
        // Not through the middle of a surrogate pair.
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "…";
    }

    /** {@code refused-plain-http} */
    static String of(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The names of the credentials that an event is about. */
    static List<String> credentials(Event event) {
        return event.credential != null ? Collections.singletonList(event.credential.name())
                : event.rule != null ? event.rule.names() : Collections.<String>emptyList();
    }
}
