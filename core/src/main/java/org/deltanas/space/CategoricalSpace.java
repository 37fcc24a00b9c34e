package org.deltanas.space;

import java.math.BigInteger;
import java.util.Arrays;
import org.deltanas.kernels.num.Philox;

/**
 * A space whose architectures choose one of several options at each of {@code n} positions, freely.
 *
 * <p>Position {@code p} is a binary field of {@code ceil(log2(options(p)))} bits; fields are packed in order and never
 * straddle two words. The edits of a position are all XOR masks of its field that lead from some option to another:
 * a one-edit neighbour differs at one position, so an architecture has {@code sum(options(p) - 1)} of them.
 */
public abstract class CategoricalSpace implements SearchSpace {
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
        this.firstEdit = new int[n];
        this.edits = layOutEdits();
        this.neighbours = Arrays.stream(options).map(o -> o - 1).sum();
        this.positionOfNeighbour = new int[neighbours];
        this.firstNeighbour = new int[n];
        int neighbour = 0;
        for (int p = 0; p < n; p++) {
            firstNeighbour[p] = neighbour;
            neighbour += options[p] - 1;
            Arrays.fill(positionOfNeighbour, firstNeighbour[p], neighbour, p);
        }
    }

    private Edits layOutEdits() {
        int count = (int) Arrays.stream(fieldMasks).sum();
        int[] editWords = new int[count];
        long[] masks = new long[count];
        int[] positions = new int[count];
        int edit = 0;
        for (int p = 0; p < options.length; p++) {
            firstEdit[p] = edit;
            for (int flip = 1; flip <= fieldMasks[p]; flip++) {
                editWords[edit] = words[p];
                masks[edit] = (long) flip << shifts[p];
                positions[edit++] = p;
            }
        }
        return new Edits(editWords, masks, positions, wordCount);
    }

    /**
     * The {@code j}th of the flips that lead from an option to the others, ascending: an option after is {@code option ^ flip}.
     * Positions of as many options have the same flips.
     *
     * @param j in {@code [0, options(position) - 1)}
     */
    public final int flip(int position, int option, int j) {
        int count = options[position];
        int flip = 0;
        // Flip 0, to the option itself, is the first.
        int left = j + 1;
        for (int bit = Integer.highestOneBit(count - 1); bit > 0; bit >>>= 1) {
            int first = (option ^ flip) & -bit;
            int withoutBit = Math.clamp(count - first, 0, bit);
            if (left >= withoutBit) {
                left -= withoutBit;
                flip |= bit;
            }
        }
        return flip;
    }

    /** The edit that flips a position's field, which leads somewhere from at least one of its options. */
    public final int edit(int position, int flip) {
        return firstEdit[position] + flip - 1;
    }

    private int flipTo(int position, long word, int neighbour) {
        return flip(position, optionIn(word, position), neighbour - firstNeighbour[position]);
    }

    /** The edit that leads to the {@code j}th of an architecture's neighbours, in the order of their edits. */
    public final int neighbourEdit(CodeSlab codes, int row, int j) {
        int p = positionOfNeighbour[j];
        return edit(p, flipTo(p, codes.word(row, words[p]), j));
    }

    /** Makes an architecture the {@code j}th of its neighbours, in the order of their edits. */
    public final void moveToNeighbour(CodeSlab codes, int row, int j) {
        int p = positionOfNeighbour[j];
        int w = words[p];
        long word = codes.word(row, w);
        codes.setWord(row, w, word ^ ((long) flipTo(p, word, j) << shifts[p]));
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
