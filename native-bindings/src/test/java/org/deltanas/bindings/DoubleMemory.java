package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The memory of the double's device. Addresses lead nowhere on the host: whoever follows one there is caught. Fresh memory
 * is full of NaN, blocks are never adjacent, and no address is given out twice.
 */
final class DoubleMemory {
    private static final long FIRST = 0x7d00_0000_0000L;
    private static final long GRAIN = 512;

    private final TreeMap<Long, float[]> blocks = new TreeMap<>();
    private final Map<Long, Long> sizes = new TreeMap<>();
    private long next = FIRST;
    private long held;
    private long peak;
    private long limit = 80L << 30;

    /** Some floats of a block. */
    static final class Floats {
        private final float[] data;
        private final long block;
        private final int from;
        private final int count;

        private Floats(float[] data, long block, int from, int count) {
            this.data = data;
            this.block = block;
            this.from = from;
            this.count = count;
        }

        int count() {
            return count;
        }

        /** Where an element lies in its block. */
        int index(int element) {
            return from + element;
        }

        double get(int index) {
            return data[from + check(index)];
        }

        void set(int index, double value) {
            data[from + check(index)] = (float) value;
        }

        void fill(float value) {
            Arrays.fill(data, from, from + count, value);
        }

        void copyFrom(float[] source) {
            System.arraycopy(source, 0, data, from, count);
        }

        float[] toArray() {
            return Arrays.copyOfRange(data, from, from + count);
        }

        private int check(int index) {
            if (index < 0 || index >= count) {
                throw new CudaDouble.Violation("element " + index + " of " + count);
            }
            return index;
        }

        boolean overlaps(Floats other) {
            return block == other.block && from < other.from + other.count && other.from < from + count;
        }
    }

    void limit(long bytes) {
        limit = bytes;
    }

    long held() {
        return held;
    }

    long free() {
        return limit - held;
    }

    long total() {
        return limit;
    }

    long peak() {
        return peak;
    }

    /** A new block's address; 0 if the device has no room for it. */
    long allocate(long bytes) {
        if (held + bytes > limit) {
            return 0;
        }
        float[] data = new float[Math.toIntExact((bytes + 3) / 4)];
        Arrays.fill(data, Float.NaN);
        long address = next;
        next += (bytes / GRAIN + 2) * GRAIN;
        blocks.put(address, data);
        sizes.put(address, bytes);
        held += bytes;
        peak = Math.max(peak, held);
        return address;
    }

    void free(long address) {
        if (blocks.remove(address) == null) {
            throw new CudaDouble.Violation("freed 0x" + Long.toHexString(address) + ", which is no block");
        }
        held -= sizes.remove(address);
    }

    void freeAll() {
        blocks.clear();
        sizes.clear();
        held = 0;
    }

    int count() {
        return blocks.size();
    }

    /**
     * What lies at an address.
     *
     * @param what for people, such as "x"
     */
    Floats floats(String what, MemorySegment pointer, long bytes, int alignment) {
        long address = pointer.address();
        if (address % alignment != 0) {
            throw new CudaDouble.Violation(what + " is not aligned to " + alignment + " bytes");
        }
        Map.Entry<Long, float[]> block = blocks.floorEntry(address);
        if (block == null || address - block.getKey() + bytes > sizes.get(block.getKey())) {
            throw new CudaDouble.Violation(
                    what + ": " + bytes + " bytes at 0x" + Long.toHexString(address) + " do not lie in device memory");
        }
        return new Floats(block.getValue(), block.getKey(), (int) ((address - block.getKey()) / 4), (int) (bytes / 4));
    }
}
