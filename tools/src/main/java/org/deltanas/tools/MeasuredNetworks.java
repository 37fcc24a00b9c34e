package org.deltanas.tools;

import java.util.Arrays;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.datasets.RowFinder;
import org.deltanas.datasets.TableColumn;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CodeIndex;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * The networks of a table that have a value in a column, numbered from 0 in the order of its rows.
 *
 * <p>Where rows stand for classes of architectures a network is one of them. Immutable, so any number of threads may read
 * it; owns its codes. The table stays its owner's, and must be closed after this.
 */
final class MeasuredNetworks implements AutoCloseable {
    private static final int ABSENT = -1;

    private final BenchmarkTable table;
    private final TableColumn column;
    private final Direction direction;
    private final CodeSlab codes;
    private final double[] qualities;
    private final int[] classes;
    private final int[] ofRow;

    /**
     * Reads the codes and values of a column.
     *
     * @param name the column
     * @throws org.deltanas.datasets.TableException if the table has no such column of numbers, or an empty one
     */
    MeasuredNetworks(BenchmarkTable table, String name, Direction direction) {
        this.table = table;
        this.column = table.column(name);
        this.direction = direction;
        int count = column.present();
        SearchSpace space = table.space();
        this.codes = space.newSlab(count);
        this.qualities = new double[count];
        this.classes = new int[count];
        this.ofRow = new int[table.rows()];
        Arrays.fill(ofRow, ABSENT);
        int number = 0;
        try (CodeIndex representatives = CodeIndex.of(space, count);
                CodeSlab representative = space.newSlab(1)) {
            for (int row = 0; row < ofRow.length; row++) {
                if (!Double.isNaN(column.value(row))) {
                    ofRow[row] = number;
                    table.code(row, codes, number);
                    qualities[number] = direction.quality(column.value(row));
                    space.canonicalise(codes, number, representative, 0);
                    int known = representatives.add(representative, 0);
                    classes[number++] = known < 0 ? -1 - known : known;
                }
            }
        }
    }

    /** The space of the architectures. */
    SearchSpace space() {
        return table.space();
    }

    /** Where the values are from. */
    TableColumn column() {
        return column;
    }

    /** Whether large or small values are good. */
    Direction direction() {
        return direction;
    }

    /** The number of networks. */
    int count() {
        return qualities.length;
    }

    /** The rows without a value, which are no networks here. */
    int missing() {
        return ofRow.length - qualities.length;
    }

    /** The codes, row {@code i} being network {@code i}. */
    CodeSlab codes() {
        return codes;
    }

    /** The value of a network, larger being better. */
    double quality(int network) {
        return qualities[network];
    }

    /** The number of a network's class: the same for those that the space's representative makes the same. */
    int classOf(int network) {
        return classes[network];
    }

    /** The number of classes, or more. */
    int classes() {
        return qualities.length;
    }

    /** A means of one thread to find networks by their codes, to be closed before this. */
    Finder finder() {
        return new Finder(table.finder());
    }

    /** Finds networks. */
    final class Finder implements AutoCloseable {
        private final RowFinder rows;

        private Finder(RowFinder rows) {
            this.rows = rows;
        }

        /** The network that an architecture is, or -1 if it is none of these. */
        int network(CodeSlab slab, int slabRow) {
            int row = rows.row(slab, slabRow);
            return row < 0 ? ABSENT : ofRow[row];
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    @Override
    public void close() {
        codes.close();
    }
}
