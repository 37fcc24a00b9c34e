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
    /** For each edge where the first and the last of the paths that it lies on stand in a cell's paths. */
    private static final int[] FIRST_PATH = {8, 16, 24, 0, 8, 16};

    private static final int[] SECOND_PATH = {24, 16, 24, 0, 8, 24};
    /** What stands for the column of a path that option 0 cuts. */
    private static final int CUT = 63;

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
    private final int statisticCount;
    private final int[] powers = new int[FourNodeCellSpace.EDGES];
    /** For each cell the column of each path's sequence, a byte each. */
    private final int[] paths;
    /** For each cell its statistics, in longs of eight bytes, the lowest first; their number; each byte's column. */
    private final long[] statistics;

    private final int words;
    private final int[] columns;

    /** Tabulates all cells; options 2 and 3 must be the 1x1 and the 3x3 convolution, and option 4, if any, the pool. */
    public FourNodeCellFeatures(FourNodeCellSpace space) {
        this.space = space;
        this.id = space.name() + "/functional-paths+statistics/1";
        this.operations = space.operations();
        this.letters = operations - 2;
        this.measures = letters == 3 ? 5 : 3;
        this.sequences = firstOfLength(4);
        this.statisticCount = operations - 1 + 2 + 3 * measures + 2;
        this.words = Math.ceilDiv(statisticCount, 2 * Long.BYTES) * 2;
        this.columns = new int[words * Long.BYTES];
        Arrays.setAll(columns, s -> sequences + s);
        this.paths = new int[space.cells()];
        this.statistics = new long[space.cells() * words];
        powers[powers.length - 1] = 1;
        for (int e = powers.length - 2; e >= 0; e--) {
            powers[e] = powers[e + 1] * operations;
        }
        int[] options = new int[powers.length];
        byte[] row = new byte[words * Long.BYTES];
        for (int index = 0; index < space.cells(); index++) {
            for (int e = 0; e < options.length; e++) {
                options[e] = index / powers[e] % operations;
            }
            Arrays.fill(row, (byte) 0);
            paths[index] = tabulate(options, row);
            for (int b = 0; b < row.length; b++) {
                statistics[index * words + b / Long.BYTES] |= (row[b] & 0xFFL) << (Byte.SIZE * (b % Long.BYTES));
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

    /** Fills a row of statistics and gives the columns of the paths. */
    private int tabulate(int[] options, byte[] row) {
        int pathColumns = 0;
        int liveEdges = 0;
        int live = 0;
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
            pathColumns |= (counts[NONE] > 0 ? CUT : sequence(options, PATHS[p])) << (Byte.SIZE * p);
            if (counts[NONE] > 0) {
                continue;
            }
            live++;
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
                row[options[e] - 1]++;
            }
        }
        int next = operations - 1;
        row[next++] = (byte) live;
        row[next++] = (byte) Integer.bitCount(liveEdges);
        for (int[] s : spread) {
            row[next++] = (byte) s[0];
            row[next++] = (byte) (live == 0 ? 0 : s[1]);
            row[next++] = (byte) s[2];
        }
        row[next++] = (byte) withoutConvolution;
        row[next] = (byte) allSkips;
        return pathColumns;
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
        return sequences + statisticCount;
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
        return 2 + statisticCount;
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        int cell = space.index(codes, row);
        for (int path = 0; path < PATHS.length; path++) {
            addCount(paths[cell], path, out);
        }
        for (int s = 0; s < statisticCount; s++) {
            int value = byteOf(statistics[cell * words + s / Long.BYTES], s % Long.BYTES);
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
    private static void addCount(int paths, int path, SparseRows out) {
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
        int edge = space.edits().position(edit);
        long word = codes.word(row, 0);
        difference(space.index(codes, row), edge, space.optionAfter(edit, word) - space.optionIn(word, edge), out);
    }

    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        int index = space.index(codes, row);
        long word = codes.word(row, 0);
        for (int i = 0; i < neighbours.count(); i++) {
            int edge = space.edits().position(neighbours.edit(i));
            difference(index, edge, space.optionIn(neighbours.value(i), edge) - space.optionIn(word, edge), out);
        }
    }

    private void difference(int index, int edge, int change, SparseRows out) {
        int to = index + change * powers[edge];
        int before = paths[index];
        int after = paths[to];
        int first = FIRST_PATH[edge];
        int second = SECOND_PATH[edge];
        // An edge on one path alone has a second that is cut before and after.
        int cut = first == second ? CUT : 0;
        int b0 = (before >>> first) & CUT;
        int a0 = (after >>> first) & CUT;
        int b1 = ((before >>> second) & CUT) | cut;
        int a1 = ((after >>> second) & CUT) | cut;
        // Which sequences are cut or equal nobody can tell beforehand, so nothing branches on it.
        int b0b1 = same(b0, b1);
        int b0a0 = same(b0, a0);
        int b0a1 = same(b0, a1);
        int b1a0 = same(b1, a0);
        int b1a1 = same(b1, a1);
        int a0a1 = same(a0, a1);
        out.addUnlessZero(b0, (b0a0 + b0a1 - 1 - b0b1) * (1 - same(b0, CUT)));
        out.addUnlessZero(b1, (b1a0 + b1a1 - 1) * (1 - (same(b1, CUT) | b0b1)));
        out.addUnlessZero(a0, (1 + a0a1) * (1 - (same(a0, CUT) | b0a0 | b1a0)));
        out.addUnlessZero(a1, 1 - (same(a1, CUT) | b0a1 | b1a1 | a0a1));
        out.addByteDifferences(statistics, index * words, statistics, to * words, words, columns);
        out.endRow();
    }

    /** 1 for equal numbers, neither negative, 0 for others. */
    private static int same(int a, int b) {
        return ((a ^ b) - 1) >>> 31;
    }
}
