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
        assertThat(reasons()).containsExactly("CUDA's libraries cudart, cublas, cudnn are not found, or not fit");
    }

    @Test
    void withoutADriverTheRuntimesAnswerIsAReason(@TempDir Path folder) throws IOException {
        cuda.installAll(folder).failing("cudaGetDeviceCount", 35).without("cudnnCreate");
        assertThat(reasons())
                .containsExactly(
                        "CUDA's libraries cudnn are not found, or not fit",
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
            assertThatThrownBy(() -> CudnnBackends.open(libraries))
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
