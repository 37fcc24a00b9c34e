package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.NasBench101Space;

/**
 * The numbers that {@link NasBench101Features} is made of for one code, counted by one pass over the live edges, sources
 * ascending, so that all that leads into a vertex is known before what leads out of it.
 *
 * <p>What paths into a vertex have in common is held eight bits a measure: sums as numbers, largest and smallest numbers as so
 * many low bits set, whose maximum is OR and whose minimum is AND. Owned by one thread, reused; allocation free.
 */
final class NasBench101Cell {
    private static final int OPERATIONS = 3;
    /** The label of the input as a source and of the output as a target. */
    private static final int END = OPERATIONS;

    private static final int LABELS = OPERATIONS + 1;
    private static final int VERTICES = NasBench101Space.VERTICES;
    private static final int OUTPUT = VERTICES - 1;
    private static final int INTERIOR_SET = (1 << OUTPUT) - 2;
    private static final int EDGES = NasBench101Space.EDGES;
    private static final int CHANNELS = 512;
    private static final int MEASURES = 5;

    private static final int PAIRS = 0;
    private static final int CHAINS = PAIRS + LABELS * LABELS;
    static final int COUNTS = CHAINS + LABELS * OPERATIONS * LABELS;
    private static final int PATHS = COUNTS + 9;
    private static final int DEPTHS = PATHS + 2 + 3 * MEASURES;
    static final int WIDTHS = DEPTHS + 2 * OPERATIONS;
    static final int COLUMNS = WIDTHS + 9;

    /** For each edge the vertices that it leads from and to. */
    private static final byte[] FROM = new byte[EDGES];

    private static final byte[] TO = new byte[EDGES];
    /** For each set of vertices the edges among them. */
    private static final int[] EDGES_AMONG = new int[1 << VERTICES];

    /** Measures of a path: 3x3, 1x1, poolings, convolutions, vertices; a vertex of each label counts in some of them. */
    private static final long ONE_EACH = 0x01_01_01_01_01L;

    private static final long[] COUNTED = {0x01_01_00_00_01L, 0x01_01_00_01_00L, 0x01_00_01_00_00L, 0};
    private static final int VERTICES_ON_PATH = 4 * Byte.SIZE;
    private static final int PATH_COUNT = 5 * Byte.SIZE;
    private static final long PATH = 1L << PATH_COUNT;
    private static final long ALL_MEASURES = PATH - 1;

    /** Longs of small numbers, pairs and chains first; each byte's column. */
    private static final int BYTE_WORDS = 12;

    private static final int[] BYTE_COLUMNS = byteColumns();
    /** Longs of 16-bit numbers, and their columns; those of the places that stay empty do not matter. */
    private static final int SHORT_WORDS = 4;

    private static final int[] SHORT_COLUMNS = {
        WIDTHS,
        WIDTHS + 1,
        WIDTHS + 2,
        WIDTHS + 3,
        WIDTHS + 5,
        WIDTHS + 6,
        WIDTHS + 7,
        WIDTHS + 8,
        WIDTHS + 4,
        0,
        0,
        0,
        0,
        0,
        0,
        0
    };

    /** For each column its place among the bytes, or behind them among the 16-bit numbers. */
    private static final int[] PLACES = places();

    static {
        for (int from = 0; from < OUTPUT; from++) {
            for (int to = from + 1; to <= OUTPUT; to++) {
                int edge = NasBench101Space.edge(from, to);
                FROM[edge] = (byte) from;
                TO[edge] = (byte) to;
                for (int set = 0; set < EDGES_AMONG.length; set++) {
                    EDGES_AMONG[set] |= ((set >>> from) & (set >>> to) & 1) << edge;
                }
            }
        }
    }

    private long code;
    private int reached;
    private int reaching;
    private int live;
    private int graph;

    private final int[] labels = new int[VERTICES];
    /** Chains by the label in the middle and the last, a byte for each first label; the row of label END stays unused. */
    private final int[] chains = new int[LABELS * LABELS];
    /** Edges by the label that they start from, a byte for each label that they lead to. */
    private final int[] pairs = new int[LABELS];
    /** For each vertex the labels of those that lead to it, a byte each. */
    private final int[] sources = new int[VERTICES];

    private final long[] largest = new long[VERTICES];
    private final long[] smallest = new long[VERTICES];
    private final long[] sums = new long[VERTICES];

    private final long[] bytes = new long[BYTE_WORDS];
    private final long[] shorts = new long[SHORT_WORDS];

    /** For columns that stand in a row already. */
    private final long[] touched = new long[2];

