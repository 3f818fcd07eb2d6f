package test.pack;

import java.util.function.BiFunction;

/** What is woven in the tests: methods with loops, handlers and wide locals, so that the verifier has something to say. */
public class Subject implements BiFunction<String, String, String> {
    /** @return what the method of that name makes of the argument */
    @Override
    public String apply(String method, String argument) {
        try {
            switch (method) {
                case "branching": return branching(argument);
                case "nothing": nothing(argument); return "nothing";
                case "argumentless": return argumentless();
                case "calling": return calling(argument);
                case "keeping": return keeping(argument);
                case "asking": return asking(argument);
                case "judging": return judging(argument) + " " + judged(argument.length());
                default: throw new AssertionError(method);
            }
        } catch (IllegalStateException e) {
            return "! " + e.getMessage();
        }
    }

    @Override
    public String toString() {
        return "subject";
    }

    String argumentless() {
        String local = toString();
        return local;
    }

    String branching(String text) {
        long sum = 0;
        for (int i = 0; i < text.length(); i++) {
            try {
                sum += Integer.parseInt(text.substring(i, i + 1));
            } catch (NumberFormatException e) {
                if (text.charAt(i) == '!') {
                    throw new IllegalStateException("thrown by " + text);
                }
                double half = sum / 2.0;
                sum = (long) half;
            }
        }
        if (sum > 100) {
            return "much";
        }
        return text + "=" + sum;
    }

    void nothing(String text) {
        if (text.isEmpty()) {
            return;
        }
        Other.hashOf(text);
    }

    String calling(String text) {
        long before = 1L << 40;
        String joined = new Other().join(text, before, 2.5, 'c', text + "2");
        return joined + before;
    }

    String keeping(String text) {
        Other other = new Other();
        for (int i = 0; i < text.length(); i++) {
            other.keep(text.substring(i));
        }
        return text + ":" + other.kept();
    }

    String asking(String text) {
        Other other = new Other();
        int asked = 0;
        try {
            other.keep(text);
            while (other.isShort() && asked < 3) {
                other.keep(other.kept() + ".");
                asked++;
            }
        } catch (RuntimeException e) {
            return e.toString();
        }
        return other.kept() + asked;
    }

    boolean judging(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '!') {
                return false;
            }
        }
        return true;
    }

    boolean judged(int length) {
        return length < 3;
    }

    /** What is called. */
    public static final class Other {
        private String kept;

        public void keep(String text) {
            kept = text;
        }

        public String kept() {
            return kept;
        }

        @Override
        public String toString() {
            return "other " + kept;
        }

        public boolean isShort() {
            return kept.length() < 3;
        }

        public static int hashOf(String text) {
            return text.hashCode();
        }

        public String join(String first, long wide, double wider, char small, String last) {
            return first + wide + wider + small + last;
        }
    }
}
