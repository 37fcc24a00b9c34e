package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The value of a layer for one image, or a derivative with respect to it: floats in the blocks of {@link ConvKernels} times two
 * to a power that all share. Numbers that grow from layer to layer so keep within single precision, exactly: factors of two
 * do not round.
 */
final class ScaledPlanes {
    private static final int LANES = ConvKernels.LANES;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    final Buffer form;
    final MemorySegment floats;
    /** The power of two that the floats are multiplied by. */
    int exponent;
    /** Whether nothing has been written; the floats are zero then. */
    boolean isZero = true;

    /** Zeros in memory that holds zeros. */
    ScaledPlanes(Buffer form, MemorySegment floats) {
        this.form = form;
        this.floats = floats;
    }

    int count() {
        return form.blocks() * form.planeFloats();
    }

    float get(int index) {
        return floats.get(FLOAT, (long) index << 2);
    }

    void set(int index, float value) {
        floats.set(FLOAT, (long) index << 2, value);
    }

    void add(int index, float value) {
        set(index, get(index) + value);
    }

    /** Brings the largest magnitude to between 1 and 2, after the floats have been written. */
    void settle() {
        float largest = 0;
        for (int i = 0; i < count(); i++) {
            largest = Math.max(largest, Math.abs(get(i)));
        }
        isZero = largest == 0;
        if (!isZero && Float.isFinite(largest)) {
            shift(Math.getExponent(largest));
        }
    }

    /** Adds {@code power} to the exponent, the values staying what they are. */
    private void shift(int power) {
        if (power == 0) {
            return;
        }
        for (int i = 0; i < count(); i++) {
            set(i, Math.scalb(get(i), -power));
        }
        exponent += power;
    }

    /**
     * The factor that numbers of another exponent are to be multiplied by before they are added here; this one's grows first
     * if the other's is larger.
     */
    float factorFor(int other) {
        if (isZero) {
            exponent = other;
            isZero = false;
        } else if (other > exponent) {
            shift(other - exponent);
        }
        return Math.scalb(1f, other - exponent);
    }

    /** The sum of products with the other's floats, plane by plane; exponents left out. */
    double dot(ScaledPlanes other) {
        double sum = 0;
        for (int i = 0; i < count(); i++) {
            sum += (double) get(i) * other.get(i);
        }
        return sum;
    }

    /** The index of a channel's first pixel. */
    int channel(int channel) {
        return form.plane(0, channel / LANES) + channel % LANES;
    }
}
