package org.deltanas.datasets;

import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.eclipse.collections.impl.map.mutable.primitive.LongIntHashMap;

/** Distinct codes in the order in which they came, and for each its place in that order. */
final class CodeRows implements AutoCloseable {
    private static final int FIRST_CAPACITY = 1024;

    private final SearchSpace space;
    private final LongIntHashMap index = new LongIntHashMap();
    private CodeSlab slab;
    private int size;

    CodeRows(SearchSpace space) {
        this.space = space;
        this.slab = space.newSlab(FIRST_CAPACITY);
    }

    int size() {
        return size;
    }

    CodeSlab slab() {
        return slab;
    }

    int indexOf(CodeSlab codes, int row) {
        for (long key = key(codes, row); ; key++) {
            int place = index.getIfAbsent(key, -1);
            if (place < 0 || slab.sameCode(place, codes, row)) {
                return place;
            }
        }
    }

    void add(CodeSlab codes, int row) {
        if (size == slab.rows()) {
            CodeSlab larger = space.newSlab(Math.multiplyExact(size, 2));
            for (int i = 0; i < size; i++) {
                larger.copyFrom(slab, i, i);
            }
            slab.close();
            slab = larger;
        }
        slab.copyFrom(codes, row, size);
        long key = key(codes, row);
        while (index.containsKey(key)) {
            key++;
        }
        index.put(key, size++);
    }

    /** The code itself where it is one word, else its hash; codes of one hash take the keys that follow it. */
    private static long key(CodeSlab codes, int row) {
        return codes.words() == 1 ? codes.word(row, 0) : codes.hash(row);
    }

    @Override
    public void close() {
        slab.close();
    }
}
