package org.deltanas.space;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.deltanas.kernels.num.Philox;

/**
 * A space whose architectures choose one of several options at each of {@code n} positions, freely.
 *
 * <p>Position {@code p} is a binary field of {@code ceil(log2(options(p)))} bits; fields are packed in order and never
 * straddle two words. The edits of a position are all XOR masks of its field that lead from some option to another:
 * a one-edit neighbour differs at one position, so an architecture has {@code sum(options(p) - 1)} of them.
 */
public abstract class CategoricalSpace implements SearchSpace {
    /** Positions with more options have their flips sought each time, for tables of them grow with the square. */
    private static final int MOST_TABULATED = 256;

    private final String name;
    private final int[] options;
    private final int[] words;
    private final int[] shifts;
    private final long[] fieldMasks;
    private final int wordCount;
    private final int bits;
    private final Edits edits;
    private final int neighbours;
    /** For each neighbour the position at which it differs, and for each position its first neighbour. */
    private final int[] positionOfNeighbour;

    private final int[] firstNeighbour;
    private final int[] firstEdit;
    /** For each position the flips that lead from an option to the others, option by option; null if there are too many. */
    private final int[][] flips;

    /**
     * Lays out the fields.
     *
     * @param name the name of the space
     * @param options for each position its number of options, at least 2
     */
    @SuppressWarnings("this-escape")
    protected CategoricalSpace(String name, int... options) {
        this.name = name;
        this.options = options.clone();
        int n = options.length;
        this.words = new int[n];
        this.shifts = new int[n];
        this.fieldMasks = new long[n];
        int word = 0;
        int shift = 0;
        int used = 0;
        for (int p = 0; p < n; p++) {
            int width = Integer.SIZE - Integer.numberOfLeadingZeros(options[p] - 1);
            if (shift + width > Long.SIZE) {
                word++;
                shift = 0;
            }
            words[p] = word;
            shifts[p] = shift;
            fieldMasks[p] = (1L << width) - 1;
            shift += width;
            used += width;
        }
        this.wordCount = word + 1;
        this.bits = used;
        this.edits = layOutEdits();
        this.neighbours = Arrays.stream(options).map(o -> o - 1).sum();
        this.positionOfNeighbour = new int[neighbours];
        this.firstNeighbour = new int[n];
        this.firstEdit = new int[n];
        this.flips = new int[n][];
        numberNeighbours();
    }

    private Edits layOutEdits() {
        int capacity = 0;
        for (long mask : fieldMasks) {
            capacity += (int) mask;
        }
        int[] editWords = new int[capacity];
        long[] masks = new long[capacity];
        int[] positions = new int[capacity];
        int count = 0;
        for (int p = 0; p < options.length; p++) {
            for (int flip = 1; flip <= fieldMasks[p]; flip++) {
                if (leadsSomewhere(flip, options[p])) {
                    editWords[count] = words[p];
                    masks[count] = (long) flip << shifts[p];
                    positions[count] = p;
                    count++;
                }
            }
        }
        return new Edits(
                Arrays.copyOf(editWords, count),
                Arrays.copyOf(masks, count),
                Arrays.copyOf(positions, count),
                wordCount);
    }

    private static boolean leadsSomewhere(int flip, int options) {
        for (int from = 0; from < options; from++) {
            if ((from ^ flip) < options) {
                return true;
            }
        }
        return false;
    }

    private void numberNeighbours() {
        Map<Integer, int[]> tables = new HashMap<>();
        int neighbour = 0;
        int edit = 0;
        for (int p = 0; p < options.length; p++) {
            firstNeighbour[p] = neighbour;
            firstEdit[p] = edit;
            Arrays.fill(positionOfNeighbour, neighbour, neighbour + options[p] - 1, p);
            neighbour += options[p] - 1;
            edit += (int) fieldMasks[p];
            if (options[p] <= MOST_TABULATED) {
                flips[p] = tables.computeIfAbsent(options[p], CategoricalSpace::flips);
            }
        }
    }

    private static int[] flips(int options) {
        int[] table = new int[options * (options - 1)];
        for (int option = 0; option < options; option++) {
            for (int j = 0; j < options - 1; j++) {
                table[option * (options - 1) + j] = flip(option, options, j);
            }
        }
        return table;
    }

    /** The {@code j}th of the masks of a field that lead from an option to another. */
    private static int flip(int option, int options, int j) {
        int flip = 0;
        for (int left = j; left >= 0; ) {
            flip++;
            left -= (option ^ flip) < options ? 1 : 0;
        }
        return flip;
    }

