package org.deltanas.space;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.deltanas.kernels.num.Philox;

/**
 * The cells of NAS-Bench-101 (Ying et al., ICML 2019): directed acyclic graphs of at most seven vertices and nine edges,
 * vertex 0 the input, the last one the output, one of three operations on each vertex between.
 *
 * <p>A code is a graph of seven vertices: bits 0 to 20 are the upper triangle of the adjacency matrix row by row, two bits
 * each from bit 21 the operations of vertices 1 to 5, see {@link Operation}. A vertex that is not on a path from input to
 * output is dead; it and its edges do not count. A code is valid when the output is reached and at most nine edges are live;
 * {@value #RAW} codes are {@linkplain #rawCount raw}, {@value #VALID} of them valid, in {@value #CLASSES} classes of
 * isomorphic live graphs, which are the benchmark's cells.
 *
 * <p>Edits flip an edge or change an operation. What they do to dead vertices changes no network, but is what brings a
 * vertex to life by and by.
 *
 * <p>{@link #sample} draws uniformly from the valid codes, as the benchmark's own sampler does: a cell with more codes, one
 * with many dead or unlike vertices, comes more often than another. The distance is the exact graph edit distance of the two
 * graphs of seven vertices, dead ones included (edge insertion and deletion and operation substitution cost 1 each): the
 * least over all 120 matchings of interior vertices, which no detour through vertex deletions undercuts.
 *
 * <p>Strings are {@code adjacency:operations}, the triangle and then {@code 3}, {@code 1} or {@code p} a vertex, e.g.
 * {@code 100110100001001010101:3p331}; graphs of fewer vertices have shorter ones, {@code 1:} being the smallest.
 */
public final class NasBench101Space implements SearchSpace {

    /** The operation of an interior vertex; the ordinal is the option, in the benchmark's order. */
    public enum Operation {
        /** 3x3 convolution, batch norm, ReLU. */
        CONV_3X3("conv3x3-bn-relu", '3'),
        /** 1x1 convolution, batch norm, ReLU. */
        CONV_1X1("conv1x1-bn-relu", '1'),
        /** 3x3 max pooling, stride 1. */
        MAX_POOL_3X3("maxpool3x3", 'p');

        private static final Operation[] ALL = values();

        private final String label;
        private final char letter;

        Operation(String label, char letter) {
            this.label = label;
            this.letter = letter;
        }

        /** The benchmark's name. */
        public String label() {
            return label;
        }

        /** The letter in strings. */
        public char letter() {
            return letter;
        }

        /** The operation of an option. */
        public static Operation of(int option) {
            return ALL[option];
        }
    }

    /** Vertices of a code, input and output included. */
    public static final int VERTICES = 7;

    /** Vertices with an operation: 1 to 5. */
    public static final int INTERIOR = 5;

    /** Possible edges. */
    public static final int EDGES = 21;

    /** The most live edges of a valid cell. */
    public static final int MAX_EDGES = 9;

    private static final int OUTPUT = VERTICES - 1;
    private static final int OPERATIONS = 3;
    private static final int BITS = EDGES + 2 * INTERIOR;
    /** The bits of all edges. */
    private static final int GRAPH = (1 << EDGES) - 1;

    private static final int INTERIOR_SET = (1 << INTERIOR) - 1;
    private static final int RAW = 509_607_936;
    private static final int VALID = 373_754_169;
    private static final int CLASSES = 423_624;
    /** The first bit of a vertex's row. */
    private static final int[] ROW = {0, 6, 11, 15, 18, 20};

    private static final int CHANNEL_BITS = 10;

    private static final int[] EDGES_OF_VERTICES = {0, 0, 1, 3, 6, 10, 15, 21};

    /** For each of the 120 permutations and each set of interior vertices where the set goes; those of fewer come first. */
    private final byte[][] images = images();

    private final Edits edits = layOutEdits();

    /** The space; there is nothing to choose. */
    public NasBench101Space() {}

    private static Edits layOutEdits() {
        int count = EDGES + INTERIOR * OPERATIONS;
        long[] masks = new long[count];
        int[] positions = new int[count];
        for (int e = 0; e < EDGES; e++) {
            masks[e] = 1L << e;
            positions[e] = e;
        }
        for (int e = EDGES; e < count; e++) {
            int vertex = (e - EDGES) / OPERATIONS;
            masks[e] = (1L + (e - EDGES) % OPERATIONS) << (EDGES + 2 * vertex);
            positions[e] = EDGES + vertex;
        }
        return new Edits(new int[count], masks, positions, 1);
    }

