package org.deltanas.space;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deltanas.kernels.num.Philox;

/**
 * Pairs of DARTS cells (Liu et al., ICLR 2019), the space of NAS-Bench-301: a normal and a reduction cell, each of two
 * inputs and four nodes, each node the sum of two different earlier values through one of seven operations each; a
 * cell's output is all four nodes.
 *
 * <p>A cell is one word of the code: three bits for each of the 14 possible edges, 0 for none, else the operation plus one,
 * see {@link Operation}. Edge {@link #edge} leads from value {@code i} (0 and 1 the inputs, 2 to 5 the nodes) to a node. So
 * the two inputs of a node have no order, and {@code (180 7^8)^2 = 1.077e18} codes are valid.
 *
 * <p>An edit changes the operation of an edge, or lets an edge of a node start from another value that the node does not
 * read yet: 120 neighbours each. Sampling is uniform over all valid codes.
 *
 * <p>Strings are the normal cell, {@code |} and the reduction cell, each eight pairs of input and operation, e.g.
 * {@code 00 15 01 11 03 13 13 32|...}; the pairs of a node may come in either order. DARTS's {@code Genotype(normal=[...},
 * {@code ...)} is read too.
 */
public final class NasBench301Space implements SearchSpace {

    /** The operation of an edge; an edge holds the ordinal plus one. */
    public enum Operation {
        /** 3x3 max pooling and batch norm. */
        MAX_POOL_3X3("max_pool_3x3"),
        /** 3x3 average pooling and batch norm. */
        AVG_POOL_3X3("avg_pool_3x3"),
        /** The identity; a factorised reduction where the resolution is halved. */
        SKIP_CONNECT("skip_connect"),
        /** Two separable 3x3 convolutions. */
        SEP_CONV_3X3("sep_conv_3x3"),
        /** Two separable 5x5 convolutions. */
        SEP_CONV_5X5("sep_conv_5x5"),
        /** A separable 3x3 convolution of dilation 2. */
        DIL_CONV_3X3("dil_conv_3x3"),
        /** A separable 5x5 convolution of dilation 2. */
        DIL_CONV_5X5("dil_conv_5x5");

        private static final Operation[] ALL = values();

        private final String label;

        Operation(String label) {
            this.label = label;
        }

        /** The name in genotypes. */
        public String label() {
            return label;
        }

        /** The operation of a number. */
        public static Operation of(int operation) {
            return ALL[operation];
        }
    }

    /** Nodes in a cell. */
    public static final int NODES = 4;

    /** Values in a cell: two inputs and the nodes. */
    public static final int VALUES = NODES + 2;

    /** Possible edges in a cell. */
    public static final int EDGES = 14;

    /** The number of operations. */
    public static final int OPERATIONS = 7;

    private static final int CELLS = 2;
    private static final int FIELD = 7;
    /** The first edge of each node; those of a node start from values 0, 1, ... */
    private static final int[] FIRST = {0, 2, 5, 9, EDGES};

    /** Changes of an operation, then moves between two edges of a node that has three inputs or more. */
    private static final int CHANGES = EDGES * OPERATIONS;

    private static final int MOVES = OPERATIONS * (3 + 6 + 10);
    private static final int EDITS_OF_CELL = CHANGES + MOVES;
    private static final int NEIGHBOURS = 120;

    private static final Pattern PAIRS = Pattern.compile("[0-4][0-6]( [0-4][0-6]){7}");
    private static final Pattern GENOTYPE =
            Pattern.compile("Genotype\\(normal=\\[([^\\]]*)].*?reduce=\\[([^\\]]*)].*\\)");
    private static final Pattern GENE = Pattern.compile("\\('([a-z0-9_]+)', *([0-9])\\)");

    /** All orders of the nodes that a cell may be renumbered to, as maps of values. */
    private static final int[][] ORDERS = orders();

    private final Edits edits;
    /** For each edit of a cell the two edges that it touches; equal for a change of operation. */
    private final int[] edgeA = new int[EDITS_OF_CELL];

