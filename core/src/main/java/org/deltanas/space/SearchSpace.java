package org.deltanas.space;

import java.math.BigInteger;
import java.util.Optional;
import org.deltanas.kernels.num.Philox;

/**
 * A set of architectures as packed codes, with the one-edit neighbourhood on it.
 *
 * <p>A code is a row of a {@link CodeSlab}. Implementations are immutable and safe for any number of threads; methods
 * that take rows allocate nothing unless they say so.
 */
public interface SearchSpace {

    /** The name on the command line and in files, e.g. {@code nasbench201} or {@code block:20x4}. */
    String name();

    /**
     * What files call the space: its name, or where that does not say all, as of a {@link DefinedSpace}, the name with a
     * fingerprint of what it stands for.
     */
    default String id() {
        return name();
    }

    /** Bits in a code that are used. */
    int bits();

    /** Longs in a code. */
    int words();

    /** All one-step edits. */
    Edits edits();

    /** The number of neighbours that the architecture with the fewest has. */
    int minNeighbours();

    /** The number of neighbours that the architecture with the most has. */
    int maxNeighbours();

    /** Whether a row holds the code of an architecture. */
    boolean isValid(CodeSlab codes, int row);

    /** Whether an edit of the code in {@code row}, which must be valid, leads to a valid code one step away. */
    boolean isValidAfter(CodeSlab codes, int row, int edit);

    /** Draws an architecture uniformly from all valid codes. */
    void sample(Philox random, CodeSlab codes, int row);

    /**
     * The smallest number of edits that lead from one architecture to the other; where codes that differ only in how they
     * number their vertices are the same architecture, that is no edit.
     */
    int distance(CodeSlab a, int rowA, CodeSlab b, int rowB);

    /**
     * Goes part of the way from one architecture to another: makes some of the edits of a shortest path between them, which
     * ones and in what order being drawn at random, so that the result lies {@code steps} from the one and {@code distance
     * - steps} from the other. Without a better way of its own a space walks over one-edit neighbours. Allocates.
     *
     * @param steps how many edits, from 0 to the distance
     * @param out receives the result, neither of the two rows
     * @return false if the edits that were drawn make no architecture together; the row is then of no use, and other edits
     *     may do
     */
    default boolean moveTowards(
            CodeSlab from, int fromRow, CodeSlab to, int toRow, int steps, Philox random, CodeSlab out, int outRow) {
        long[] valid = new long[maxNeighbours()];
        out.copyFrom(from, fromRow, outRow);
        int left = distance(to, toRow, out, outRow);
        for (int step = 0; step < steps; step++) {
            int count = validEdits(out, outRow, valid);
            int nearer = 0;
            int chosen = -1;
            for (int i = 0; i < count; i++) {
                int edit = (int) valid[i];
                edits().apply(edit, out, outRow);
                if (distance(to, toRow, out, outRow) < left && random.nextInt(++nearer) == 0) {
                    chosen = edit;
                }
                edits().apply(edit, out, outRow);
            }
            if (chosen < 0) {
                return false;
            }
            edits().apply(chosen, out, outRow);
            left--;
        }
        return true;
    }

    /**
     * Writes the representative of an architecture's class: networks that compute the same function for the same
     * weights, as far as the space's rules can tell, have the same representative, which is one of them.
     */
    void canonicalise(CodeSlab from, int fromRow, CodeSlab to, int toRow);

    /** Writes an architecture as its benchmark does. Allocates. */
    String format(CodeSlab codes, int row);

    /**
     * Reads an architecture from its benchmark's own notation. Allocates.
     *
     * @throws InvalidArchitectureException if the string is not an architecture of this space; the row is then unchanged
     */
    void parse(String architecture, CodeSlab codes, int row);

    /**
     * The number of codes as the space's size is usually quoted: every choice at every place. Where some choices exclude
     * others, not all of them are {@linkplain #validCount valid}.
     */
    BigInteger rawCount();

    /** The number of valid codes, which {@link #sample} draws from. */
    default BigInteger validCount() {
        return rawCount();
    }

    /** The number of architectures that the benchmark itself tells apart, where it has a rule; known counts only. */
    Optional<BigInteger> canonicalCount();

    /** The number of classes of {@link #canonicalise}, where it is known. */
    Optional<BigInteger> functionalCount();

    /**
     * Whether the space's benchmark has measured one network for every class of {@link #canonicalise} rather than one for
     * every code: a table is then looked up by representative.
     */
    default boolean isMeasuredByClass() {
        return false;
    }

    /**
     * Writes all edits that lead from the code in {@code row}, which must be valid, to a valid code, in ascending order.
     *
     * @param out receives the edits from index 0; at least {@link #maxNeighbours} long
     * @return the number of edits
     */
    default int validEdits(CodeSlab codes, int row, long[] out) {
        int count = 0;
        for (int edit = 0; edit < edits().count(); edit++) {
            if (isValidAfter(codes, row, edit)) {
                out[count++] = edit;
            }
        }
        return count;
    }

    /**
     * Draws an architecture uniformly from those that an edit applies to.
     *
     * @return false if none was met in many draws; the row then holds any architecture
     */
    default boolean sampleBefore(int edit, Philox random, CodeSlab codes, int row) {
        for (int tries = 0; tries < 10_000; tries++) {
            sample(random, codes, row);
            if (isValidAfter(codes, row, edit)) {
                return true;
            }
        }
        return false;
    }

    /** A new slab for {@code rows} codes of this space. */
    default CodeSlab newSlab(int rows) {
        return new CodeSlab(rows, words());
    }
}