    private static byte[][] images() {
        byte[][] result = new byte[120][];
        int[] identity = {0, 1, 2, 3, 4};
        permute(identity, INTERIOR, result, 0);
        return result;
    }

    /** Permutations of the first {@code n} places, those that leave the last of them alone first. */
    private static int permute(int[] places, int n, byte[][] out, int count) {
        if (n <= 1) {
            byte[] image = new byte[1 << INTERIOR];
            for (int set = 0; set < image.length; set++) {
                for (int v = 0; v < INTERIOR; v++) {
                    image[set] |= (byte) ((set >>> v & 1) << places[v]);
                }
            }
            out[count] = image;
            return count + 1;
        }
        int next = count;
        for (int k = n - 1; k >= 0; k--) {
            int[] swapped = places.clone();
            swapped[n - 1] = places[k];
            swapped[k] = places[n - 1];
            next = permute(swapped, n - 1, out, next);
        }
        return next;
    }

    /** The number of the edge between two vertices, {@code from < to}: its bit in the code. */
    public static int edge(int from, int to) {
        return ROW[from] + to - from - 1;
    }

    /** The vertices that a vertex's edges lead to, as a set of bits; {@code word} is a code. */
    public static int successors(long word, int vertex) {
        return ((int) (word >>> ROW[vertex]) & ((1 << (OUTPUT - vertex)) - 1)) << (vertex + 1);
    }

    /** Whether there is an edge between two vertices. */
    public static boolean leads(long word, int from, int to) {
        return from < to && (successors(word, from) >>> to & 1) != 0;
    }

    /**
     * The channels of the interior vertices of a {@linkplain #pruned pruned} code, packed for {@link #channelsOf}. Vertices
     * before the output share its channels, the first ones having one more where they do not divide; another vertex has as
     * many as the widest that it leads to.
     *
     * @param out the cell's channels, at most 1,023
     */
    public static long channels(long word, int out) {
        int last = 0;
        for (int v = 1; v < OUTPUT; v++) {
            last += leads(word, v, OUTPUT) ? 1 : 0;
        }
        if (last == 0) {
            return 0;
        }
        long packed = 0;
        int wider = out % last;
        for (int v = 1; v < OUTPUT; v++) {
            if (leads(word, v, OUTPUT)) {
                packed |= (long) (out / last + (wider-- > 0 ? 1 : 0)) << (v * CHANNEL_BITS);
            }
        }
        for (int v = OUTPUT - 1; v > 0; v--) {
            if (!leads(word, v, OUTPUT)) {
                long most = 0;
                for (int to = v + 1; to < OUTPUT; to++) {
                    most = leads(word, v, to) ? Math.max(most, channelsOf(packed, to)) : most;
                }
                packed |= most << (v * CHANNEL_BITS);
            }
        }
        return packed;
    }

    /** The channels of an interior vertex; 0 for a dead one. */
    public static int channelsOf(long packed, int vertex) {
        return (int) (packed >>> (vertex * CHANNEL_BITS)) & ((1 << CHANNEL_BITS) - 1);
    }

    /** The option of an interior vertex (1 to 5) of a code. */
    public static int option(long word, int vertex) {
        return (int) (word >>> (EDGES + 2 * (vertex - 1))) & 3;
    }

    /** The vertices on a path from input to output, both included, as a set of bits; 0 if there is no path. */
    public static int live(long word) {
        int reached = 1;
        for (int v = 0; v < OUTPUT; v++) {
            if ((reached >>> v & 1) != 0) {
                reached |= successors(word, v);
            }
        }
        int reaching = 1 << OUTPUT;
        for (int v = OUTPUT - 1; v >= 0; v--) {
            if ((successors(word, v) & reaching) != 0) {
                reaching |= 1 << v;
            }
        }
        return (reached >>> OUTPUT & 1) == 0 ? 0 : reached & reaching;
    }

    /** The code with the edges of dead vertices left out and their operations set to option 0. */
    public static long pruned(long word) {
        int live = live(word);
        long kept = 0;
        for (int v = 0; v < OUTPUT; v++) {
            if ((live >>> v & 1) != 0) {
                kept |= (long) ((successors(word, v) & live) >>> (v + 1)) << ROW[v];
                kept |= v == 0 ? 0 : (long) option(word, v) << (EDGES + 2 * (v - 1));
            }
        }
        return kept;
    }

