package org.deltanas.kernels.num;

/** The kernels of this package, scalar or at one vector width; all implementations are bit-equal. */
interface NumKernels {
    /** Writes the 64 standard normal numbers of a chunk; see {@link Gaussian} for their order. */
    void gaussianChunk(long seed, long stream, long chunk, float[] out, int offset);

    /** Replaces {@code count} numbers by their {@link Elementary#exp}. */
    void exp(float[] values, int offset, int count);

    /** Replaces {@code count} numbers by their {@link Elementary#log}. */
    void log(float[] values, int offset, int count);

    /** Replaces {@code count} numbers by their {@link Elementary#sigmoid}. */
    void sigmoid(float[] values, int offset, int count);

    /** Replaces {@code count} numbers by their {@link Elementary#softplus}. */
    void softplus(float[] values, int offset, int count);

    /** Replaces {@code count} numbers x by x times their {@link Elementary#sigmoid}. */
    void silu(float[] values, int offset, int count);
}
