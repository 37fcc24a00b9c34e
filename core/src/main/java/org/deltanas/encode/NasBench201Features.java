package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;

/**
 * NAS-Bench-201 cells by their functional paths: for each sequence of 1x1 convolutions, 3x3 convolutions and pools, the
 * number of input-to-output paths without {@code none} that read so once {@code skip_connect} is left out; and
 * statistics over those live paths.
 *
 * <p>The 40 counts are the same for cells that compute the same function by way of their paths; an edit changes at most
 * four of them, 1.6 on average. The 23 statistics are: the number of skips, 1x1 convolutions, 3x3 convolutions and
 * pools on live edges; live paths; live edges; for convolutions, 3x3, 1x1, pools and all operations on a path the
 * largest, smallest and summed number over the live paths; whether some path has no convolution; whether some path is
 * all skips. They are tabulated once for all 15,625 cells (360 KB), so that an edit's change costs two look-ups.
 */
public final class NasBench201Features implements FeatureMap {
    private static final int[][] PATHS = {{3}, {0, 4}, {1, 5}, {0, 2, 5}};
    /** The paths that an edge lies on. */
    private static final int[][] PATHS_OF_EDGE = {{1, 3}, {2}, {3}, {0}, {1}, {2, 3}};
    /** The first column of sequences of a length. */
    private static final int[] FIRST_OF_LENGTH = {0, 1, 4, 13};

    private static final int SEQUENCES = 40;
    private static final int STATISTICS = 23;
    private static final int CELLS = 15_625;
    private static final int NONE = 0;
    private static final int SKIP = 1;
    private static final int[] POWER = {3125, 625, 125, 25, 5, 1};

    private final NasBench201Space space;
    private final byte[] statistics;

    /** Tabulates the statistics. */
    public NasBench201Features(NasBench201Space space) {
        this.space = space;
        this.statistics = new byte[CELLS * STATISTICS];
        int[] options = new int[NasBench201Space.EDGES];
        for (int index = 0; index < CELLS; index++) {
            for (int e = 0; e < options.length; e++) {
                options[e] = index / POWER[e] % 5;
            }
            tabulate(options, index * STATISTICS);
        }
    }

    private void tabulate(int[] options, int offset) {
        int liveEdges = 0;
        int paths = 0;
        // Rows: convolutions, 3x3, 1x1, pools, operations; columns: largest, smallest, sum.
        int[][] spread = {{0, 9, 0}, {0, 9, 0}, {0, 9, 0}, {0, 9, 0}, {0, 9, 0}};
        int withoutConvolution = 0;
        int allSkips = 0;
        for (int[] path : PATHS) {
            int[] counts = new int[5];
            int edges = 0;
            for (int e : path) {
                counts[options[e]]++;
                edges |= 1 << e;
            }
            if (counts[NONE] > 0) {
                continue;
            }
            paths++;
            liveEdges |= edges;
            int convolutions = counts[2] + counts[3];
            int[] numbers = {convolutions, counts[3], counts[2], counts[4], convolutions + counts[4]};
            for (int i = 0; i < numbers.length; i++) {
                spread[i][0] = Math.max(spread[i][0], numbers[i]);
                spread[i][1] = Math.min(spread[i][1], numbers[i]);
                spread[i][2] += numbers[i];
            }
            withoutConvolution |= convolutions == 0 ? 1 : 0;
            allSkips |= convolutions + counts[4] == 0 ? 1 : 0;
        }
        for (int e = 0; e < options.length; e++) {
            if ((liveEdges & (1 << e)) != 0) {
                statistics[offset + options[e] - 1]++;
            }
        }
        int next = offset + 4;
        statistics[next++] = (byte) paths;
        statistics[next++] = (byte) Integer.bitCount(liveEdges);
        for (int[] s : spread) {
            statistics[next++] = (byte) s[0];
            statistics[next++] = (byte) (paths == 0 ? 0 : s[1]);
            statistics[next++] = (byte) s[2];
        }
        statistics[next++] = (byte) withoutConvolution;
        statistics[next] = (byte) allSkips;
    }