    private static boolean isValidGraph(long word) {
        int live = live(word);
        int count = 0;
        for (int v = 0; v < OUTPUT; v++) {
            if ((live >>> v & 1) != 0) {
                count += Integer.bitCount(successors(word, v) & live);
            }
        }
        return live != 0 && count <= MAX_EDGES;
    }

    private static boolean isValid(long word) {
        if (word >>> BITS != 0) {
            return false;
        }
        for (int v = 1; v <= INTERIOR; v++) {
            if (option(word, v) >= OPERATIONS) {
                return false;
            }
        }
        return ValidGraphs.contain((int) word & GRAPH);
    }

    @Override
    public String name() {
        return "nasbench101";
    }

    @Override
    public int bits() {
        return BITS;
    }

    @Override
    public int words() {
        return 1;
    }

    @Override
    public Edits edits() {
        return edits;
    }

    @Override
    public int minNeighbours() {
        return 16;
    }

    @Override
    public int maxNeighbours() {
        return EDGES + INTERIOR * (OPERATIONS - 1);
    }

    @Override
    public boolean isValid(CodeSlab codes, int row) {
        return isValid(codes.word(row, 0));
    }

    @Override
    public boolean isValidAfter(CodeSlab codes, int row, int edit) {
        return isValid(edits.valueAfter(edit, codes, row));
    }

    /** {@inheritDoc} Without a branch: edges by a look at the graph that flipping them gives. */
    @Override
    public int validEdits(CodeSlab codes, int row, long[] out) {
        long[] valid = ValidGraphs.BITS;
        long word = codes.word(row, 0);
        int graph = (int) word & GRAPH;
        int count = 0;
        for (int e = 0; e < EDGES; e++) {
            int flipped = graph ^ (1 << e);
            out[count] = e;
            count += (int) (valid[flipped >>> 6] >>> flipped) & 1;
        }
        for (int v = 1; v <= INTERIOR; v++) {
            int option = option(word, v);
            long first = EDGES + OPERATIONS * (v - 1L);
            // The edit of flip f is the (f - 1)th of its vertex; two flips of the three lead to an operation.
            out[count++] = first + (option >>> 1);
            out[count++] = first + (option == 0 ? 1 : 2);
        }
        return count;
    }

    /** Which of the graphs of seven vertices are valid: 256 KiB, made in some 50 ms when first asked for. */
    private static final class ValidGraphs {
        static final long[] BITS = new long[(1 << EDGES) / Long.SIZE];

        static {
            for (int graph = 0; graph < 1 << EDGES; graph++) {
                BITS[graph >>> 6] |= isValidGraph(graph) ? 1L << graph : 0;
            }
        }

        private ValidGraphs() {}

        static boolean contain(int graph) {
            return (BITS[graph >>> 6] >>> graph & 1) != 0;
        }
    }

    @Override
    public void sample(Philox random, CodeSlab codes, int row) {
        int graph = random.nextInt() >>> (Integer.SIZE - EDGES);
        while (!ValidGraphs.contain(graph)) {
            graph = random.nextInt() >>> (Integer.SIZE - EDGES);
        }
        long word = graph;
        for (int v = 0; v < INTERIOR; v++) {
            word |= (long) random.nextInt(OPERATIONS) << (EDGES + 2 * v);
        }
        codes.setWord(row, 0, word);
    }

    /** The interior vertices that a vertex's edges lead to, vertex 1 being bit 0. */
    private static int interior(long word, int vertex) {
        return successors(word, vertex) >>> 1 & INTERIOR_SET;
    }

    /** The interior vertices with an edge to the output. */
    private static int last(long word) {
        int set = 0;
        for (int v = 1; v <= INTERIOR; v++) {
            set |= (successors(word, v) >>> OUTPUT) << (v - 1);
        }
        return set;
    }

    /** The interior vertices whose operation has a bit set. */
    private static int withOptionBit(long word, int bit) {
        int set = 0;
        for (int v = 1; v <= INTERIOR; v++) {
            set |= (option(word, v) >>> bit & 1) << (v - 1);
        }
        return set;
    }

