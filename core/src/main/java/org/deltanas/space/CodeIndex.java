package org.deltanas.space;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.eclipse.collections.impl.map.mutable.primitive.LongIntHashMap;

/**
 * Numbers distinct codes 0, 1, 2, ... in the order in which they are added: a set of codes, and the key of anything
 * kept for each of them.
 *
 * <p>Codes of one word are looked up in an Eclipse Collections primitive map, longer ones in an off-heap hash table with
 * linear probing; either way the codes themselves lie in one slab. Allocates only when it grows beyond the expected
 * size. Safe for concurrent reads; a writer must be alone.
 */
public abstract class CodeIndex implements AutoCloseable {
    private static final int ABSENT = -1;

    private CodeSlab codes;
    private int size;

    private CodeIndex(int expected, int words) {
        this.codes = new CodeSlab(Math.max(expected, 1), words);
    }

    /**
     * An empty index.
     *
     * @param space the space of the codes
     * @param expected how many codes there is room for before anything has to grow
     */
    public static CodeIndex of(SearchSpace space, int expected) {
        return space.words() == 1 ? new SingleWord(expected) : new ManyWords(expected, space.words());
    }

    /** The number of codes. */
    public final int size() {
        return size;
    }

    /** The codes, row {@code i} being number {@code i}; valid until the next {@link #add}. */
    public final CodeSlab codes() {
        return codes;
    }

    /** The number of a code, or -1 if it was never added. */
    public abstract int indexOf(CodeSlab from, int row);

    /** Whether a code was added. */
    public final boolean contains(CodeSlab from, int row) {
        return indexOf(from, row) >= 0;
    }

    /**
     * Adds a code unless it is there.
     *
     * @return the number it was given, or {@code -1 - n} if it was there as number {@code n}
     */
    public final int add(CodeSlab from, int row) {
        int known = indexOf(from, row);
        if (known >= 0) {
            return -1 - known;
        }
        if (size == codes.rows()) {
            CodeSlab larger = new CodeSlab(2 * size, codes.words());
            MemorySegment.copy(
                    codes.segment(), 0, larger.segment(), 0, codes.segment().byteSize());
            codes.close();
            codes = larger;
        }
        codes.copyFrom(from, row, size);
        put(size);
        return size++;
    }

    /** Forgets the codes from number {@code count} on, the last first, keeps the room. */
    public final void truncate(int count) {
        while (size > count) {
            remove(--size);
        }
    }

    /** Forgets all codes, keeps the room. */
    public void clear() {
        size = 0;
    }

    @Override
    public void close() {
        codes.close();
    }

    /** Makes the code in row {@code index}, which is not there yet, findable. */
    abstract void put(int index);

    /** Makes the code in row {@code index}, the last that was put, impossible to find. */
    abstract void remove(int index);

    private static final class SingleWord extends CodeIndex {
        private final LongIntHashMap indices;

        SingleWord(int expected) {
            super(expected, 1);
            this.indices = new LongIntHashMap(expected);
        }

        @Override
        public int indexOf(CodeSlab from, int row) {
            return indices.getIfAbsent(key(from, row), ABSENT);
        }

        @Override
        void put(int index) {
            indices.put(key(codes(), index), index);
        }

        @Override
        void remove(int index) {
            indices.removeKey(key(codes(), index));
        }

        /** The complement: the map allocates for the keys 0 and 1, and no code of fewer than 64 bits complements to those. */
        private static long key(CodeSlab codes, int row) {
            return ~codes.word(row, 0);
        }

        @Override
        public void clear() {
            super.clear();
            indices.clear();
        }
    }

    /** Slots hold the number of a code plus one, 0 for a free slot; at most half of them are taken. */
    private static final class ManyWords extends CodeIndex {
        private static final ValueLayout.OfInt SLOT = ValueLayout.JAVA_INT;

        private Arena arena;
        private MemorySegment slots;
        private int mask;

        ManyWords(int expected, int words) {
            super(expected, words);
            allocate(Integer.highestOneBit(Math.max(expected, 8)) * 4);
        }

        private void allocate(int capacity) {
            arena = Arena.ofShared();
            slots = arena.allocate((long) capacity * Integer.BYTES, 64);
            mask = capacity - 1;
        }

        @Override
        public int indexOf(CodeSlab from, int row) {
            for (int slot = (int) from.hash(row) & mask; ; slot = (slot + 1) & mask) {
                int index = slots.getAtIndex(SLOT, slot) - 1;
                if (index < 0) {
                    return ABSENT;
                }
                if (codes().sameCode(index, from, row)) {
                    return index;
                }
            }
        }

        @Override
        void put(int index) {
            if (2 * (index + 1) > mask) {
                arena.close();
                allocate(2 * (mask + 1));
                for (int i = 0; i < index; i++) {
                    putInFreeSlot(i);
                }
            }
            putInFreeSlot(index);
        }

        /** No code was put after this one, so that none was put behind it for want of its slot. */
        @Override
        void remove(int index) {
            int slot = (int) codes().hash(index) & mask;
            while (slots.getAtIndex(SLOT, slot) != index + 1) {
                slot = (slot + 1) & mask;
            }
            slots.setAtIndex(SLOT, slot, 0);
        }

        private void putInFreeSlot(int index) {
            int slot = (int) codes().hash(index) & mask;
            while (slots.getAtIndex(SLOT, slot) != 0) {
                slot = (slot + 1) & mask;
            }
            slots.setAtIndex(SLOT, slot, index + 1);
        }

        @Override
        public void clear() {
            super.clear();
            slots.fill((byte) 0);
        }

        @Override
        public void close() {
            super.close();
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }
}
