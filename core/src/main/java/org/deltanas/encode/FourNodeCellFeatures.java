package org.deltanas.encode;

import java.util.Arrays;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.FourNodeCellSpace;
import org.deltanas.space.Neighbours;

/**
 * Cells of four nodes (NAS-Bench-201, TransNAS-Bench-101 micro) by their functional paths: for each sequence of operations
 * the number of input-to-output paths without option 0 that read so once option 1, the skip, is left out; and statistics
 * over those live paths.
 *
 * <p>The counts (40 with three operations, 15 with two) are the same for cells that compute the same function by way of
 * their paths; an edit changes at most four of them, 1.6 on average in NAS-Bench-201. The statistics are: the number of
 * skips, 1x1 convolutions, 3x3 convolutions and, where there are any, pools on live edges; live paths; live edges; for
 * convolutions, 3x3 and 1x1 on a path, with pools also for pools and all operations, the largest, smallest and summed
 * number over the live paths; whether some path has no convolution; whether some path is all skips. Paths and statistics
 * are tabulated once for all cells (500 KB for NAS-Bench-201), so that an edit's change costs two look-ups.
 */
public final class FourNodeCellFeatures implements FeatureMap {
    private static final int[][] PATHS = {{3}, {0, 4}, {1, 5}, {0, 2, 5}};
    /** The paths that an edge lies on. */
    private static final int[][] PATHS_OF_EDGE = {{1, 3}, {2}, {3}, {0}, {1}, {2, 3}};
    /** A row of the table: the column of each path's sequence, then the statistics, in bytes. */
    private static final int FIRST_STATISTIC = 4;

    private static final int ROW = 4;
    /** The column of a path that option 0 cuts. */
    private static final int CUT = -1;

    private static final int NONE = 0;
    private static final int SKIP = 1;
    private static final int POOL = 4;

    private final FourNodeCellSpace space;
    private final String id;
    private final int operations;
    /** Operations that are neither nothing nor a skip. */
    private final int letters;
    /** Measures of a path: convolutions, 3x3, 1x1 and, with pools, pools and all operations. */
    private final int measures;

    private final int sequences;
    private final int statistics;
    private final int[] powers = new int[FourNodeCellSpace.EDGES];
    /** For each cell {@value #ROW} longs of eight bytes, the lowest first. */
    private final long[] table;

    /** Tabulates all cells; options 2 and 3 must be the 1x1 and the 3x3 convolution, and option 4, if any, the pool. */
    public FourNodeCellFeatures(FourNodeCellSpace space) {
        this.space = space;
        this.id = space.name() + "/functional-paths+statistics/1";
        this.operations = space.operations();
        this.letters = operations - 2;
        this.measures = letters == 3 ? 5 : 3;
        this.sequences = firstOfLength(4);
        this.statistics = operations - 1 + 2 + 3 * measures + 2;
        this.table = new long[space.cells() * ROW];
        powers[powers.length - 1] = 1;
        for (int e = powers.length - 2; e >= 0; e--) {
            powers[e] = powers[e + 1] * operations;
        }
        int[] options = new int[powers.length];
        byte[] row = new byte[ROW * Long.BYTES];
        for (int index = 0; index < space.cells(); index++) {
            for (int e = 0; e < options.length; e++) {
                options[e] = index / powers[e] % operations;
            }
            Arrays.fill(row, (byte) 0);
            tabulate(options, row);
            for (int b = 0; b < row.length; b++) {
                table[index * ROW + b / Long.BYTES] |= (row[b] & 0xFFL) << (Byte.SIZE * (b % Long.BYTES));
            }
        }
    }

    /** The first column of sequences of a length. */
    private int firstOfLength(int length) {
        int first = 0;
        for (int l = 0, count = 1; l < length; l++, count *= letters) {
            first += count;
        }
        return first;
    }