    private final int[] edgeB = new int[EDITS_OF_CELL];
    private final int[] operand = new int[EDITS_OF_CELL];

    /** The space; there is nothing to choose. */
    public NasBench301Space() {
        int next = 0;
        for (int e = 0; e < EDGES; e++) {
            for (int mask = 1; mask <= FIELD; mask++) {
                describe(next++, e, e, mask);
            }
        }
        for (int node = 0; node < NODES; node++) {
            for (int a = FIRST[node]; node > 0 && a < FIRST[node + 1]; a++) {
                for (int b = a + 1; b < FIRST[node + 1]; b++) {
                    for (int value = 1; value <= OPERATIONS; value++) {
                        describe(next++, a, b, value);
                    }
                }
            }
        }
        int[] words = new int[CELLS * EDITS_OF_CELL];
        long[] masks = new long[words.length];
        int[] positions = new int[words.length];
        for (int edit = 0; edit < words.length; edit++) {
            int e = edit % EDITS_OF_CELL;
            words[edit] = edit / EDITS_OF_CELL;
            masks[edit] = (long) operand[e] << (3 * edgeA[e]);
            masks[edit] |= (long) operand[e] << (3 * edgeB[e]);
            positions[edit] = words[edit] * EDGES + edgeB[e];
        }
        this.edits = new Edits(words, masks, positions, CELLS);
    }

    private void describe(int edit, int a, int b, int value) {
        edgeA[edit] = a;
        edgeB[edit] = b;
        operand[edit] = value;
    }

    private static int[][] orders() {
        int[][] result = new int[24][];
        int count = 0;
        for (int i = 0; i < 256; i++) {
            int[] order = {0, 1, 2 + (i & 3), 2 + (i >>> 2 & 3), 2 + (i >>> 4 & 3), 2 + (i >>> 6 & 3)};
            if (Arrays.stream(order).distinct().count() == VALUES) {
                result[count++] = order;
            }
        }
        return result;
    }

    /** The edge from a value (0 and 1 the inputs) to a node (0 to 3), whose own value is {@code node + 2}. */
    public static int edge(int from, int node) {
        return FIRST[node] + from;
    }

    /** What an edge of a cell holds: 0 for nothing, else the operation's number plus one. */
    public static int held(long cell, int edge) {
        return (int) (cell >>> (3 * edge)) & FIELD;
    }

    /** The first value that a node reads. */
    public static int firstInput(long cell, int node) {
        int from = 0;
        while (held(cell, edge(from, node)) == 0) {
            from++;
        }
        return from;
    }

    /** The second value that a node reads. */
    public static int secondInput(long cell, int node) {
        int from = firstInput(cell, node) + 1;
        while (held(cell, edge(from, node)) == 0) {
            from++;
        }
        return from;
    }

