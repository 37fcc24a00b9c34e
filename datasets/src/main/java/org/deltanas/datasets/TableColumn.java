package org.deltanas.datasets;

import java.lang.foreign.MemorySegment;
import org.deltanas.proxy.Direction;

/**
 * One column of a {@link BenchmarkTable}: a number, or NaN for a missing value, in every row. A view of the table's
 * memory, immutable, for any number of threads.
 */
public final class TableColumn {
    private final ColumnInfo info;
    private final MemorySegment values;
    private final int rows;
    private final int present;

    TableColumn(ColumnInfo info, MemorySegment values, int present) {
        this.info = info;
        this.values = values;
        this.rows = Math.toIntExact(values.byteSize() / Double.BYTES);
        this.present = present;
    }

    /** The name in the header. */
    public String name() {
        return info.name();
    }

    /** What the column holds. */
    public ColumnInfo info() {
        return info;
    }

    /** The number of rows. */
    public int rows() {
        return rows;
    }

    /** The number of rows with a value. */
    public int present() {
        return present;
    }

    /** The value of a row; NaN if it is missing. */
    public double value(int row) {
        return values.getAtIndex(TableHeader.DOUBLE, row);
    }

    /** The first row of the best value. */
    public int bestRow(Direction direction) {
        int best = 0;
        for (int row = 1; row < rows; row++) {
            if (direction.quality(value(row)) > direction.quality(value(best))) {
                best = row;
            }
        }
        return best;
    }

    /** The best value. */
    public double best(Direction direction) {
        return value(bestRow(direction));
    }

    /** One more than the number of rows whose value is better; missing values rank after all others. */
    public int rank(double value, Direction direction) {
        int rank = 1;
        double quality = direction.quality(value);
        for (int row = 0; row < rows; row++) {
            if (direction.quality(value(row)) > quality) {
                rank++;
            }
        }
        return rank;
    }

    /** How much worse a value is than the best; 0 for the best, NaN for a missing value. */
    public double regret(double value, Direction direction) {
        return direction == Direction.MAX ? best(direction) - value : value - best(direction);
    }
}
