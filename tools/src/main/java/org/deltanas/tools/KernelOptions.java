package org.deltanas.tools;

import org.deltanas.kernels.Simd;
import picocli.CommandLine.Option;

/** Which instructions the predictor's kernels run on; the results are the same. */
final class KernelOptions {
    @Option(
            names = "--kernel",
            paramLabel = "KIND",
            description = "Kernels of the search: scalar or vector (default: vector where the JVM has it).")
    private String kernel;

    @Option(
            names = "--vector-bits",
            paramLabel = "N",
            description = "Vector width: 128, 256 or 512 (default: the processor's).")
    private Integer vectorBits;

    void validate() {
        Check.oneOf("--kernel", kernel, "scalar", "vector");
        if (vectorBits != null && vectorBits != 128 && vectorBits != 256 && vectorBits != 512) {
            throw new UsageException("--vector-bits must be 128, 256 or 512, not " + vectorBits);
        }
        if (vectorBits != null && "scalar".equals(kernel)) {
            throw new UsageException("--vector-bits has no effect with --kernel scalar: it belongs to --kernel vector");
        }
    }

    Simd simd() {
        if ("scalar".equals(kernel)) {
            return Simd.scalar();
        }
        if (vectorBits != null) {
            try {
                return Simd.vector(vectorBits);
            } catch (UnsupportedOperationException e) {
                throw new MissingDeviceException("--vector-bits " + vectorBits + ": " + e.getMessage(), e);
            }
        }
        Simd best = Simd.best();
        if (kernel != null && !best.isVector()) {
            throw new MissingDeviceException("--kernel vector: " + best.reason(), null);
        }
        return best;
    }
}
