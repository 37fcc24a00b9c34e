package org.deltanas.kernels.num;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.VectorWidth;

/**
 * Standard normal numbers by counter: element {@code i} of the stream {@code stream} of {@code seed} depends on these
 * three alone, whatever was drawn before, on whichever thread, scalar or at any vector width, bit for bit.
 *
 * <p>Philox4x32-10 words through the transform of Box and Muller (1958) in single precision, with the polynomials of
 * {@link Elementary}; the largest magnitude is 6.7. Elements come in chunks of 64: word pair {@code k / 2} of block
 * {@code 16 c + l / 2 + 8 (l mod 2)} gives elements {@code 64 c + 16 k + l}, {@code l < 16}, the cosine for even
 * {@code k} and the sine for odd {@code k}, an order that every vector width can store without a shuffle.
 *
 * <p>Immutable and thread-safe.
 */
public final class Gaussian {
    static final int LANES = 16;
    static final int CHUNK = 64;

    private final NumKernels kernels;

    private Gaussian(NumKernels kernels) {
        this.kernels = kernels;
    }

    /** The generator on the given instructions. */
    public static Gaussian of(Simd simd) {
        return new Gaussian(kernels(simd));
    }

    static NumKernels kernels(Simd simd) {
        return simd.isVector()
                ? VectorWidth.specialise(MethodHandles.lookup(), NumKernels.class, VectorNumKernels.class, simd.bits())
                : new ScalarNumKernels();
    }

    static int blockOfLane(int lane) {
        return (lane >> 1) + ((lane & 1) << 3);
    }

    /**
     * Writes elements {@code [from, from + count)} of a stream. Allocates a scratch of 64 floats where the range does
     * not start and end on multiples of 64.
     *
     * @param from the first element, not negative
     * @throws IllegalArgumentException if {@code from} is negative
     * @throws IndexOutOfBoundsException if the range does not lie within {@code out}
     */
    public void fill(long seed, long stream, long from, float[] out, int offset, int count) {
        if (from < 0) {
            throw new IllegalArgumentException("the first element must not be negative, but is " + from);
        }
        Objects.checkFromIndexSize(offset, count, out.length);
        float[] scratch = null;
        int done = 0;
        while (done < count) {
            long element = from + done;
            int within = (int) (element % CHUNK);
            int take = Math.min(CHUNK - within, count - done);
            if (take == CHUNK) {
                kernels.gaussianChunk(seed, stream, element / CHUNK, out, offset + done);
            } else {
                scratch = scratch == null ? new float[CHUNK] : scratch;
                kernels.gaussianChunk(seed, stream, element / CHUNK, scratch, 0);
                System.arraycopy(scratch, within, out, offset + done, take);
            }
            done += take;
        }
    }
}
