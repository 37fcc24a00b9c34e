package org.deltanas.datasets;

import java.util.List;
import java.util.Locale;

/** Reads the cells of one column of a CSV file into a column of a table. */
final class CsvCells {
    /** Powers of ten up to the longest fraction that {@link #plain} takes; each is exact. */
    private static final double[] TEN_TO = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    /** Every whole number up to this is a double. */
    private static final long LARGEST_WHOLE = 1L << 53;

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
        double value = plain(cell);
        if (Double.isNaN(value)) {
            String text = cell.strip();
            value = isMissing(text) ? Double.NaN : parse(text);
            if (Double.isNaN(value) && !isMissing(text)) {
                table.reject(
                        column,
                        "the column '" + name + "' is no column of numbers: line " + line + " has "
                                + TableException.excerpt(cell)
                                + "; expected a number, or nothing, -inf or nan for a missing value");
                return;
            }
        }
        for (double sentinel : sentinels) {
            if (value == sentinel) {
                value = Double.NaN;
            }
        }
        table.set(row, column, value);
    }

    /**
     * The number that {@link Double#parseDouble} would give, for digits with at most a minus and a point and no more of
     * them than a double holds exactly, as published tables have them; NaN for all else. One exact whole number divided by
     * one exact power of ten is rounded once, so the bits are the same. Reading a table is most of what a short search
     * does before it searches, and the general method is slow until it is compiled.
     */
    static double plain(String text) {
        int length = text.length();
        if (length > TEN_TO.length) {
            return Double.NaN;
        }
        int start = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        long digits = 0;
        int point = -1;
        for (int i = start; i < length; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = digits * 10 + (c - '0');
            } else if (c == '.' && point < 0) {
                point = i;
            } else {
                return Double.NaN;
            }
        }
        int count = length - start - (point < 0 ? 0 : 1);
        if (count == 0 || digits > LARGEST_WHOLE) {
            return Double.NaN;
        }
        double value = digits / TEN_TO[point < 0 ? 0 : length - 1 - point];
        return start == 0 ? value : -value;
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