    @Override
    public String id() {
        return "nasbench201/functional-paths+statistics/1";
    }

    @Override
    public int columns() {
        return SEQUENCES + STATISTICS;
    }

    @Override
    public int firstStatistic() {
        return SEQUENCES;
    }

    @Override
    public double activeColumns() {
        return 2 + STATISTICS;
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        long word = codes.word(row, 0);
        int c0 = sequence(word, 0);
        int c1 = sequence(word, 1);
        int c2 = sequence(word, 2);
        int c3 = sequence(word, 3);
        addCount(c0, c0, c1, c2, c3, 0, out);
        addCount(c1, c0, c1, c2, c3, 1, out);
        addCount(c2, c0, c1, c2, c3, 2, out);
        addCount(c3, c0, c1, c2, c3, 3, out);
        int offset = space.index(codes, row) * STATISTICS;
        for (int s = 0; s < STATISTICS; s++) {
            if (statistics[offset + s] != 0) {
                out.add(SEQUENCES + s, statistics[offset + s]);
            }
        }
        out.endRow();
    }

    /** Adds the count of {@code column} if path {@code path} is the first that reads so. */
    private static void addCount(int column, int c0, int c1, int c2, int c3, int path, SparseRows out) {
        boolean seen = (path > 0 && c0 == column) || (path > 1 && c1 == column) || (path > 2 && c2 == column);
        if (column >= 0 && !seen) {
            int count =
                    (c0 == column ? 1 : 0) + (c1 == column ? 1 : 0) + (c2 == column ? 1 : 0) + (c3 == column ? 1 : 0);
            out.add(column, count);
        }
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        int edge = space.edits().position(edit);
        long before = codes.word(row, 0);
        long after = before ^ space.edits().mask(edit);
        int[] paths = PATHS_OF_EDGE[edge];
        int b0 = sequence(before, paths[0]);
        int a0 = sequence(after, paths[0]);
        int b1 = paths.length == 1 ? -1 : sequence(before, paths[1]);
        int a1 = paths.length == 1 ? -1 : sequence(after, paths[1]);
        addChange(b0, b0, b1, a0, a1, false, out);
        addChange(b1, b0, b1, a0, a1, b1 == b0, out);
        addChange(a0, b0, b1, a0, a1, a0 == b0 || a0 == b1, out);
        addChange(a1, b0, b1, a0, a1, a1 == b0 || a1 == b1 || a1 == a0, out);
        int index = space.index(codes, row);
        int change = space.optionAfter(edit, before) - space.option(codes, row, edge);
        int from = index * STATISTICS;
        int to = (index + change * POWER[edge]) * STATISTICS;
        for (int s = 0; s < STATISTICS; s++) {
            int delta = statistics[to + s] - statistics[from + s];
            if (delta != 0) {
                out.add(SEQUENCES + s, delta);
            }
        }
        out.endRow();
    }

    private static void addChange(int column, int b0, int b1, int a0, int a1, boolean seen, SparseRows out) {
        if (column < 0 || seen) {
            return;
        }
        int delta = (a0 == column ? 1 : 0) + (a1 == column ? 1 : 0) - (b0 == column ? 1 : 0) - (b1 == column ? 1 : 0);
        if (delta != 0) {
            out.add(column, delta);
        }
    }

    /** The column of a path's sequence, or -1 where the path is cut by {@code none}. */
    private int sequence(long word, int path) {
        int length = 0;
        int value = 0;
        for (int edge : PATHS[path]) {
            int option = space.optionIn(word, edge);
            if (option == NONE) {
                return -1;
            }
            if (option != SKIP) {
                value = value * 3 + option - 2;
                length++;
            }
        }
        return FIRST_OF_LENGTH[length] + value;
    }
}
