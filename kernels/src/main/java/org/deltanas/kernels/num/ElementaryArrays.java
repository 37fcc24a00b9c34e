package org.deltanas.kernels.num;

import java.util.Objects;
import org.deltanas.kernels.Simd;

/**
 * The functions of {@link Elementary} over arrays, in place, on chosen instructions; every result has the bits of the
 * scalar function. Immutable, thread-safe, allocation free.
 */
public final class ElementaryArrays {
    private final NumKernels kernels;

    private ElementaryArrays(NumKernels kernels) {
        this.kernels = kernels;
    }

    /** The functions on the given instructions. */
    public static ElementaryArrays of(Simd simd) {
        return new ElementaryArrays(Gaussian.kernels(simd));
    }

    /** Replaces {@code values[offset, offset + count)} by {@link Elementary#exp}. */
    public void exp(float[] values, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, values.length);
        kernels.exp(values, offset, count);
    }

    /** Replaces {@code values[offset, offset + count)} by {@link Elementary#log}. */
    public void log(float[] values, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, values.length);
        kernels.log(values, offset, count);
    }

    /** Replaces {@code values[offset, offset + count)} by {@link Elementary#sigmoid}. */
    public void sigmoid(float[] values, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, values.length);
        kernels.sigmoid(values, offset, count);
    }

    /** Replaces {@code values[offset, offset + count)} by {@link Elementary#softplus}. */
    public void softplus(float[] values, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, values.length);
        kernels.softplus(values, offset, count);
    }

    /** Replaces {@code values[offset, offset + count)}, each x, by x times {@link Elementary#sigmoid}. */
    public void silu(float[] values, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, values.length);
        kernels.silu(values, offset, count);
    }
}
