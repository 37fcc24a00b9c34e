package org.deltanas.tools;

import java.nio.file.Path;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.NasBench301Surrogate;
import org.deltanas.datasets.TableColumn;
import org.deltanas.datasets.TableLabel;
import org.deltanas.proxy.Direction;
import org.deltanas.proxy.Label;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * The tables of a search: one, or a surrogate in its place, to search by and one to report from, either of which may be
 * missing, or both the same.
 */
final class Tables implements AutoCloseable {
    /**
     * Where an architecture stands in the column that was searched by.
     *
     * @param value its value there, without noise
     * @param rank one more than the number of better ones
     * @param of how many have a value
     * @param regret how much worse than the best it is
     */
    record Standing(double value, int rank, int of, double regret) {}

    private BenchmarkTable table;
    private TableLabel label;
    private NasBench301Surrogate surrogate;
    private Path file;
    private TableColumn column;
    private BenchmarkTable reportTable;
    private TableColumn reported;

    private Tables() {}

    /** Reads what the options name, and looks up the columns. */
    static Tables read(SearchSpace space, LabelOptions options) {
        Tables tables = new Tables();
        boolean done = false;
        try {
            tables.readAll(space, options);
            done = true;
        } finally {
            if (!done) {
                tables.close();
            }
        }
        return tables;
    }

    private void readAll(SearchSpace space, LabelOptions options) {
        file = options.table;
        if (file != null && NasBench301Surrogate.isModel(file)) {
            if (options.reportColumn != null && options.reportTable == null) {
                throw new UsageException("--report-column needs --report-table FILE: a surrogate is no table");
            }
            surrogate = NasBench301Surrogate.open(file, space, options.column);
        } else if (file != null) {
            table = BenchmarkTable.read(file, space);
            label = new TableLabel(table, options.column);
            column = label.column();
        }
        if (options.reportColumn != null) {
            Path other = options.reportTable;
            boolean same = table != null && (other == null || other.equals(file));
            reportTable = same ? table : BenchmarkTable.read(other, space);
            reported = reportTable.column(options.reportColumn);
        }
    }

    /** The label of the column to search by. */
    Label label() {
        return surrogate != null ? surrogate : label;
    }

    /** How many of the label's evaluations found no value in the table. */
    long withoutValue() {
        return label == null ? 0 : label.absentRows() + label.missingValues();
    }

    /** The file to search by, without its folders; null if there is none. */
    String fileName() {
        return file == null ? null : file.getFileName().toString();
    }

    /** The column to search by; null if there is none. */
    String columnName() {
        return label() == null ? null : label().name();
    }

    /** The column to report; null if there is none. */
    String reportedName() {
        return reported == null ? null : reported.name();
    }

    /** Where an architecture stands; null without a table, or without a value in it. */
    Standing standing(String architecture, Direction direction) {
        double value = value(table, column, architecture);
        return Double.isNaN(value)
                ? null
                : new Standing(value, column.rank(value, direction), column.present(), column.regret(value, direction));
    }

    /** The value to report of an architecture; NaN if there is none. */
    double reported(String architecture) {
        return value(reportTable, reported, architecture);
    }

    private static double value(BenchmarkTable table, TableColumn column, String architecture) {
        if (column == null) {
            return Double.NaN;
        }
        try (CodeSlab codes = table.space().newSlab(1)) {
            table.space().parse(architecture, codes, 0);
            int row = table.row(codes, 0);
            return row < 0 ? Double.NaN : column.value(row);
        }
    }

    @Override
    public void close() {
        if (label != null) {
            label.close();
        }
        if (surrogate != null) {
            surrogate.close();
        }
        if (table != null) {
            table.close();
        }
        if (reportTable != null) {
            reportTable.close();
        }
    }
}