    private void tabulate(int[] options, byte[] row) {
        int liveEdges = 0;
        int paths = 0;
        // Columns: largest, smallest, sum.
        int[][] spread = new int[measures][];
        Arrays.setAll(spread, m -> new int[] {0, 9, 0});
        int withoutConvolution = 0;
        int allSkips = 0;
        for (int p = 0; p < PATHS.length; p++) {
            int[] counts = new int[5];
            int edges = 0;
            for (int e : PATHS[p]) {
                counts[options[e]]++;
                edges |= 1 << e;
            }
            row[p] = (byte) (counts[NONE] > 0 ? CUT : sequence(options, PATHS[p]));
            if (counts[NONE] > 0) {
                continue;
            }
            paths++;
            liveEdges |= edges;
            int convolutions = counts[2] + counts[3];
            int[] numbers = {convolutions, counts[3], counts[2], counts[POOL], convolutions + counts[POOL]};
            for (int i = 0; i < measures; i++) {
                spread[i][0] = Math.max(spread[i][0], numbers[i]);
                spread[i][1] = Math.min(spread[i][1], numbers[i]);
                spread[i][2] += numbers[i];
            }
            withoutConvolution |= convolutions == 0 ? 1 : 0;
            allSkips |= convolutions + counts[POOL] == 0 ? 1 : 0;
        }
        for (int e = 0; e < options.length; e++) {
            if ((liveEdges & (1 << e)) != 0) {
                row[FIRST_STATISTIC + options[e] - 1]++;
            }
        }
        int next = FIRST_STATISTIC + operations - 1;
        row[next++] = (byte) paths;
        row[next++] = (byte) Integer.bitCount(liveEdges);
        for (int[] s : spread) {
            row[next++] = (byte) s[0];
            row[next++] = (byte) (paths == 0 ? 0 : s[1]);
            row[next++] = (byte) s[2];
        }
        row[next++] = (byte) withoutConvolution;
        row[next] = (byte) allSkips;
    }

    /** The column of a live path's sequence. */
    private int sequence(int[] options, int[] path) {
        int length = 0;
        int value = 0;
        for (int edge : path) {
            if (options[edge] != SKIP) {
                value = value * letters + options[edge] - 2;
                length++;
            }
        }
        return firstOfLength(length) + value;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int columns() {
        return sequences + statistics;
    }

    @Override
    public int firstStatistic() {
        return sequences;
    }

    @Override
    public int largest(int column) {
        return column < sequences ? PATHS.length : 16;
    }

    @Override
    public double activeColumns() {
        return 2 + statistics;
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        int cell = space.index(codes, row) * ROW;
        for (int path = 0; path < PATHS.length; path++) {
            addCount(table[cell], path, out);
        }
        for (int s = 0; s < statistics; s++) {
            int b = FIRST_STATISTIC + s;
            int value = byteOf(table[cell + b / Long.BYTES], b % Long.BYTES);
            if (value != 0) {
                out.add(sequences + s, value);
            }
        }
        out.endRow();
    }

    private static int byteOf(long word, int b) {
        return (byte) (word >>> (Byte.SIZE * b));
    }

    /** Adds the count of a path's sequence if the path is the first that reads so. */
    private static void addCount(long paths, int path, SparseRows out) {
        int column = byteOf(paths, path);
        if (column == CUT) {
            return;
        }
        int count = 1;
        for (int other = 0; other < PATHS.length; other++) {
            if (other != path && byteOf(paths, other) == column) {
                if (other < path) {
                    return;
                }
                count++;
            }
        }
        out.add(column, count);
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        difference(space.index(codes, row), codes.word(row, 0), edit, out);
    }

    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        int index = space.index(codes, row);
        long word = codes.word(row, 0);
        for (int i = 0; i < neighbours.count(); i++) {
            difference(index, word, neighbours.edit(i), out);
        }
    }

    private void difference(int index, long word, int edit, SparseRows out) {
        int edge = space.edits().position(edit);
        int change = space.optionAfter(edit, word) - space.optionIn(word, edge);
        int from = index * ROW;
        int to = (index + change * powers[edge]) * ROW;
        long before = table[from];
        long after = table[to];
        int[] paths = PATHS_OF_EDGE[edge];
        int b0 = byteOf(before, paths[0]);
        int a0 = byteOf(after, paths[0]);
        int b1 = paths.length == 1 ? CUT : byteOf(before, paths[1]);
        int a1 = paths.length == 1 ? CUT : byteOf(after, paths[1]);
        addChange(b0, b0, b1, a0, a1, false, out);
        addChange(b1, b0, b1, a0, a1, b1 == b0, out);
        addChange(a0, b0, b1, a0, a1, a0 == b0 || a0 == b1, out);
        addChange(a1, b0, b1, a0, a1, a1 == b0 || a1 == b1 || a1 == a0, out);
        int column = sequences - FIRST_STATISTIC;
        out.addByteDifferences(before & ~0xFFFFFFFFL, after & ~0xFFFFFFFFL, column);
        for (int w = 1; w < ROW; w++) {
            out.addByteDifferences(table[from + w], table[to + w], column + w * Long.BYTES);
        }
        out.endRow();
    }

    private static void addChange(int column, int b0, int b1, int a0, int a1, boolean seen, SparseRows out) {
        if (column == CUT || seen) {
            return;
        }
        int delta = (a0 == column ? 1 : 0) + (a1 == column ? 1 : 0) - (b0 == column ? 1 : 0) - (b1 == column ? 1 : 0);
        if (delta != 0) {
            out.add(column, delta);
        }
    }
}