    /** Edits from one graph to another with vertices matched so, the edge from input to output left out; or {@code limit}. */
    private static int matchingCost(long from, long to, byte[] image, int limit) {
        int cost = Integer.bitCount(interior(from, 0) ^ image[interior(to, 0)])
                + Integer.bitCount(last(from) ^ image[last(to)])
                + Integer.bitCount((withOptionBit(from, 0) ^ image[withOptionBit(to, 0)])
                        | (withOptionBit(from, 1) ^ image[withOptionBit(to, 1)]));
        for (int v = 1; v <= INTERIOR && cost < limit; v++) {
            int matched = 1 + Integer.numberOfTrailingZeros(image[1 << (v - 1)]);
            cost += Integer.bitCount(interior(from, matched) ^ image[interior(to, v)]);
        }
        return Math.min(cost, limit);
    }

    @Override
    public int distance(CodeSlab a, int rowA, CodeSlab b, int rowB) {
        long from = a.word(rowA, 0);
        long to = b.word(rowB, 0);
        int least = Integer.MAX_VALUE;
        for (byte[] image : images) {
            least = matchingCost(from, to, image, least);
        }
        boolean direct = (successors(from, 0) >>> OUTPUT) != (successors(to, 0) >>> OUTPUT);
        return direct ? least + 1 : least;
    }

    /**
     * {@inheritDoc} As the crossover of Qiu and Miikkulainen ("Shortest edit path crossover", 2023): the vertices of the
     * two graphs are matched at least cost, ties broken at random, and some of the edges and operations in which the
     * graphs then differ are changed. The result is numbered in a topological order, input first and output last, so that
     * an edge of the one graph may run against the numbers of the other; there is none if it has a cycle or is not valid.
     */
    @Override
    public boolean moveTowards(
            CodeSlab from, int fromRow, CodeSlab to, int toRow, int steps, Philox random, CodeSlab out, int outRow) {
        long start = from.word(fromRow, 0);
        long end = to.word(toRow, 0);
        byte[] image = bestMatching(start, end, random);
        int[] successors = new int[VERTICES];
        int[] operations = new int[VERTICES];
        int[] edges = new int[VERTICES * VERTICES + INTERIOR];
        int differing = 0;
        for (int v = 0; v < OUTPUT; v++) {
            successors[v] = successors(start, v);
            operations[v] = v == 0 ? 0 : option(start, v);
        }
        for (int v = 0; v < OUTPUT; v++) {
            int matched = v == 0 ? 0 : 1 + Integer.numberOfTrailingZeros(image[1 << (v - 1)]);
            int target = (image[interior(end, v)] << 1) | (successors(end, v) & (1 << OUTPUT));
            for (int set = successors[matched] ^ target; set != 0; set &= set - 1) {
                edges[differing++] = matched * VERTICES + Integer.numberOfTrailingZeros(set);
            }
            if (v > 0 && option(end, v) != operations[matched]) {
                edges[differing++] = VERTICES * VERTICES + 3 * matched + option(end, v);
            }
        }
        for (int step = 0; step < steps; step++) {
            int pick = step + random.nextInt(differing - step);
            int edit = edges[pick];
            edges[pick] = edges[step];
            if (edit < VERTICES * VERTICES) {
                successors[edit / VERTICES] ^= 1 << (edit % VERTICES);
            } else {
                int operation = edit - VERTICES * VERTICES;
                operations[operation / 3] = operation % 3;
            }
        }
        long word = inTopologicalOrder(successors, operations);
        out.setWord(outRow, 0, word);
        return word >= 0 && isValid(word);
    }

    private byte[] bestMatching(long from, long to, Philox random) {
        int least = Integer.MAX_VALUE;
        int ties = 0;
        byte[] best = null;
        for (byte[] image : images) {
            int cost = matchingCost(from, to, image, Integer.MAX_VALUE);
            if (cost < least) {
                least = cost;
                ties = 0;
            }
            if (cost == least && random.nextInt(++ties) == 0) {
                best = image;
            }
        }
        return best;
    }