    private static int[] places() {
        int[] places = new int[COLUMNS];
        for (int b = 0; b < BYTE_COLUMNS.length; b++) {
            places[BYTE_COLUMNS[b]] = b;
        }
        for (int i = 0; i < COLUMNS - WIDTHS; i++) {
            places[SHORT_COLUMNS[i]] = BYTE_COLUMNS.length + i;
        }
        return places;
    }

    private static int[] byteColumns() {
        int[] columns = new int[BYTE_WORDS * Byte.SIZE];
        int next = 0;
        for (int middle = 0; middle < OPERATIONS; middle++) {
            for (int last = 0; last < LABELS; last++) {
                for (int first = 0; first < LABELS; first++) {
                    columns[next++] = CHAINS + (first * OPERATIONS + middle) * LABELS + last;
                }
            }
        }
        for (int pair = 0; pair < LABELS * LABELS; pair++) {
            columns[next++] = PAIRS + pair;
        }
        for (int count = 0; count < 9; count++) {
            columns[next++] = COUNTS + count;
        }
        columns[next++] = PATHS + 3 * MEASURES;
        columns[next++] = PATHS + 3 * MEASURES + 1;
        for (int kind = 0; kind < 3; kind++) {
            for (int m = 0; m < MEASURES; m++) {
                columns[next++] = PATHS + 3 * m + kind;
            }
            for (int o = 0; o < OPERATIONS && kind > 0; o++) {
                columns[next++] = DEPTHS + (kind - 1) * OPERATIONS + o;
            }
        }
        return columns;
    }

    /** The code that was counted last. */
    long code() {
        return code;
    }

    /**
     * Whether an edit at a position of {@link NasBench101Space#edits}, an edge or an operation, may change a number: an edge
     * that is taken away does if it is live, one that is put in if it leads from what is reached to what reaches the output.
     */
    boolean changesBy(int position) {
        if (position >= EDGES) {
            return ((live >>> (position - EDGES + 1)) & 1) != 0;
        }
        return (code >>> position & 1) != 0
                ? (graph >>> position & 1) != 0
                : ((reached >>> FROM[position]) & (reaching >>> TO[position]) & 1) != 0;
    }

    /** Counts a valid code. */
    void count(long word) {
        code = word;
        prune();
        int threes = 0;
        int ones = 0;
        int pools = 0;
        labels[0] = END;
        labels[OUTPUT] = END;
        for (int v = 1; v < OUTPUT; v++) {
            int label = NasBench101Space.option(word, v);
            labels[v] = label;
            int bit = live & (1 << v);
            threes |= label == 0 ? bit : 0;
            ones |= label == 1 ? bit : 0;
            pools |= label == 2 ? bit : 0;
        }
        followEdges();
        packCounts(threes, ones, pools);
        packPathsAndDepths();
        packWidths(threes, ones, pools);
    }

    /** Finds the vertices on a path from input to output, and the edges among them. */
    private void prune() {
        long word = code;
        int r0 = NasBench101Space.successors(word, 0);
        int r1 = NasBench101Space.successors(word, 1);
        int r2 = NasBench101Space.successors(word, 2);
        int r3 = NasBench101Space.successors(word, 3);
        int r4 = NasBench101Space.successors(word, 4);
        int r5 = NasBench101Space.successors(word, 5);
        int from = 1 | r0;
        from |= r1 & -((from >>> 1) & 1);
        from |= r2 & -((from >>> 2) & 1);
        from |= r3 & -((from >>> 3) & 1);
        from |= r4 & -((from >>> 4) & 1);
        from |= r5 & -((from >>> 5) & 1);
        int to = 1 << OUTPUT;
        to |= (r5 & to) != 0 ? 1 << 5 : 0;
        to |= (r4 & to) != 0 ? 1 << 4 : 0;
        to |= (r3 & to) != 0 ? 1 << 3 : 0;
        to |= (r2 & to) != 0 ? 1 << 2 : 0;
        to |= (r1 & to) != 0 ? 1 << 1 : 0;
        to |= (r0 & to) != 0 ? 1 : 0;
        reached = from;
        reaching = to;
        live = from & to;
        graph = (int) word & EDGES_AMONG[live];
    }

