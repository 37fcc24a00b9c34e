package org.deltanas.datasets;

import java.util.List;
import java.util.Locale;

/** Reads the cells of one column of a CSV file into a column of a table. */
final class CsvCells {
    private final TableBuilder table;
    private final int column;
    private final String name;
    private final double[] sentinels;

    CsvCells(TableBuilder table, int column, List<Sentinel> sentinels) {
        this.table = table;
        this.column = column;
        this.name = table.info(column).name();
        this.sentinels = sentinels.stream()
                .filter(sentinel -> sentinel.appliesTo(name))
                .mapToDouble(Sentinel::value)
                .toArray();
    }

    /** Sets the value of a row; a cell that is neither a number nor missing makes the column one of text. */
    void set(int row, String cell, long line) {
        if (table.isRejected(column)) {
            return;
        }
        String text = cell.strip();
        double value = isMissing(text) ? Double.NaN : parse(text);
        if (Double.isNaN(value) && !isMissing(text)) {
            table.reject(
                    column,
                    "the column '" + name + "' is no column of numbers: line " + line + " has "
                            + TableException.excerpt(cell)
                            + "; expected a number, or nothing, -inf or nan for a missing value");
            return;
        }
        for (double sentinel : sentinels) {
            if (value == sentinel) {
                value = Double.NaN;
            }
        }
        table.set(row, column, value);
    }

    private static boolean isMissing(String text) {
        if (text.isEmpty()) {
            return true;
        }
        char last = text.charAt(text.length() - 1);
        if (last >= '0' && last <= '9') {
            return false;
        }
        String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        return switch (unsigned.toLowerCase(Locale.ROOT)) {
            case "nan", "inf", "infinity" -> true;
            default -> false;
        };
    }

    /** The number, or NaN if it is none. Java's own notations, such as 1d and 0x1p3, are not numbers here. */
    private static double parse(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
