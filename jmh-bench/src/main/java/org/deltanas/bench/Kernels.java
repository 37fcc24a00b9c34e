package org.deltanas.bench;

import org.deltanas.kernels.Simd;

/** The values of a benchmark's parameter {@code kernel}. */
final class Kernels {
    static final String SCALAR = "scalar";
    static final String VECTOR_128 = "128";
    static final String VECTOR_256 = "256";
    static final String VECTOR_512 = "512";

    private Kernels() {}

    static Simd simd(String kernel) {
        return kernel.equals(SCALAR) ? Simd.scalar() : Simd.vector(Integer.parseInt(kernel));
    }
}