    private void followEdges() {
        for (int v = 0; v < VERTICES; v++) {
            sources[v] = 0;
            largest[v] = 0;
            smallest[v] = -1;
            sums[v] = 0;
        }
        smallest[0] = 0;
        sums[0] = PATH;
        for (int i = 0; i < LABELS; i++) {
            pairs[i] = 0;
        }
        for (int i = 0; i < OPERATIONS * LABELS; i++) {
            chains[i] = 0;
        }
        for (int left = graph; left != 0; left &= left - 1) {
            int edge = Integer.numberOfTrailingZeros(left);
            int from = FROM[edge];
            int to = TO[edge];
            int label = labels[from];
            int next = labels[to];
            pairs[label] += 1 << (next << 3);
            chains[label * LABELS + next] += sources[from];
            sources[to] += 1 << (label << 3);
            long counted = COUNTED[next];
            long fields = (counted << Byte.SIZE) - counted;
            largest[to] |= largest[from] | (((largest[from] << 1) | ONE_EACH) & fields);
            smallest[to] &= smallest[from] | (((smallest[from] << 1) | ONE_EACH) & fields);
            sums[to] += sums[from] + (sums[from] >>> PATH_COUNT) * counted;
        }
    }

    private void packCounts(int threes, int ones, int pools) {
        for (int i = 0; i < OPERATIONS * LABELS / 2; i++) {
            bytes[i] = inOneLong(chains[2 * i], chains[2 * i + 1]);
        }
        bytes[6] = inOneLong(pairs[0], pairs[1]);
        bytes[7] = inOneLong(pairs[2], pairs[3]);
        int mostOut = 0;
        int mostIn = 0;
        for (int v = 1; v < OUTPUT; v++) {
            mostOut = Math.max(mostOut, Integer.bitCount(successors(v)));
            mostIn = Math.max(mostIn, sumOfBytes(sources[v]));
        }
        bytes[8] = Integer.bitCount(threes)
                | ((long) Integer.bitCount(ones) << 8)
                | ((long) Integer.bitCount(pools) << 16)
                | ((long) Integer.bitCount(live) << 24)
                | ((long) Integer.bitCount(graph) << 32)
                | ((long) sumOfBytes(pairs[END]) << 40)
                | ((long) sumOfBytes(sources[OUTPUT]) << 48)
                | ((long) mostOut << 56);
        bytes[9] = mostIn;
    }

    private static long inOneLong(int low, int high) {
        return (low & 0xFFFFFFFFL) | ((long) high << Integer.SIZE);
    }

    private static int sumOfBytes(int x) {
        return (x * 0x01010101) >>> 24;
    }

    private void packPathsAndDepths() {
        long depths = 0;
        long deepest = 0;
        for (int v = 1; v < OUTPUT; v++) {
            // The most vertices on a way to a vertex, itself included, are its depth.
            long way = largest[v] >>> VERTICES_ON_PATH;
            int label = labels[v] << 3;
            depths += (long) Long.bitCount(way) << label;
            deepest |= way << label;
        }
        long most = inEachByte(largest[OUTPUT] & ALL_MEASURES);
        long fewest = inEachByte(smallest[OUTPUT] & ALL_MEASURES);
        long sum = sums[OUTPUT];
        long bare = (fewest >>> 24 & 0xFF) == 0 ? 1 : 0;
        bytes[9] |= ((sum >>> PATH_COUNT) << 8) | (bare << 16) | (most << 24);
        bytes[10] = fewest | (depths << 40);
        bytes[11] = (sum & ALL_MEASURES) | (inEachByte(deepest) << 40);
    }

    /** The number of bits set in each byte. */
    private static long inEachByte(long x) {
        long pairs = x - ((x >>> 1) & 0x5555555555555555L);
        long fours = (pairs & 0x3333333333333333L) + ((pairs >>> 2) & 0x3333333333333333L);
        return (fours + (fours >>> 4)) & 0x0F0F0F0F0F0F0F0FL;
    }

