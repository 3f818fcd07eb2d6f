package io.countersign.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table in Markdown, its columns aligned; every one but the first to the right. */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();

    public Table(String... heads) {
        rows.add(heads);
    }

    public void row(String... cells) {
        rows.add(cells);
    }

    public static String number(double value, int decimals) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** The aim and whether it is met. */
    public static String aim(String words, boolean met) {
        return words + (met ? ": met" : ": MISSED");
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < widths.length; i++) {
                String cell = i < rows.get(r).length ? rows.get(r)[i] : "";
                String space = " ".repeat(widths[i] - cell.length());
                text.append("| ").append(i == 0 ? cell + space : space + cell).append(' ');
            }
            text.append("|\n");
            if (r == 0) {
                for (int width : widths) {
                    text.append("|-").append("-".repeat(width)).append('-');
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }
}
