package org.deltanas.encode;

import org.deltanas.space.NasBench101Space;

/** The columns of {@link NasBench101Features} by their definition: every path is followed by itself. */
final class PlainNasBench101Features extends CountedFeatures {
    private static final int OPERATIONS = 3;
    /** The label of the input as a source and of the output as a target. */
    private static final int END = OPERATIONS;

    private static final int LABELS = OPERATIONS + 1;
    private static final int OUTPUT = NasBench101Space.VERTICES - 1;
    private static final int CHANNELS = 512;
    private static final int MEASURES = 5;

    private static final int PAIRS = 0;
    private static final int CHAINS = PAIRS + LABELS * LABELS;
    static final int COUNTS = CHAINS + LABELS * OPERATIONS * LABELS;
    private static final int PATHS = COUNTS + 9;
    private static final int DEPTHS = PATHS + 2 + 3 * MEASURES;
    private static final int WIDTHS = DEPTHS + 2 * OPERATIONS;
    private static final int COLUMNS = WIDTHS + 9;
    /** Registers: for each measure the largest, the smallest and the sum; the number of paths; one without convolution. */
    private static final int PATH_COUNT = 3 * MEASURES;

    private static final int BARE_PATH = PATH_COUNT + 1;
    private static final int REGISTERS = BARE_PATH + 1;

    PlainNasBench101Features(NasBench101Space space) {
        super(space, "nasbench101/graph-statistics/2", COLUMNS, COUNTS, 60, REGISTERS);
    }

    private static int label(long cell, int vertex) {
        return vertex == 0 || vertex == OUTPUT ? END : NasBench101Space.option(cell, vertex);
    }

    @Override
    public int largest(int column) {
        return column < WIDTHS ? 64 : 512;
    }

    @Override
    void count(long word0, long word1, Tally out) {
        long cell = NasBench101Space.pruned(word0);
        int live = NasBench101Space.live(cell);
        countEdges(cell, live, out);
        countPaths(cell, out);
        countDepths(cell, live, out);
        countWidths(cell, out);
    }

    private static void countEdges(long cell, int live, Tally out) {
        int edges = 0;
        int mostOut = 0;
        int mostIn = 0;
        for (int v = 0; v <= OUTPUT; v++) {
            if ((live >>> v & 1) == 0) {
                continue;
            }
            int label = label(cell, v);
            int successors = v == OUTPUT ? 0 : NasBench101Space.successors(cell, v);
            int into = 0;
            for (int u = 0; u < v; u++) {
                into += NasBench101Space.leads(cell, u, v) ? 1 : 0;
            }
            for (int set = successors; set != 0; set &= set - 1) {
                int w = Integer.numberOfTrailingZeros(set);
                out.add(PAIRS + label * LABELS + label(cell, w), 1);
                for (int next = w == OUTPUT ? 0 : NasBench101Space.successors(cell, w); next != 0; next &= next - 1) {
                    int x = Integer.numberOfTrailingZeros(next);
                    out.add(CHAINS + (label * OPERATIONS + label(cell, w)) * LABELS + label(cell, x), 1);
                }
            }
            edges += Integer.bitCount(successors);
            if (label != END) {
                out.add(COUNTS + label, 1);
                mostOut = Math.max(mostOut, Integer.bitCount(successors));
                mostIn = Math.max(mostIn, into);
            } else {
                out.add(COUNTS + (v == 0 ? 5 : 6), v == 0 ? Integer.bitCount(successors) : into);
            }
        }
        out.add(COUNTS + 3, Integer.bitCount(live));
        out.add(COUNTS + 4, edges);
        out.add(COUNTS + 7, mostOut);
        out.add(COUNTS + 8, mostIn);
    }

