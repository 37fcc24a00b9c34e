package org.deltanas.space;

import java.util.Arrays;
import org.eclipse.collections.impl.map.mutable.primitive.LongIntHashMap;

/**
 * Cells of four nodes, each connected to all earlier ones by an edge with an operation; a node is the sum of what its
 * edges bring. Node 0 is the cell's input, node 3 its output. Option 0 is no connection.
 *
 * <p>Positions are the six edges in node-major order: those into node 1, into node 2, into node 3.
 */
public abstract class FourNodeCellSpace extends CategoricalSpace {
    /** The number of edges. */
    public static final int EDGES = 6;

    private static final int[] SOURCE = {0, 0, 1, 0, 1, 2};
    private static final int[] TARGET = {1, 2, 2, 3, 3, 3};
    /** What the cell's input is in an expression. */
    private static final long INPUT = 0x6A09E667F3BCC909L;

    private final int operations;
    /** For each cell, by index, the index of its class's representative. */
    private final short[] representatives;

    /** What operations make of an expression; zero is the expression of nothing and is never asked about. */
    interface Expressions {
        /** The hash of an operation's result; {@code value} itself where it does nothing. */
        long apply(int option, boolean fromInput, long value);
    }

    /**
     * A space.
     *
     * @param operations options on each edge
     * @param expressions tells which cells compute the same function
     */
    FourNodeCellSpace(String name, int operations, Expressions expressions) {
        super(name, filled(operations));
        this.operations = operations;
        this.representatives = representatives(operations, expressions);
    }

    private static int[] filled(int operations) {
        int[] options = new int[EDGES];
        Arrays.fill(options, operations);
        return options;
    }

    /** The node (0 to 2) that an edge starts from. */
    public static int source(int edge) {
        return SOURCE[edge];
    }

    /** The node (1 to 3) that an edge leads to. */
    public static int target(int edge) {
        return TARGET[edge];
    }

    /** The number of operations, option 0 included. */
    public final int operations() {
        return operations;
    }

    /** The number of cells. */
    public final int cells() {
        return representatives.length;
    }

    /** The cell's number in {@code [0, cells)}: its options as digits, edge 0 the most significant. */
    public final int index(CodeSlab codes, int row) {
        int index = 0;
        for (int e = 0; e < EDGES; e++) {
            index = index * operations + option(codes, row, e);
        }
        return index;
    }

    /** Writes the cell of a number; the inverse of {@link #index}. */
    public final void setIndex(int index, CodeSlab codes, int row) {
        int rest = index;
        for (int e = EDGES - 1; e >= 0; e--) {
            setOption(codes, row, e, rest % operations);
            rest /= operations;
        }
    }

    /** Whether a path of operations other than option 0 leads from the cell's input to its output. */
    public final boolean isConnected(CodeSlab codes, int row) {
        int reached = 1;
        for (int e = 0; e < EDGES; e++) {
            if ((reached & (1 << SOURCE[e])) != 0 && option(codes, row, e) != 0) {
                reached |= 1 << TARGET[e];
            }
        }
        return (reached & 8) != 0;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Cells share a class when their outputs are the same expression after leaving out missing connections and
     * identities, flattening nested sums and ignoring the order of summands. The representative is the cell of the smallest
     * {@link #index}.
     */
    @Override
    public final void canonicalise(CodeSlab from, int fromRow, CodeSlab to, int toRow) {
        setIndex(representatives[index(from, fromRow)], to, toRow);
    }

    private static short[] representatives(int operations, Expressions expressions) {
        short[] result = new short[operations * operations * operations * operations * operations * operations];
        int[] options = new int[EDGES];
        LongIntHashMap first = new LongIntHashMap(8192);
        for (int index = 0; index < result.length; index++) {
            int rest = index;
            for (int e = EDGES - 1; e >= 0; e--) {
                options[e] = rest % operations;
                rest /= operations;
            }
            result[index] = (short) first.getIfAbsentPut(functionKey(options, expressions), index);
        }
        return result;
    }

    /**
     * A hash of the cell's function. A node's value is a multiset of terms, held as the wrapping sum of their hashes:
     * adding values adds sums, an identity keeps one, no connection drops it, and any other operation makes one new term.
     */
    private static long functionKey(int[] options, Expressions expressions) {
        long[] value = {INPUT, 0, 0, 0};
        for (int e = 0; e < EDGES; e++) {
            long source = value[SOURCE[e]];
            if (options[e] != 0 && source != 0) {
                value[TARGET[e]] += expressions.apply(options[e], SOURCE[e] == 0, source);
            }
        }
        return value[3];
    }
}