    private void packWidths(int threes, int ones, int pools) {
        int interior = live & INTERIOR_SET;
        if (interior == 0) {
            shorts[0] = 0;
            shorts[1] = logarithms(0, 0, (long) CHANNELS * CHANNELS);
            shorts[2] = 0;
            return;
        }
        int last = 0;
        for (int v = 1; v < OUTPUT; v++) {
            last |= ((graph >>> NasBench101Space.edge(v, OUTPUT)) & 1) << v;
        }
        int sharing = Integer.bitCount(last);
        int width = CHANNELS / sharing;
        int wide = 0;
        int rest = last;
        for (int left = CHANNELS % sharing; left > 0; left--) {
            wide |= rest & -rest;
            rest &= rest - 1;
        }
        if (wide != 0) {
            for (int v = OUTPUT - 1; v > 0; v--) {
                boolean takesOver = (last >>> v & 1) == 0;
                wide |= takesOver && (successors(v) & wide) != 0 ? 1 << v : 0;
            }
        }
        long eighths = width / 8;
        long square = (long) width * width;
        long more = 2L * width + 1;
        long inThrees = 9 * (Integer.bitCount(threes) * square + Integer.bitCount(threes & wide) * more);
        long inOnes = Integer.bitCount(ones) * square + Integer.bitCount(ones & wide) * more;
        int first = successors(0);
        int firstInterior = first & INTERIOR_SET;
        long projected = (long) (first >>> OUTPUT) * CHANNELS
                + (long) Integer.bitCount(firstInterior) * width
                + Integer.bitCount(firstInterior & wide);
        long inProjections = projected * CHANNELS;
        // 512 parts in 3 or 5 leave a channel more to some vertices, which is no eighth more.
        shorts[0] = Integer.bitCount(threes) * eighths
                | ((Integer.bitCount(ones) * eighths) << 16)
                | ((Integer.bitCount(pools) * eighths) << 32)
                | (eighths << 48);
        shorts[1] = logarithms(inThrees, inOnes, inProjections);
        shorts[2] = eighths;
    }

    private static long logarithms(long inThrees, long inOnes, long inProjections) {
        return Logarithm.sixteenths(inThrees)
                | ((long) Logarithm.sixteenths(inOnes) << 16)
                | ((long) Logarithm.sixteenths(inProjections) << 32)
                | ((long) Logarithm.sixteenths(inThrees + inOnes + inProjections) << 48);
    }

    /** Appends what differs between another cell and this one to the row being filled. */
    void addDifferences(NasBench101Cell before, SparseRows out) {
        out.addByteDifferences(before.bytes, 0, bytes, 0, BYTE_WORDS, BYTE_COLUMNS);
        out.addShortDifferences(before.shorts, 0, shorts, 0, SHORT_WORDS, SHORT_COLUMNS);
    }

    /**
     * Appends all numbers that are not zero to the row being filled, as a walk over the vertices meets them: training sums up in
     * this order, so that it decides the last bits of what is learnt.
     */
    void addFeatures(SparseRows out) {
        touched[0] = 0;
        touched[1] = 0;
        for (int v = 0; v <= OUTPUT; v++) {
            if ((live >>> v & 1) != 0) {
                addEdges(v, out);
                addOnce(COUNTS + (v == 0 ? 5 : v == OUTPUT ? 6 : labels[v]), out);
            }
        }
        addOnce(COUNTS + 3, out);
        addOnce(COUNTS + 4, out);
        for (int column = COUNTS + 7; column < DEPTHS; column++) {
            addOnce(column, out);
        }
        addByLabel(DEPTHS, out);
        for (int column = DEPTHS + OPERATIONS; column < WIDTHS; column++) {
            addOnce(column, out);
        }
        addByLabel(WIDTHS, out);
        for (int column = WIDTHS + OPERATIONS; column < COLUMNS; column++) {
            addOnce(column, out);
        }
    }

    private void addEdges(int from, SparseRows out) {
        int label = labels[from];
        for (int set = successors(from); set != 0; set &= set - 1) {
            int to = Integer.numberOfTrailingZeros(set);
            addOnce(PAIRS + label * LABELS + labels[to], out);
            for (int next = successors(to); next != 0; next &= next - 1) {
                int last = labels[Integer.numberOfTrailingZeros(next)];
                addOnce(CHAINS + (label * OPERATIONS + labels[to]) * LABELS + last, out);
            }
        }
    }

    private void addByLabel(int firstColumn, SparseRows out) {
        for (int set = live & INTERIOR_SET; set != 0; set &= set - 1) {
            addOnce(firstColumn + labels[Integer.numberOfTrailingZeros(set)], out);
        }
    }

    private void addOnce(int column, SparseRows out) {
        long bit = 1L << column;
        int half = column / Long.SIZE;
        if ((touched[half] & bit) == 0) {
            touched[half] |= bit;
            int place = PLACES[column];
            int value = place < BYTE_WORDS * Long.BYTES
                    ? (byte) (bytes[place / 8] >>> (8 * place))
                    : (short) (shorts[(place - BYTE_COLUMNS.length) / 4] >>> (16 * place));
            out.addUnlessZero(column, value);
        }
    }

    /** The vertices that a live vertex leads to. */
    private int successors(int vertex) {
        return vertex == OUTPUT ? 0 : NasBench101Space.successors(graph, vertex);
    }
}