    /** The code of a graph whose edges may run against the numbers of its interior vertices; -1 if it has a cycle. */
    private static long inTopologicalOrder(int[] successors, int[] operations) {
        int[] place = new int[VERTICES];
        place[OUTPUT] = OUTPUT;
        int placed = 1;
        for (int next = 1; next <= INTERIOR; next++) {
            int free = ((1 << OUTPUT) - 1) & ~placed;
            for (int v = 1; v <= INTERIOR; v++) {
                free &= (placed >>> v & 1) == 0 ? ~successors[v] : -1;
            }
            if (free == 0) {
                return -1;
            }
            int v = Integer.numberOfTrailingZeros(free);
            place[v] = next;
            placed |= 1 << v;
        }
        long word = 0;
        for (int v = 0; v < OUTPUT; v++) {
            for (int set = successors[v]; set != 0; set &= set - 1) {
                word |= 1L << edge(place[v], place[Integer.numberOfTrailingZeros(set)]);
            }
            word |= v == 0 ? 0 : (long) operations[v] << (EDGES + 2 * (place[v] - 1));
        }
        return word;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Cells share a class when their live graphs are isomorphic. The representative has its live vertices first, no
     * other edges, option 0 on dead vertices, and is the smallest such code as a number.
     */
    @Override
    public void canonicalise(CodeSlab from, int fromRow, CodeSlab to, int toRow) {
        to.setWord(toRow, 0, canonical(from.word(fromRow, 0)));
    }

    /** The representative of a valid code; see {@link #canonicalise}. */
    public long canonical(long code) {
        long word = movedTogether(pruned(code));
        int interiorVertices = Integer.bitCount(live(word)) - 2;
        int orders = interiorVertices < 2 ? 1 : factorial(interiorVertices);
        long least = Long.MAX_VALUE;
        for (int p = 0; p < orders; p++) {
            least = Math.min(least, renumbered(word, images[p]));
        }
        return least;
    }

    private static int factorial(int n) {
        return n == 0 ? 1 : n * factorial(n - 1);
    }

    /** A pruned code with its live vertices numbered without a gap. */
    private static long movedTogether(long word) {
        int live = live(word);
        long moved = 0;
        int at = 0;
        for (int v = 0; v < OUTPUT; v++) {
            if ((live >>> v & 1) == 0) {
                continue;
            }
            int row = 0;
            int target = 0;
            for (int w = 0; w <= OUTPUT; w++) {
                if ((live >>> w & 1) != 0) {
                    row |= (successors(word, v) >>> w & 1) << (w == OUTPUT ? OUTPUT : target);
                    target++;
                }
            }
            moved |= (long) (row >>> (at + 1)) << ROW[at];
            moved |= v == 0 ? 0 : (long) option(word, v) << (EDGES + 2 * (at - 1));
            at++;
        }
        return moved;
    }

    /** The code with interior vertices renumbered; the largest number if an edge would lead backwards. */
    private static long renumbered(long word, byte[] image) {
        long result = (long) (image[interior(word, 0)] | (successors(word, 0) >>> OUTPUT) << INTERIOR);
        for (int v = 1; v <= INTERIOR; v++) {
            int at = 1 + Integer.numberOfTrailingZeros(image[1 << (v - 1)]);
            int row = image[interior(word, v)] << 1 | (successors(word, v) >>> OUTPUT) << OUTPUT;
            if ((row & ((1 << at) - 1)) != 0) {
                return Long.MAX_VALUE;
            }
            result |= (long) (row >>> (at + 1)) << ROW[at] | (long) option(word, v) << (EDGES + 2 * (at - 1));
        }
        return result;
    }

    /**
     * The benchmark's own name of a cell: an iterated MD5 hash of its live graph, the same for isomorphic ones, 32
     * hexadecimal digits. Allocates.
     */
    public String hash(CodeSlab codes, int row) {
        long word = movedTogether(pruned(codes.word(row, 0)));
        int vertices = Integer.bitCount(live(word));
        MessageDigest md5 = md5();
        boolean[][] edge = new boolean[vertices][vertices];
        for (int v = 0; v + 1 < vertices; v++) {
            for (int w = v + 1; w < vertices; w++) {
                edge[v][w] = (successors(word, v) >>> (w == vertices - 1 ? OUTPUT : w) & 1) != 0;
            }
        }
        String[] names = new String[vertices];
        for (int v = 0; v < vertices; v++) {
            int in = 0;
            int out = 0;
            for (int w = 0; w < vertices; w++) {
                in += edge[w][v] ? 1 : 0;
                out += edge[v][w] ? 1 : 0;
            }
            int label = v == 0 ? -1 : v == vertices - 1 ? -2 : option(word, v);
            names[v] = hex(md5, "(" + out + ", " + in + ", " + label + ")");
        }
        for (int round = 0; round < vertices; round++) {
            String[] next = new String[vertices];
            for (int v = 0; v < vertices; v++) {
                next[v] = hex(
                        md5,
                        neighbours(names, edge, v, true) + "|" + neighbours(names, edge, v, false) + "|" + names[v]);
            }
            names = next;
        }
        Arrays.sort(names);
        return hex(md5, "['" + String.join("', '", names) + "']");
    }

    private static String neighbours(String[] names, boolean[][] edge, int vertex, boolean in) {
        String[] found = new String[names.length];
        int count = 0;
        for (int w = 0; w < names.length; w++) {
            if (in ? edge[w][vertex] : edge[vertex][w]) {
                found[count++] = names[w];
            }
        }
        Arrays.sort(found, 0, count);
        return String.join("", Arrays.asList(found).subList(0, count));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5, which every Java has to have", e);
        }
    }

