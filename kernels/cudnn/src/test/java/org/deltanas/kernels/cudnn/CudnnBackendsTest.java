package org.deltanas.kernels.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deltanas.bindings.CudaDouble;
import org.deltanas.bindings.CudaLibraries;
import org.deltanas.bindings.CudaSearchPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudnnBackendsTest {
    private final CudaDouble cuda = new CudaDouble();

    @AfterEach
    void nothingWentWrongInTheStubs() {
        assertThat(cuda.failures()).isEmpty();
        cuda.close();
    }

    @Test
    void missingLibrariesAreNamedInOneSentence() {
        assertThat(reasons())
                .containsExactly("of CUDA's libraries there is no cudart (libcudart.so.13: " + CudaDouble.NOT_THERE
                        + "), no cublas (libcublas.so.13: " + CudaDouble.NOT_THERE
                        + "), no cudnn (libcudnn.so.9: " + CudaDouble.NOT_THERE + ")");
    }

    @Test
    void withoutADriverTheRuntimesAnswerIsAReason(@TempDir Path folder) throws IOException {
        cuda.installAll(folder).failing("cudaGetDeviceCount", 35).without("cudnnCreate");
        assertThat(reasons())
                .containsExactly(
                        "of CUDA's libraries there is no cudnn (libcudnn.so.9: it has no function cudnnCreate)",
                        "there is no GPU: cudaGetDeviceCount returned 35 (cudaErrorInsufficientDriver): "
                                + "CUDA driver version is insufficient for CUDA runtime version");
    }

    @Test
    void onAMachineThatHasAllThereIsNoReason(@TempDir Path folder) throws IOException {
        cuda.installAll(folder);
        assertThat(reasons()).isEmpty();
    }

    @Test
    void aForcedBackendThatCannotRunSaysEverything() {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.systemOnly(), cuda)) {
            assertThatThrownBy(() -> CudnnBackends.open(libraries, CudnnOptions.defaults()))
                    .isInstanceOfSatisfying(BackendUnavailableException.class, e -> {
                        assertThat(e.backend()).isEqualTo("cudnn");
                        assertThat(e).hasMessageContaining(String.join("; ", e.reasons()));
                    });
        }
    }

    private List<String> reasons() {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.systemOnly(), cuda)) {
            return CudnnBackends.reasons(libraries);
        }
    }
}