    private static boolean isValidCell(long cell) {
        if (cell >>> (3 * EDGES) != 0) {
            return false;
        }
        for (int node = 0; node < NODES; node++) {
            int inputs = 0;
            for (int e = FIRST[node]; e < FIRST[node + 1]; e++) {
                inputs += held(cell, e) == 0 ? 0 : 1;
            }
            if (inputs != 2) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String name() {
        return "nasbench301";
    }

    @Override
    public int bits() {
        return CELLS * 3 * EDGES;
    }

    @Override
    public int words() {
        return CELLS;
    }

    @Override
    public Edits edits() {
        return edits;
    }

    @Override
    public int minNeighbours() {
        return NEIGHBOURS;
    }

    @Override
    public int maxNeighbours() {
        return NEIGHBOURS;
    }

    @Override
    public boolean isValid(CodeSlab codes, int row) {
        return isValidCell(codes.word(row, 0)) && isValidCell(codes.word(row, 1));
    }

    @Override
    public boolean isValidAfter(CodeSlab codes, int row, int edit) {
        return applies(codes.word(row, edit / EDITS_OF_CELL), edit % EDITS_OF_CELL);
    }

    /** Whether an edit keeps two inputs for every node. */
    private boolean applies(long cell, int edit) {
        int a = held(cell, edgeA[edit]);
        int value = operand[edit];
        if (edit < CHANGES) {
            return a != 0 && a != value;
        }
        int b = held(cell, edgeB[edit]);
        return a == 0 ? b == value : b == 0 && a == value;
    }

    @Override
    public int validEdits(CodeSlab codes, int row, long[] out) {
        int count = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            long word = codes.word(row, cell);
            long first = (long) cell * EDITS_OF_CELL;
            for (int e = 0; e < EDGES; e++) {
                int held = held(word, e);
                for (int mask = 1; held != 0 && mask <= FIELD; mask++) {
                    if (mask != held) {
                        out[count++] = first + (long) e * OPERATIONS + mask - 1;
                    }
                }
            }
            count = validMoves(word, first + CHANGES, out, count);
        }
        return count;
    }

    /** Of two edges of a node one must be there, and the other not: the edit has the number of its operation. */
    private static int validMoves(long word, long first, long[] out, int from) {
        int count = from;
        long next = first;
        for (int node = 1; node < NODES; node++) {
            for (int a = FIRST[node]; a < FIRST[node + 1]; a++) {
                int heldA = held(word, a);
                for (int b = a + 1; b < FIRST[node + 1]; b++) {
                    int heldB = held(word, b);
                    if ((heldA == 0) != (heldB == 0)) {
                        out[count++] = next + heldA + heldB - 1;
                    }
                    next += OPERATIONS;
                }
            }
        }
        return count;
    }

    @Override
    public void sample(Philox random, CodeSlab codes, int row) {
        for (int cell = 0; cell < CELLS; cell++) {
            long word = 0;
            for (int node = 0; node < NODES; node++) {
                int first = random.nextInt(node + 2);
                int second = random.nextInt(node + 1);
                second += second >= first ? 1 : 0;
                word |= (1L + random.nextInt(OPERATIONS)) << (3 * edge(first, node));
                word |= (1L + random.nextInt(OPERATIONS)) << (3 * edge(second, node));
            }
            codes.setWord(row, cell, word);
        }
    }

    /** {@inheritDoc} A sum over nodes: the cheaper way of turning one's two edges into the other's. */
    @Override
    public int distance(CodeSlab a, int rowA, CodeSlab b, int rowB) {
        int distance = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            long from = a.word(rowA, cell);
            long to = b.word(rowB, cell);
            for (int node = 0; node < NODES; node++) {
                int a1 = firstInput(from, node);
                int a2 = secondInput(from, node);
                int b1 = firstInput(to, node);
                int b2 = secondInput(to, node);
                distance += Math.min(
                        cost(from, to, node, a1, b1) + cost(from, to, node, a2, b2),
                        cost(from, to, node, a1, b2) + cost(from, to, node, a2, b1));
            }
        }
        return distance;
    }

