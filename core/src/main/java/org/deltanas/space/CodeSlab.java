package org.deltanas.space;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.deltanas.kernels.num.Philox;

/**
 * Packed architecture codes in one off-heap segment: row {@code i} is {@code words} longs at a fixed stride.
 *
 * <p>The segment is 64-byte aligned; the stride is {@code words} rounded up to 1, 2, 4 or a multiple of 8 longs, so
 * that a row never straddles more cache lines than it must. Words between {@code words} and the stride stay zero. The
 * slab owns its memory and frees it on {@link #close}; it may be used by several threads as long as no row is written
 * by one while used by another. No method allocates.
 */
public final class CodeSlab implements AutoCloseable {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

    private final Arena arena;
    private final MemorySegment segment;
    private final int rows;
    private final int words;
    private final int stride;

    /**
     * Allocates {@code rows} zeroed codes.
     *
     * @param rows the number of codes, at least 1
     * @param words longs in one code, at least 1
     * @throws IllegalArgumentException if a count is not positive or the slab would exceed 2 GiB
     */
    public CodeSlab(int rows, int words) {
        if (rows < 1 || words < 1) {
            throw new IllegalArgumentException("rows and words must be positive, not " + rows + " and " + words);
        }
        this.rows = rows;
        this.words = words;
        this.stride = words <= 2 ? words : words <= 4 ? 4 : (words + 7) & -8;
        long bytes = (long) rows * stride * Long.BYTES;
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a slab of " + rows + " codes of " + words + " words exceeds 2 GiB: use several");
        }
        this.arena = Arena.ofShared();
        this.segment = arena.allocate(bytes, 64);
    }

    /** The number of rows. */
    public int rows() {
        return rows;
    }

    /** Longs in one code. */
    public int words() {
        return words;
    }

    /** Longs from one row to the next. */
    public int stride() {
        return stride;
    }

    /** The memory behind the slab: {@code rows * stride} longs in native byte order. */
    public MemorySegment segment() {
        return segment;
    }

    /** The long {@code word} of code {@code row}. */
    public long word(int row, int word) {
        return segment.getAtIndex(WORD, row * stride + word);
    }

    /** Sets the long {@code word} of code {@code row}. */
    public void setWord(int row, int word, long value) {
        segment.setAtIndex(WORD, row * stride + word, value);
    }

    /** Copies a code of {@code source}, which must have as many words, into {@code row}. */
    public void copyFrom(CodeSlab source, int sourceRow, int row) {
        for (int w = 0; w < words; w++) {
            setWord(row, w, source.word(sourceRow, w));
        }
    }

    /** Whether two codes of as many words are the same. */
    public boolean sameCode(int row, CodeSlab other, int otherRow) {
        for (int w = 0; w < words; w++) {
            if (word(row, w) != other.word(otherRow, w)) {
                return false;
            }
        }
        return true;
    }

    /** A well-scattered 64-bit hash of a code. */
    public long hash(int row) {
        long h = 0;
        for (int w = 0; w < words; w++) {
            h = Philox.mix(h + 0x9E3779B97F4A7C15L + word(row, w));
        }
        return h;
    }

    /** Compares two codes as unsigned numbers, word 0 first. */
    public int compare(int row, CodeSlab other, int otherRow) {
        for (int w = 0; w < words; w++) {
            int c = Long.compareUnsigned(word(row, w), other.word(otherRow, w));
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
