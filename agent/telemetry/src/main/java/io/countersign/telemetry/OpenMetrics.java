package io.countersign.telemetry;

/** A text in the OpenMetrics format, version 1.0.0, as it is written. */
final class OpenMetrics {
    static final String CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    /** @param unit which the name ends with; null for none */
    void family(String name, String type, String unit, String help) {
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        if (unit != null) {
            text.append("# UNIT ").append(name).append(' ').append(unit).append('\n');
        }
        text.append("# HELP ").append(name).append(' ');
        escaped(help);
        text.append('\n');
    }

    /** @param labels names at even places, their values behind them */
    void sample(String name, long value, String... labels) {
        begin(name, labels);
        text.append(value).append('\n');
    }

    void sample(String name, double value, String... labels) {
        begin(name, labels);
        text.append(value).append('\n');
    }

    private void begin(String name, String... labels) {
        text.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escaped(labels[i + 1]);
            text.append('"');
        }
        text.append(labels.length == 0 ? " " : "} ");
    }

    private void escaped(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n') {
                text.append("\\n");
            } else if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                text.append(' ');
            } else {
                text.append(c);
            }
        }
    }

    /** All of it. Nothing may follow. */
    String end() {
        return text.append("# EOF\n").toString();
    }
}
