package org.deltanas.search;

import java.util.Arrays;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * The best architectures met on a walk, one of each class, at most as many as there is room for. Allocation free after
 * construction; owned by one thread.
 */
final class CandidatePool implements AutoCloseable {
    private final SearchSpace space;
    private final LabelOracle oracle;
    private final CodeSlab codes;
    private final CodeSlab representative;
    private final float[] values;
    private final long[] classes;
    private int size;
    private int worst;

    CandidatePool(SearchSpace space, LabelOracle oracle, int capacity) {
        this.space = space;
        this.oracle = oracle;
        this.codes = space.newSlab(capacity);
        this.representative = space.newSlab(1);
        this.values = new float[capacity];
        this.classes = new long[capacity];
    }

    void clear() {
        size = 0;
        worst = 0;
    }

    int size() {
        return size;
    }

    CodeSlab codes() {
        return codes;
    }

    float value(int i) {
        return values[i];
    }

    /** A value must be larger than this to be worth offering. */
    float threshold() {
        return size < values.length ? Float.NEGATIVE_INFINITY : values[worst];
    }

    /** Takes an architecture in if it is good enough, not labelled yet and the best of its class. */
    void offer(CodeSlab from, int row, float value) {
        if (!(value > threshold())) {
            return;
        }
        space.canonicalise(from, row, representative, 0);
        if (oracle.knows(from, row, representative, 0)) {
            return;
        }
        // 64-bit hashes stand for the classes: a collision among a few hundred would lose one candidate.
        long name = representative.hash(0);
        int place = size;
        for (int i = 0; i < size; i++) {
            if (classes[i] == name) {
                place = i;
                break;
            }
        }
        if (place < size) {
            if (value <= values[place]) {
                return;
            }
        } else if (size < values.length) {
            size++;
        } else {
            place = worst;
        }
        codes.copyFrom(from, row, place);
        values[place] = value;
        classes[place] = name;
        worst = 0;
        for (int i = 1; i < size; i++) {
            if (values[i] < values[worst]) {
                worst = i;
            }
        }
    }

    /** Takes in what another pool holds. */
    void offerAll(CandidatePool other) {
        for (int i = 0; i < other.size; i++) {
            offer(other.codes, i, other.values[i]);
        }
    }

    /** The places of the candidates, best first, equals in the order of their codes. Allocates. */
    int[] ranking() {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> {
            int c = Float.compare(values[j], values[i]);
            return c != 0 ? c : codes.compare(i, codes, j);
        });
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    @Override
    public void close() {
        codes.close();
        representative.close();
    }
}
