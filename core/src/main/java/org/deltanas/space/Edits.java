package org.deltanas.space;

/**
 * The one-step edits of a space, each an XOR mask with an id: {@code neighbour = code ^ mask}, so that an edit is its
 * own inverse. A mask lies within one word of the code; ids ascend with that word.
 *
 * <p>Which of the edits lead to a valid architecture depends on the code they are applied to. Immutable.
 */
public final class Edits {
    private final int[] words;
    private final long[] masks;
    private final int[] positions;
    private final int[] firstOfWord;

    /**
     * Describes the edits.
     *
     * @param words for each edit the word that its mask lies in, ascending
     * @param masks for each edit its non-zero mask
     * @param positions for each edit the place in the architecture that it changes (an edge, node or block)
     * @param codeWords longs in one code
     */
    Edits(int[] words, long[] masks, int[] positions, int codeWords) {
        this.words = words;
        this.masks = masks;
        this.positions = positions;
        this.firstOfWord = new int[codeWords + 1];
        for (int e = 0; e < words.length; e++) {
            if (masks[e] == 0 || (e > 0 && words[e] < words[e - 1])) {
                throw new IllegalArgumentException("edit " + e + " has an empty mask or comes out of word order");
            }
            firstOfWord[words[e] + 1] = e + 1;
        }
        for (int w = 1; w <= codeWords; w++) {
            firstOfWord[w] = Math.max(firstOfWord[w], firstOfWord[w - 1]);
        }
    }

    /** The number of edit ids; {@code [0, count)} are all of them. */
    public int count() {
        return masks.length;
    }

    /** The word of the code that an edit changes. */
    public int word(int edit) {
        return words[edit];
    }

    /** The bits that an edit flips within its word. */
    public long mask(int edit) {
        return masks[edit];
    }

    /** The place in the architecture that an edit changes. */
    public int position(int edit) {
        return positions[edit];
    }

    /** The first edit id within {@code word}; {@code firstOfWord(words)} is {@link #count}. */
    public int firstOfWord(int word) {
        return firstOfWord[word];
    }

    /** The value that the word of an edit takes when the edit is applied to a row. */
    public long valueAfter(int edit, CodeSlab codes, int row) {
        return codes.word(row, words[edit]) ^ masks[edit];
    }

    /**
     * The {@link #valueAfter} of many edits.
     *
     * @param ids the edits, ascending
     * @param out receives the values from index 0
     */
    void valuesAfter(long[] ids, int count, CodeSlab codes, int row, long[] out) {
        int at = 0;
        for (int w = 0; at < count; w++) {
            long word = codes.word(row, w);
            for (int end = firstOfWord[w + 1]; at < count && ids[at] < end; at++) {
                out[at] = word ^ masks[(int) ids[at]];
            }
        }
    }

    /** Applies an edit to a row in place. Twice is nothing. */
    public void apply(int edit, CodeSlab codes, int row) {
        codes.setWord(row, words[edit], valueAfter(edit, codes, row));
    }
}
