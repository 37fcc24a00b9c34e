package org.deltanas.bench;

import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.Mlp;

/** What kernels run on: the values of a benchmark's parameter {@code kernel}, and options of the JVM. */
final class Kernels {
    static final String SCALAR = "scalar";
    static final String VECTOR_128 = "128";
    static final String VECTOR_256 = "256";
    static final String VECTOR_512 = "512";

    static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";

    /** Lays arrays on cache lines, see {@link Mlp.Hidden#START}. */
    static final String ON_LINES = "-XX:ObjectAlignmentInBytes=64";

    private Kernels() {}

    static Simd simd(String kernel) {
        return kernel.equals(SCALAR) ? Simd.scalar() : Simd.vector(Integer.parseInt(kernel));
    }
}