    private static void countPaths(long cell, Tally out) {
        int[] registers = out.registers;
        for (int m = 0; m < MEASURES; m++) {
            registers[3 * m] = 0;
            registers[3 * m + 1] = Integer.MAX_VALUE;
            registers[3 * m + 2] = 0;
        }
        registers[PATH_COUNT] = 0;
        registers[BARE_PATH] = 0;
        follow(cell, 0, 0, 0, 0, registers);
        for (int r = 0; r < REGISTERS; r++) {
            out.add(PATHS + r, registers[r]);
        }
    }

    /** All ways from a vertex to the output, after some vertices of each operation. */
    private static void follow(long cell, int vertex, int threes, int ones, int pools, int[] registers) {
        for (int set = NasBench101Space.successors(cell, vertex); set != 0; set &= set - 1) {
            int w = Integer.numberOfTrailingZeros(set);
            int label = label(cell, w);
            if (label == END) {
                registers[PATH_COUNT]++;
                registers[BARE_PATH] |= threes + ones == 0 ? 1 : 0;
                record(registers, 0, threes);
                record(registers, 1, ones);
                record(registers, 2, pools);
                record(registers, 3, threes + ones);
                record(registers, 4, threes + ones + pools);
            } else {
                follow(
                        cell,
                        w,
                        threes + (label == 0 ? 1 : 0),
                        ones + (label == 1 ? 1 : 0),
                        pools + (label == 2 ? 1 : 0),
                        registers);
            }
        }
    }

    private static void record(int[] registers, int measure, int value) {
        registers[3 * measure] = Math.max(registers[3 * measure], value);
        registers[3 * measure + 1] = Math.min(registers[3 * measure + 1], value);
        registers[3 * measure + 2] += value;
    }

    private static void countDepths(long cell, int live, Tally out) {
        int[] depths = out.registers;
        int[] deepest = out.registers;
        int largest = OUTPUT + 1;
        for (int o = 0; o < OPERATIONS; o++) {
            deepest[largest + o] = 0;
        }
        depths[0] = 0;
        for (int v = 1; v < OUTPUT; v++) {
            depths[v] = 0;
            if ((live >>> v & 1) == 0) {
                continue;
            }
            for (int u = 0; u < v; u++) {
                if (NasBench101Space.leads(cell, u, v)) {
                    depths[v] = Math.max(depths[v], depths[u] + 1);
                }
            }
            int label = label(cell, v);
            out.add(DEPTHS + label, depths[v]);
            deepest[largest + label] = Math.max(deepest[largest + label], depths[v]);
        }
        for (int o = 0; o < OPERATIONS; o++) {
            out.add(DEPTHS + OPERATIONS + o, deepest[largest + o]);
        }
    }

    private static void countWidths(long cell, Tally out) {
        long channels = NasBench101Space.channels(cell, CHANNELS);
        int widest = 0;
        int narrowest = 0;
        long threes = 0;
        long ones = 0;
        long projections = NasBench101Space.leads(cell, 0, OUTPUT) ? (long) CHANNELS * CHANNELS : 0;
        for (int v = 1; v < OUTPUT; v++) {
            long width = NasBench101Space.channelsOf(channels, v);
            if (width == 0) {
                continue;
            }
            int label = label(cell, v);
            out.add(WIDTHS + label, (int) width / 8);
            widest = Math.max(widest, (int) width);
            narrowest = narrowest == 0 ? (int) width : Math.min(narrowest, (int) width);
            threes += label == 0 ? 9 * width * width : 0;
            ones += label == 1 ? width * width : 0;
            projections += NasBench101Space.leads(cell, 0, v) ? CHANNELS * width : 0;
        }
        out.add(WIDTHS + 3, widest / 8);
        out.add(WIDTHS + 4, narrowest / 8);
        out.add(WIDTHS + 5, Logarithm.sixteenths(threes));
        out.add(WIDTHS + 6, Logarithm.sixteenths(ones));
        out.add(WIDTHS + 7, Logarithm.sixteenths(projections));
        out.add(WIDTHS + 8, Logarithm.sixteenths(threes + ones + projections));
    }
}
