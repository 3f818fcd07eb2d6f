package io.countersign.policy;

import io.countersign.match.HostName;
import io.countersign.match.PathPattern;
import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import java.util.List;
import java.util.Locale;

/** The fields of a rule. */
final class RuleFields {
    static final Field<String> HOST = Field.required("host", new Host(),
            "Where the connection really goes: a name, an address, `*.` and a name for any depth below it, or `*`.");
    static final Field<List<Integer>> PORTS = Field.optional("ports", Form.listOf(new Port()), null,
            "The ports that it is for; all without it.");
    static final Field<List<String>> METHODS = Field.optional("methods", Form.listOf(new Method()), null,
            "The methods that it is for; all without it.");
    static final Field<List<PathPattern>> PATHS = Field.optional("paths", Form.listOf(new Path()), null,
            "The paths that it is for, `*` within a segment and `**` across them; all without it.");
    static final Field<List<String>> CREDENTIALS = Field.required("credentials", Form.listOrNone(Form.TEXT),
            "The names of the credentials that its requests get; `[]` leaves them alone.");

    static final Fields FIELDS = new Fields(HOST, PORTS, METHODS, PATHS, CREDENTIALS,
            Settings.MODE, Settings.PLAIN_HTTP, Settings.EXISTING, Settings.ON_FAILURE, Settings.MAX_BODY);

    private RuleFields() {}

    /** Whether a rule can name this very host, which is in canonical form. */
    static boolean canName(String host) {
        try {
            return new Host().parse(host).equals(host) && !host.startsWith("*");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** In the canonical form of {@link HostName}. */
    private static final class Host extends Form.OfText<String> {
        @Override
        protected String parse(String text) {
            if (text.equals("*")) {
                return text;
            }
            boolean below = text.startsWith("*.");
            String name = below ? text.substring(2) : text;
            int colon = name.indexOf(':');
            if (name.isEmpty() || name.startsWith(".") || name.contains("..") || colon >= 0 && colon == name.lastIndexOf(':') || !isHostText(name)) {
                throw wrong(text);
            }
            String canonical;
            try {
                canonical = HostName.canonical(name);
            } catch (IllegalArgumentException e) {
                throw wrong(text);
            }
            if (below && HostName.isAddress(canonical)) {
                throw new IllegalArgumentException("is " + shown(text) + "; nothing is below an address");
            }
            if (!HostName.isAddress(canonical) && isOfDigits(canonical, canonical.lastIndexOf('.') + 1)) {
                throw new IllegalArgumentException("is " + shown(text) + ", which ends as an address does, and is none");
            }
            return below ? "*." + canonical : canonical;
        }

        private static boolean isOfDigits(String name, int from) {
            for (int i = from; i < name.length(); i++) {
                if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                    return false;
                }
            }
            return true;
        }

        private static boolean isHostText(String name) {
            for (int i = 0; i < name.length(); i++) {
                if ("/*@?#\\%!$&'()+,;=<>^`{|}~\" ".indexOf(name.charAt(i)) >= 0) {
                    return false;
                }
            }
            return true;
        }

        private static IllegalArgumentException wrong(String text) {
            return new IllegalArgumentException("is " + shown(text)
                    + "; it may be a name, an address, '*.' and a name, or '*', without scheme, port or path");
        }

        @Override
        public String inWords() {
            return "a host";
        }

        @Override
        public String jsonSchema() {
            return "{\"type\": \"string\", \"minLength\": 1}";
        }
    }

    private static final class Port extends Form.OfText<Integer> {
        @Override
        protected Integer parse(String text) {
            int port = 0;
            for (int i = 0; i < text.length() && port >= 0; i++) {
                char c = text.charAt(i);
                port = c < '0' || c > '9' || port > 65535 ? -1 : port * 10 + c - '0';
            }
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("holds " + shown(text) + "; a port is a number from 1 to 65535");
            }
            return port;
        }

        @Override
        public String inWords() {
            return "ports";
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 65535}, {\"$ref\": \"#/definitions/reference\"}]}";
        }
    }

    private static final class Method extends Form.OfText<String> {
        @Override
        protected String parse(String text) {
            if (text.equals("*")) {
                throw new IllegalArgumentException("holds '*'; without 'methods', all match");
            }
            if (!Form.isToken(text) || !text.equals(text.toUpperCase(Locale.ROOT))) {
                throw new IllegalArgumentException("holds " + shown(text) + "; a method is written in capitals, as in GET");
            }
            return text.intern();
        }

        @Override
        public String inWords() {
            return "methods, in capitals";
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [{\"type\": \"string\", \"pattern\": \"^[!#$%&'*+.^_`|~0-9A-Z-]+$\"}, {\"$ref\": \"#/definitions/reference\"}]}";
        }
    }

    private static final class Path extends Form.OfText<PathPattern> {
        @Override
        protected PathPattern parse(String text) {
            return PathPattern.of(text);
        }

        @Override
        public String inWords() {
            return "path patterns";
        }

        @Override
        public String jsonSchema() {
            return "{\"anyOf\": [{\"type\": \"string\", \"pattern\": \"^/\"}, {\"$ref\": \"#/definitions/reference\"}]}";
        }
    }
}
