package io.countersign.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is wrong with a policy, all of it, so that it is reported in one go and in the order of the files. */
public final class Mistakes {
    private final Map<Place, List<String>> found = new TreeMap<>();

    public void add(Place place, String message) {
        List<String> there = found.get(place);
        if (there == null) {
            found.put(place, there = new ArrayList<>(1));
        }
        if (!there.contains(message)) {
            there.add(message);
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** A line each, {@code file:line:column: what is wrong}. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Place, List<String>> there : found.entrySet()) {
            for (String message : there.getValue()) {
                lines.add(there.getKey() + ": " + message);
            }
        }
        return lines;
    }

    /** {@code ; did you mean 'x'?} for the nearest of the known words, else what there is. */
    public static String meant(String word, Collection<String> known) {
        List<String> nearest = nearest(word, known);
        return !nearest.isEmpty() ? "; did you mean '" + String.join("' or '", nearest) + "'?"
                : known.isEmpty() || known.size() > 30 ? "" : "; there are " + String.join(", ", known);
    }

    /** Those of the known words that may have been meant; empty where none is near. */
    public static List<String> nearest(String word, Collection<String> known) {
        // A short word is near to too many.
        int least = word.length() <= 3 ? 1 : Math.max(2, word.length() / 4);
        List<String> nearest = new ArrayList<>();
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < least) {
                nearest.clear();
            }
            if (distance <= least) {
                least = distance;
                nearest.add(candidate);
            }
        }
        for (String candidate : known) {
            if (nearest.isEmpty() && word.length() >= 3 && candidate.startsWith(word)) {
                nearest.add(candidate);
            }
        }
        return nearest;
    }

    /** Levenshtein's, with letters compared regardless of case. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int change = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
