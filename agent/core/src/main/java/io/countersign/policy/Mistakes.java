package io.countersign.policy;

import java.util.ArrayList;
import java.util.List;

/** Every mistake of a policy, so that they are reported in one go. */
final class Mistakes {
    private final List<String> found = new ArrayList<>();

    void add(Place place, String message) {
        found.add(place + ": " + message);
    }

    void throwIfAny() throws PolicyException {
        if (!found.isEmpty()) {
            throw new PolicyException(found);
        }
    }

    /** {@code ; did you mean 'x'?} for the nearest of the known words, or what there is. */
    static String meant(String word, List<String> known) {
        String nearest = null;
        int least = Math.max(2, word.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest != null ? "; did you mean '" + nearest + "'?" : "; there are " + String.join(", ", known);
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
