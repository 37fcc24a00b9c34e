package org.deltanas.kernels.cudnn;

import static org.assertj.core.api.Assertions.assertThat;

import org.deltanas.bindings.CudaDouble;
import org.deltanas.bindings.CudaLibraries;
import org.deltanas.bindings.CudaSearchPath;

/** The backend on a double of CUDA's libraries. */
public final class DoubleBackend {
    private DoubleBackend() {}

    /** Few lanes, which the double computes one after the other, and three streams. */
    static final CudnnOptions OPTIONS = new CudnnOptions(64, 3, true, 4_000, false);

    /** Opens the backend on the double that was made last. */
    public static CudnnBackend on(CudaDouble cuda) {
        return on(cuda, OPTIONS);
    }

    static CudnnBackend on(CudaDouble cuda, CudnnOptions options) {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.systemOnly(), cuda)) {
            return CudnnBackends.open(libraries, options);
        }
    }

    /** What must hold when a test is over and everything closed. */
    public static void assertClean(CudaDouble cuda) {
        assertThat(cuda.failures()).isEmpty();
        assertThat(cuda.leaks()).isEmpty();
    }
}
