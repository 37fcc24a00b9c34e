package org.deltanas.predict;

import java.util.Objects;

/**
 * The places of the largest of some numbers, largest first, equals in order of their places. A heap with the worst of those
 * kept on top: most numbers are compared with it and no other. Allocation free; owned by one thread.
 */
final class BestPlaces {
    private final int[] heap;
    private float[] values;
    private int count;

    /** Room for at most {@code capacity} places. */
    BestPlaces(int capacity) {
        this.heap = new int[capacity];
    }

    /** Forgets what was found. */
    void clear() {
        count = 0;
    }

    /** Finds up to {@code most} places, at least 1, of the largest of {@code numbers[0, n)}. */
    void find(float[] numbers, int n, int most) {
        values = numbers;
        int kept = Math.min(n, most);
        for (int i = 0; i < kept; i++) {
            heap[i] = i;
        }
        for (int i = kept / 2 - 1; i >= 0; i--) {
            sink(i, kept);
        }
        for (int i = kept; i < n; i++) {
            // Not if equal: it comes later.
            if (numbers[i] > numbers[heap[0]]) {
                heap[0] = i;
                sink(0, kept);
            }
        }
        for (int end = kept - 1; end > 0; end--) {
            int worst = heap[0];
            heap[0] = heap[end];
            heap[end] = worst;
            sink(0, end);
        }
        count = kept;
    }

    private void sink(int from, int end) {
        int place = heap[from];
        int at = from;
        for (int child = 2 * at + 1; child < end; child = 2 * at + 1) {
            if (child + 1 < end && isWorse(heap[child + 1], heap[child])) {
                child++;
            }
            if (isWorse(place, heap[child])) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = place;
    }

    private boolean isWorse(int a, int b) {
        return values[a] < values[b] || (values[a] == values[b] && a > b);
    }

    /** The number of places found. */
    int count() {
        return count;
    }

    /** The place with rank {@code rank}, 0 being the largest number's. */
    int place(int rank) {
        return heap[Objects.checkIndex(rank, count)];
    }
}
