package org.deltanas.datasets;

import org.deltanas.proxy.Label;
import org.deltanas.space.CodeSlab;

/**
 * A column of a table as a label. An architecture that has no row, or no value in its row, is NaN and is counted.
 *
 * <p>Members of a class share a value where the benchmark {@linkplain BenchmarkTable#isByClass measured classes};
 * elsewhere they were trained apart and have values of their own. Used by one thread at a time; allocates nothing. The
 * table stays its owner's, and must be closed after the label.
 */
public final class TableLabel implements Label {
    private final RowFinder finder;
    private final boolean byClass;
    private final TableColumn column;
    private long absentRows;
    private long missingValues;

    /**
     * The label of a column.
     *
     * @throws TableException as {@link BenchmarkTable#column} does
     */
    public TableLabel(BenchmarkTable table, String column) {
        this.column = table.column(column);
        this.finder = table.finder();
        this.byClass = table.isByClass();
    }

    @Override
    public String name() {
        return column.name();
    }

    @Override
    public boolean sameWithinClass() {
        return byClass;
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        for (int i = 0; i < count; i++) {
            int row = finder.row(codes, from + i);
            values[i] = row < 0 ? Double.NaN : column.value(row);
            if (row < 0) {
                absentRows++;
            } else if (Double.isNaN(values[i])) {
                missingValues++;
            }
        }
    }

    @Override
    public void close() {
        finder.close();
    }

    /** The column behind the label. */
    public TableColumn column() {
        return column;
    }

    /** How many evaluations so far met an architecture without a row. */
    public long absentRows() {
        return absentRows;
    }

    /** How many evaluations so far met a row without a value. */
    public long missingValues() {
        return missingValues;
    }
}
