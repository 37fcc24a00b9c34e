package org.deltanas.kernels.conv;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Objects that are filled for one network and used again for the next: as many are made as the largest network needs.
 * Allocation free from then on.
 *
 * @param <T> what has a slot
 */
final class Slots<T> {
    private final Supplier<T> maker;
    private final List<T> slots = new ArrayList<>();
    private int used;

    /** No slots yet; {@code maker} makes them. */
    Slots(Supplier<T> maker) {
        this.maker = maker;
    }

    /** The next slot, with whatever the network before left in it. */
    T next() {
        if (used == slots.size()) {
            slots.add(maker.get());
        }
        return slots.get(used++);
    }

    /** A slot in use. */
    T get(int index) {
        if (index >= used) {
            throw new IndexOutOfBoundsException("there are " + used + " slots in use, and none is " + index);
        }
        return slots.get(index);
    }

    /** The number of slots in use. */
    int size() {
        return used;
    }

    /** Puts all slots out of use. */
    void clear() {
        used = 0;
    }
}
