package org.deltanas.kernels.cudnn;

import static org.assertj.core.api.Assertions.assertThat;

import org.deltanas.bindings.CudaDouble;
import org.deltanas.bindings.CudaLibraries;
import org.deltanas.bindings.CudaSearchPath;
import org.deltanas.kernels.conv.ConvBackend;

/** The backend on a double of CUDA's libraries. */
public final class DoubleBackend {
    private DoubleBackend() {}

    /** Opens the backend on the double that was made last. */
    public static ConvBackend on(CudaDouble cuda) {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.systemOnly(), cuda)) {
            return CudnnBackends.open(libraries);
        }
    }

    /** What must hold when a test is over and everything closed. */
    public static void assertClean(CudaDouble cuda) {
        assertThat(cuda.failures()).isEmpty();
        assertThat(cuda.leaks()).isEmpty();
    }
}