    private static int cost(long from, long to, int node, int inputA, int inputB) {
        boolean sameOperation = held(from, edge(inputA, node)) == held(to, edge(inputB, node));
        return (inputA == inputB ? 0 : 1) + (sameOperation ? 0 : 1);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Architectures share a class when their cells differ only in how the nodes are numbered. The representative's
     * words are the smallest as numbers.
     */
    @Override
    public void canonicalise(CodeSlab from, int fromRow, CodeSlab to, int toRow) {
        for (int cell = 0; cell < CELLS; cell++) {
            long word = from.word(fromRow, cell);
            long least = word;
            for (int[] order : ORDERS) {
                least = Math.min(least, renumbered(word, order));
            }
            to.setWord(toRow, cell, least);
        }
    }

    /** The cell with its values renumbered; the largest number if a node would read a later one. */
    private static long renumbered(long cell, int[] order) {
        long result = 0;
        for (int node = 0; node < NODES; node++) {
            int target = order[node + 2] - 2;
            for (int from = 0; from < node + 2; from++) {
                long held = held(cell, edge(from, node));
                if (held != 0) {
                    if (order[from] >= target + 2) {
                        return Long.MAX_VALUE;
                    }
                    result |= held << (3 * edge(order[from], target));
                }
            }
        }
        return result;
    }

    @Override
    public String format(CodeSlab codes, int row) {
        StringBuilder text = new StringBuilder(48);
        for (int cell = 0; cell < CELLS; cell++) {
            long word = codes.word(row, cell);
            for (int node = 0; node < NODES; node++) {
                for (int from = 0; from < node + 2; from++) {
                    int held = held(word, edge(from, node));
                    if (held != 0) {
                        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == '|';
                        text.append(first ? "" : " ").append(from).append(held - 1);
                    }
                }
            }
            text.append(cell == 0 ? "|" : "");
        }
        return text.toString();
    }

    @Override
    public void parse(String architecture, CodeSlab codes, int row) {
        Matcher genotype = GENOTYPE.matcher(architecture);
        String[] cells = genotype.matches()
                ? new String[] {pairs(architecture, genotype.group(1)), pairs(architecture, genotype.group(2))}
                : architecture.split("\\|", -1);
        if (cells.length != CELLS) {
            throw invalid(architecture, "there are " + cells.length + " cells");
        }
        long normal = cell(architecture, cells[0]);
        long reduction = cell(architecture, cells[1]);
        codes.setWord(row, 0, normal);
        codes.setWord(row, 1, reduction);
    }

    private String pairs(String architecture, String genes) {
        StringBuilder text = new StringBuilder(24);
        Matcher gene = GENE.matcher(genes);
        while (gene.find()) {
            int number = -1;
            for (int o = 0; o < OPERATIONS; o++) {
                number = Operation.of(o).label().equals(gene.group(1)) ? o : number;
            }
            if (number < 0) {
                throw invalid(architecture, "'" + gene.group(1) + "' is no operation");
            }
            text.append(text.isEmpty() ? "" : " ").append(gene.group(2)).append(number);
        }
        return text.toString();
    }

    private long cell(String architecture, String text) {
        if (!PAIRS.matcher(text).matches()) {
            throw invalid(architecture, "'" + text + "' is no cell");
        }
        long word = 0;
        for (int slot = 0; slot < 2 * NODES; slot++) {
            int from = text.charAt(3 * slot) - '0';
            int node = slot / 2;
            if (from >= node + 2) {
                throw invalid(architecture, "node " + (node + 2) + " reads " + from + ", which comes later");
            }
            if (held(word, edge(from, node)) != 0) {
                throw invalid(architecture, "node " + (node + 2) + " reads " + from + " twice");
            }
            word |= (long) (text.charAt(3 * slot + 1) - '0' + 1) << (3 * edge(from, node));
        }
        return word;
    }

    private InvalidArchitectureException invalid(String architecture, String problem) {
        return new InvalidArchitectureException(
                this,
                architecture,
                problem
                        + "; expected NORMAL|REDUCTION, each eight pairs of digits, two a node: the value read (0 and 1 the"
                        + " inputs, 2 to 4 earlier nodes; two different ones) and the operation (0 max_pool_3x3, 1"
                        + " avg_pool_3x3, 2 skip_connect, 3 sep_conv_3x3, 4 sep_conv_5x5, 5 dil_conv_3x3, 6"
                        + " dil_conv_5x5), or a DARTS Genotype");
    }

    @Override
    public BigInteger rawCount() {
        return BigInteger.valueOf(180L * 5_764_801).pow(CELLS);
    }

    @Override
    public Optional<BigInteger> canonicalCount() {
        return Optional.empty();
    }

    /** {@inheritDoc} 382,128,166 classes of cells, by Burnside's lemma over the renumberings of each topology. */
    @Override
    public Optional<BigInteger> functionalCount() {
        return Optional.of(BigInteger.valueOf(382_128_166).pow(CELLS));
    }

    @Override
    public String toString() {
        return name();
    }
}
