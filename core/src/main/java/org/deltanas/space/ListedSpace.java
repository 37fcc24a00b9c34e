package org.deltanas.space;

import java.util.Arrays;

/**
 * All codes of a small space, numbered in ascending order, with the neighbours of each: what a table by architecture is
 * indexed by.
 *
 * <p>Immutable and safe for any number of threads. Costs two bytes for each word of the space's bits and four for each
 * neighbour of each code, 2 MB for NAS-Bench-201, and the time to test and edit every code once.
 */
public final class ListedSpace {
    /** The most codes in a list. */
    public static final int MAX_CODES = 1 << 16;

    private static final int MAX_BITS = 20;
    private static final long MAX_NEIGHBOURS = 1 << 22;

    private final int[] words;
    /** For each word the number of its code; meaningless for words that are none. */
    private final char[] numbers;
    /** For each code where its neighbours begin in the two lists below. */
    private final int[] starts;

    private final char[] targets;
    private final char[] edits;

    /**
     * Lists a space.
     *
     * @throws IllegalArgumentException if it is not {@linkplain #exists listable}
     */
    public ListedSpace(SearchSpace space) {
        if (!exists(space)) {
            throw new IllegalArgumentException("the space '" + space.name() + "' has more than " + MAX_CODES
                    + " codes, or too many neighbours or bits, to be listed");
        }
        int count = space.validCount().intValueExact();
        words = new int[count];
        numbers = new char[1 << space.bits()];
        starts = new int[count + 1];
        char[] foundTargets = new char[count * space.maxNeighbours()];
        char[] foundEdits = new char[foundTargets.length];
        try (CodeSlab code = space.newSlab(1)) {
            number(space, code);
            int end = 0;
            long[] valid = new long[space.edits().count()];
            for (int number = 0; number < count; number++) {
                code.setWord(0, 0, words[number]);
                int neighbours = space.validEdits(code, 0, valid);
                for (int j = 0; j < neighbours; j++) {
                    int edit = (int) valid[j];
                    foundEdits[end] = (char) edit;
                    foundTargets[end++] = numbers[(int) space.edits().valueAfter(edit, code, 0)];
                }
                starts[number + 1] = end;
            }
            targets = end == foundTargets.length ? foundTargets : Arrays.copyOf(foundTargets, end);
            edits = end == foundEdits.length ? foundEdits : Arrays.copyOf(foundEdits, end);
        }
    }

    private void number(SearchSpace space, CodeSlab code) {
        int count = 0;
        for (int word = 0; word < numbers.length; word++) {
            code.setWord(0, 0, word);
            if (space.isValid(code, 0)) {
                numbers[word] = (char) count;
                words[count++] = word;
            }
        }
    }

    /**
     * Whether a space can be listed: at most {@value #MAX_CODES} codes of up to 20 bits, with four million neighbours among
     * them.
     */
    public static boolean exists(SearchSpace space) {
        // The count comes last: it is a power of large numbers for long chains.
        return space.words() == 1
                && space.bits() <= MAX_BITS
                && space.edits().count() <= Character.MAX_VALUE
                && space.validCount().bitLength() <= MAX_BITS
                && space.validCount().intValueExact() <= MAX_CODES
                && space.validCount().longValueExact() * space.maxNeighbours() <= MAX_NEIGHBOURS;
    }

    /** The number of codes. */
    public int size() {
        return words.length;
    }

    /** The number of the architecture in a row, in {@code [0, size)}. */
    public int number(CodeSlab codes, int row) {
        return numbers[(int) codes.word(row, 0)];
    }

    /** The number of the architecture whose code is {@code word}, in {@code [0, size)}. */
    public int number(long word) {
        return numbers[(int) word];
    }

    /** Writes the code of a number into a row; the inverse of {@link #number}. */
    public void write(int number, CodeSlab codes, int row) {
        codes.setWord(row, 0, words[number]);
    }

    /** The edit that leads to neighbour {@code j} of an architecture, neighbours being in the order of their edits. */
    public int edit(int number, int j) {
        return edits[starts[number] + j];
    }

    /**
     * Looks up the neighbours of an architecture in the order of their edits.
     *
     * @param table a number for each code
     * @param out receives the neighbours' from {@code offset}
     * @return how many neighbours there are
     */
    public int lookUp(int number, float[] table, float[] out, int offset) {
        int from = starts[number];
        int count = starts[number + 1] - from;
        char[] list = targets;
        for (int j = 0; j < count; j++) {
            out[offset + j] = table[list[from + j]];
        }
        return count;
    }
}
