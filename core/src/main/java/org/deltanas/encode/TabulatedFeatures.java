package org.deltanas.encode;

import java.util.Arrays;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/**
 * Another map of a space of few codes, whose rows stand in a table once differences of many neighbours are asked for: a
 * neighbour is then two rows of 16-bit numbers compared, whatever its features cost to count.
 *
 * <p>The table has room for every code of the space's bits, 3.7 MB for 2^15 codes of 56 columns, and is made by the first
 * thread that needs it.
 */
final class TabulatedFeatures extends RememberedFeatures {
    private static final int SHORTS = Long.BYTES / Short.BYTES;
    private static final int MOST_BITS = 16;
    private static final int MOST_COLUMNS = 64;

    private final int words;
    private final int[] columns;
    private volatile long[] table;

    /** Tabulates a map of at most 64 columns in a space of at most 16 bits. */
    TabulatedFeatures(FeatureMap map, SearchSpace space) {
        super(map, MOST_COLUMNS, space, MOST_BITS);
        this.words = Math.ceilDiv(map.columns(), 4 * SHORTS) * 4;
        this.columns = new int[words * SHORTS];
        Arrays.setAll(columns, column -> column);
    }

    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        long[] rows = table;
        if (rows == null) {
            rows = make();
        }
        int from = (int) codes.word(row, 0) * words;
        for (int i = 0; i < neighbours.count(); i++) {
            out.addShortDifferences(rows, from, rows, (int) neighbours.value(i) * words, words, columns);
            out.endRow();
        }
    }

    private synchronized long[] make() {
        if (table != null) {
            return table;
        }
        long[] rows = new long[words << space.bits()];
        SparseRows features = new SparseRows(1, columns.length);
        try (CodeSlab code = space.newSlab(1)) {
            for (int word = 0; word < 1 << space.bits(); word++) {
                code.setWord(0, 0, word);
                if (space.isValid(code, 0)) {
                    features.clear();
                    map.features(code, 0, features);
                    for (int e = 0; e < features.entries(); e++) {
                        int column = features.column(e);
                        long value = (long) features.value(e) & 0xFFFF;
                        rows[word * words + column / SHORTS] |= value << (Short.SIZE * (column % SHORTS));
                    }
                }
            }
        }
        table = rows;
        return rows;
    }
}
