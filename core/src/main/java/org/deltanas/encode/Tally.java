package org.deltanas.encode;

import java.util.Arrays;
import org.deltanas.kernels.mlp.SparseRows;

/**
 * Integer columns being summed: counts of one architecture, or of one minus those of another. Entries come out in the
 * order in which their columns were first touched, so that equal counting gives equal rows. Owned by one thread, reused;
 * allocation free once it has seen its largest row.
 */
final class Tally {
    private final int[] values;
    private final boolean[] touched;
    private int[] order = new int[64];
    private int count;
    private int sign = 1;

    private int[] keptColumns = new int[64];
    private int[] keptValues = new int[64];
    private int kept;

    /** Room for the work of whoever counts. */
    final int[] registers;

    Tally(int columns, int registers) {
        this.values = new int[columns];
        this.touched = new boolean[columns];
        this.registers = new int[registers];
    }

    /** Whether what is counted from now on is added (1) or taken away (-1). */
    void setSign(int sign) {
        this.sign = sign;
    }

    /** Counts {@code value} in a column. */
    void add(int column, int value) {
        if (!touched[column]) {
            touched[column] = true;
            if (count == order.length) {
                order = Arrays.copyOf(order, 2 * count);
            }
            order[count++] = column;
        }
        values[column] += sign * value;
    }

    /** Appends all columns that are not zero as one row, and forgets them. */
    void flush(SparseRows out) {
        for (int i = 0; i < count; i++) {
            int column = order[i];
            if (values[column] != 0) {
                out.add(column, values[column]);
                values[column] = 0;
            }
            touched[column] = false;
        }
        count = 0;
        out.endRow();
    }

    /** Puts aside what was counted, for {@link #addKept}, and forgets it here. */
    void keep() {
        if (keptColumns.length < count) {
            keptColumns = new int[order.length];
            keptValues = new int[order.length];
        }
        for (int i = 0; i < count; i++) {
            int column = order[i];
            keptColumns[i] = column;
            keptValues[i] = values[column];
            values[column] = 0;
            touched[column] = false;
        }
        kept = count;
        count = 0;
    }

    /** Counts again what was put aside. */
    void addKept() {
        for (int i = 0; i < kept; i++) {
            add(keptColumns[i], keptValues[i]);
        }
    }
}