    private int flip(int position, long word, int neighbour) {
        int j = neighbour - firstNeighbour[position];
        int option = optionIn(word, position);
        int[] table = flips[position];
        return table == null ? flip(option, options[position], j) : table[option * (options[position] - 1) + j];
    }

    /** The edit that leads to the {@code j}th of an architecture's neighbours, in the order of their edits. */
    public final int neighbourEdit(CodeSlab codes, int row, int j) {
        int p = positionOfNeighbour[j];
        return firstEdit[p] + flip(p, codes.word(row, words[p]), j) - 1;
    }

    /** Makes an architecture the {@code j}th of its neighbours, in the order of their edits. */
    public final void moveToNeighbour(CodeSlab codes, int row, int j) {
        int p = positionOfNeighbour[j];
        int w = words[p];
        long word = codes.word(row, w);
        codes.setWord(row, w, word ^ ((long) flip(p, word, j) << shifts[p]));
    }

    /** The number of positions. */
    public final int positions() {
        return options.length;
    }

    /** The number of options at a position. */
    public final int options(int position) {
        return options[position];
    }

    /** The option that an architecture has at a position. */
    public final int option(CodeSlab codes, int row, int position) {
        return optionIn(codes.word(row, words[position]), position);
    }

    /** The option at a position of a code whose word for that position is {@code word}. */
    public final int optionIn(long word, int position) {
        return (int) ((word >>> shifts[position]) & fieldMasks[position]);
    }

    /** Sets the option of an architecture at a position; the caller keeps it in {@code [0, options(position))}. */
    public final void setOption(CodeSlab codes, int row, int position, int option) {
        int w = words[position];
        long cleared = codes.word(row, w) & ~(fieldMasks[position] << shifts[position]);
        codes.setWord(row, w, cleared | ((long) option << shifts[position]));
    }

    /** The option that an edit leads to when the code's word before the edit is {@code word}. */
    public final int optionAfter(int edit, long word) {
        return optionIn(word ^ edits.mask(edit), edits.position(edit));
    }

    /** The word of the code that a position's field is in. */
    public final int word(int position) {
        return words[position];
    }

    /** The lowest bit of a position's field within its word. */
    public final int shift(int position) {
        return shifts[position];
    }

    /** The field of a position, moved to bit 0. */
    final long fieldMask(int position) {
        return fieldMasks[position];
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int bits() {
        return bits;
    }

    @Override
    public final int words() {
        return wordCount;
    }

    @Override
    public final Edits edits() {
        return edits;
    }

    @Override
    public final int minNeighbours() {
        return neighbours;
    }

    @Override
    public final int maxNeighbours() {
        return neighbours;
    }

    @Override
    public final boolean isValid(CodeSlab codes, int row) {
        int p = 0;
        for (int w = 0; w < wordCount; w++) {
            long rest = codes.word(row, w);
            for (; p < options.length && words[p] == w; p++) {
                if (option(codes, row, p) >= options[p]) {
                    return false;
                }
                rest &= ~(fieldMasks[p] << shifts[p]);
            }
            if (rest != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public final boolean isValidAfter(CodeSlab codes, int row, int edit) {
        int p = edits.position(edit);
        return optionIn(edits.valueAfter(edit, codes, row), p) < options[p];
    }

    @Override
    public final void sample(Philox random, CodeSlab codes, int row) {
        for (int p = 0; p < options.length; p++) {
            setOption(codes, row, p, random.nextInt(options[p]));
        }
    }

    @Override
    public final int distance(CodeSlab a, int rowA, CodeSlab b, int rowB) {
        int distance = 0;
        for (int p = 0; p < options.length; p++) {
            if (option(a, rowA, p) != option(b, rowB, p)) {
                distance++;
            }
        }
        return distance;
    }

    /** {@inheritDoc} Some of the positions at which they differ. */
    @Override
    public final boolean moveTowards(
            CodeSlab from, int fromRow, CodeSlab to, int toRow, int steps, Philox random, CodeSlab out, int outRow) {
        int left = steps;
        int differing = distance(from, fromRow, to, toRow);
        out.copyFrom(from, fromRow, outRow);
        for (int p = 0; left > 0; p++) {
            int option = option(to, toRow, p);
            if (option != option(from, fromRow, p) && random.nextInt(differing--) < left) {
                setOption(out, outRow, p, option);
                left--;
            }
        }
        return true;
    }

    @Override
    public final BigInteger rawCount() {
        BigInteger count = BigInteger.ONE;
        for (int o : options) {
            count = count.multiply(BigInteger.valueOf(o));
        }
        return count;
    }

    @Override
    public final String toString() {
        return name;
    }
}
