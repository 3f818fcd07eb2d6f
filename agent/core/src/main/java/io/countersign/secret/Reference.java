package io.countersign.secret;

/** The two parts of a reference, checked. Its messages hold nothing of what stands after the scheme's colon. */
final class Reference {
    private static final String[] SCHEMES = {"env", "sys", "file", "literal", "keystore", "exec", "vault", "aws-sm"};
    private static final String KNOWN = "${env:NAME}, ${sys:NAME}, ${file:PATH}, ${keystore:PATH#ALIAS?password=env:NAME},"
            + " ${exec:COMMAND ARG…}, ${vault:PATH#FIELD}, ${aws-sm:NAME} or ${literal:TEXT}";

    final String scheme;
    final String rest;

    private Reference(String scheme, String rest) {
        this.scheme = scheme;
        this.rest = rest;
    }

    static Reference parse(String text) {
        if (!text.startsWith("${")) {
            // The text is not shown: it may be the secret itself.
            throw wrong("not a reference: it must be " + KNOWN);
        }
        int end = text.lastIndexOf('}');
        if (end < 0) {
            throw wrong("a reference ends with '}', and this one has none: it must be " + KNOWN);
        }
        if (end != text.length() - 1) {
            throw wrong("a reference is the whole value: nothing may follow its last '}'");
        }
        String inner = text.substring(2, end);
        int colon = inner.indexOf(':');
        if (colon < 0) {
            if (inner.startsWith("/") || inner.startsWith("./") || inner.startsWith("../")) {
                throw wrong("a reference needs a scheme: did you mean ${file:PATH}?");
            }
            if (known(inner)) {
                throw wrong("${" + inner + "} names nothing: it must be ${" + inner + ":" + operand(inner) + "}");
            }
            throw wrong("a reference needs a scheme: did you mean ${env:NAME}? It must be " + KNOWN);
        }
        String scheme = inner.substring(0, colon);
        if (!known(scheme)) {
            throw wrong(unknown(scheme));
        }
        String rest = inner.substring(colon + 1);
        if (!scheme.equals("literal")) {
            check(scheme, rest);
        }
        return new Reference(scheme, rest);
    }

    /** Whether a {@link SecretSource} has it. */
    boolean isOfSource() {
        return !(scheme.equals("env") || scheme.equals("sys") || scheme.equals("file") || scheme.equals("literal"));
    }

    private static void check(String scheme, String rest) {
        String form = "${" + scheme + ":" + operand(scheme) + "}";
        if (rest.isEmpty()) {
            throw wrong("${" + scheme + ":} names nothing: it must be " + form);
        }
        if (rest.contains("${")) {
            throw wrong("one value holds one reference, and none within another: it must be " + form);
        }
        if (!rest.equals(rest.trim())) {
            throw wrong("blanks after '${" + scheme + ":' or before '}': it must be " + form);
        }
        boolean file = scheme.equals("file") || scheme.equals("keystore") || scheme.equals("exec");
        boolean name = scheme.equals("env") || scheme.equals("sys");
        if (name && rest.contains(":-") || scheme.equals("env") && rest.indexOf(':') >= 0) {
            throw wrong("a reference has no default value: it must be " + form);
        }
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            boolean bad = Character.isISOControl(c)
                    || !file && (c == '{' || c == '}' || Character.isWhitespace(c))
                    || scheme.equals("env") && c == '=';
            if (bad) {
                throw wrong("a character that cannot be in the " + (scheme.equals("exec") ? "command" : file || scheme.equals("vault") ? "path" : "name") + ": it must be " + form);
            }
        }
    }

    private static String operand(String scheme) {
        switch (scheme) {
            case "file":
                return "PATH";
            case "literal":
                return "TEXT";
            case "keystore":
                return "PATH#ALIAS?password=env:NAME";
            case "exec":
                return "COMMAND ARG…";
            case "vault":
                return "PATH#FIELD";
            default:
                return "NAME";
        }
    }

    private static boolean known(String scheme) {
        for (String each : SCHEMES) {
            if (each.equals(scheme)) {
                return true;
            }
        }
        return false;
    }

    private static String unknown(String scheme) {
        String message = presentable(scheme) ? "unknown scheme '" + scheme + "'" : "unknown scheme";
        String meant = meant(scheme);
        return meant == null ? message + ": a reference must be " + KNOWN
                : message + ": did you mean ${" + meant + ":" + operand(meant) + "}?";
    }

    /** Only a short plain word is shown: anything else may be a secret that happens to begin with <code>${</code>. */
    private static boolean presentable(String scheme) {
        for (int i = 0; i < scheme.length(); i++) {
            char c = scheme.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return !scheme.isEmpty() && scheme.length() <= 12;
    }

    private static String meant(String scheme) {
        String word = lower(scheme.trim());
        if (scheme.length() == 1 || word.equals("path")) {
            return "file"; // the one letter is a Windows drive
        }
        if (word.startsWith("prop")) {
            return "sys";
        }
        if (word.startsWith("aws") || word.equals("secretsmanager")) {
            return "aws-sm";
        }
        if (word.equals("text") || word.equals("value") || word.equals("plain")) {
            return "literal";
        }
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String each : SCHEMES) {
            if (word.startsWith(each)) {
                return each;
            }
            int distance = distance(word, each);
            if (distance <= (each.length() <= 4 ? 1 : 2) && distance < least) {
                least = distance;
                best = each;
            }
        }
        return best;
    }

    /** ASCII only: a Turkish default locale must not make another letter of an I. */
    private static String lower(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] += 'a' - 'A';
            }
        }
        return new String(chars);
    }

    /** Edits between the two, where exchanging two neighbours is one edit. */
    private static int distance(String a, String b) {
        if (a.length() > 16) {
            return Integer.MAX_VALUE;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + same, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    private static IllegalArgumentException wrong(String message) {
        return new IllegalArgumentException(message);
    }
}