    private static String hex(MessageDigest md5, String text) {
        return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String format(CodeSlab codes, int row) {
        long word = codes.word(row, 0);
        int vertices = VERTICES;
        while (vertices > 2 && isBlank(word, vertices - 2)) {
            vertices--;
        }
        StringBuilder text = new StringBuilder(EDGES + 1 + INTERIOR);
        for (int v = 0; v + 1 < vertices; v++) {
            for (int w = v + 1; w < vertices; w++) {
                text.append(successors(word, v) >>> (w == vertices - 1 ? OUTPUT : w) & 1);
            }
        }
        text.append(':');
        for (int v = 1; v + 1 < vertices; v++) {
            text.append(Operation.of(option(word, v)).letter());
        }
        return text.toString();
    }

    /** Whether a vertex has neither edges nor an operation of its own. */
    private static boolean isBlank(long word, int vertex) {
        boolean blank = successors(word, vertex) == 0 && option(word, vertex) == 0;
        for (int v = 0; v < vertex; v++) {
            blank &= (successors(word, v) >>> vertex & 1) == 0;
        }
        return blank;
    }

    @Override
    public void parse(String architecture, CodeSlab codes, int row) {
        int colon = architecture.indexOf(':');
        if (colon < 0) {
            throw invalid(architecture, "there is no ':'");
        }
        int vertices = architecture.length() - colon + 1;
        if (vertices > VERTICES || colon != EDGES_OF_VERTICES[vertices]) {
            throw invalid(
                    architecture,
                    colon + " adjacency bits do not go with " + (architecture.length() - colon - 1) + " operations");
        }
        long word = 0;
        int next = 0;
        for (int v = 0; v + 1 < vertices; v++) {
            for (int w = v + 1; w < vertices; w++) {
                char bit = architecture.charAt(next++);
                if (bit != '0' && bit != '1') {
                    throw invalid(architecture, "'" + bit + "' is no adjacency bit");
                }
                word |= (long) (bit - '0') << edge(v, w == vertices - 1 ? OUTPUT : w);
            }
        }
        for (int v = 1; v + 1 < vertices; v++) {
            word |= (long) option(architecture, architecture.charAt(colon + v)) << (EDGES + 2 * (v - 1));
        }
        if (!isValidGraph(word)) {
            throw invalid(
                    architecture,
                    live(word) == 0
                            ? "no path leads from input to output"
                            : "more than " + MAX_EDGES + " edges lie on paths from input to output");
        }
        codes.setWord(row, 0, word);
    }

    private int option(String architecture, char letter) {
        for (int option = 0; option < OPERATIONS; option++) {
            if (Operation.of(option).letter() == letter) {
                return option;
            }
        }
        throw invalid(architecture, "'" + letter + "' is no operation");
    }

    private InvalidArchitectureException invalid(String architecture, String problem) {
        return new InvalidArchitectureException(
                this,
                architecture,
                problem
                        + "; expected the upper triangle of an adjacency matrix of 2 to 7 vertices row by row, a colon, and"
                        + " for each vertex between input and output 3 (conv3x3-bn-relu), 1 (conv1x1-bn-relu) or p"
                        + " (maxpool3x3)");
    }

    /** {@inheritDoc} All 2^21 adjacency matrices with all 3^5 operations. */
    @Override
    public BigInteger rawCount() {
        return BigInteger.valueOf(RAW);
    }

    @Override
    public BigInteger validCount() {
        return BigInteger.valueOf(VALID);
    }

    @Override
    public Optional<BigInteger> canonicalCount() {
        return Optional.of(BigInteger.valueOf(CLASSES));
    }

    @Override
    public Optional<BigInteger> functionalCount() {
        return Optional.of(BigInteger.valueOf(CLASSES));
    }

    /** {@inheritDoc} They are. */
    @Override
    public boolean isMeasuredByClass() {
        return true;
    }

    @Override
    public String toString() {
        return name();
    }
}
