package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;

/** Where values lie, blocks of 16 channels of square images: a slot of a {@link Program}, or one of its owner's. */
final class Buffer {
    private static final int LANES = ConvKernels.LANES;

    private int channels;
    private int size;
    /** The memory it lies in, and from which float on. */
    MemorySegment memory = MemorySegment.NULL;

    int at;
    /** The step that fills it; null for images. */
    Step producer;
    /** The number of the last step that reads or fills it. */
    int lastUse;

    /** A slot, to be shaped. */
    Buffer() {}

    /** A buffer at the beginning of its memory. */
    Buffer(int channels, int size) {
        shape(channels, size);
    }

    Buffer shape(int ofChannels, int ofSize) {
        channels = ofChannels;
        size = ofSize;
        at = 0;
        producer = null;
        lastUse = -1;
        return this;
    }

    int channels() {
        return channels;
    }

    /** Pixels a side. */
    int size() {
        return size;
    }

    int blocks() {
        return Math.ceilDiv(channels, LANES);
    }

    int pixels() {
        return size * size;
    }

    int planeFloats() {
        return pixels() * LANES;
    }

    /** The first float of a plane. */
    int plane(int image, int block) {
        return at + (image * blocks() + block) * planeFloats();
    }
}
