package org.deltanas.kernels.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
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
    void withoutLibrariesEachIsNamedWithTheLoadersWords() {
        assertThat(reasons())
                .hasSize(4)
                .satisfiesExactly(
                        reason -> assertThat(reason)
                                .startsWith("cudart is not found (libcudart.so.13: " + CudaDouble.NOT_THERE),
                        reason -> assertThat(reason).startsWith("cublas is not found (libcublas.so.13: "),
                        reason -> assertThat(reason).startsWith("cudnn is not found (libcudnn.so.9: "),
                        reason -> assertThat(reason).isEqualTo(CudnnBackends.NO_ENGINE));
    }

    @Test
    void withoutADriverTheRuntimesAnswerIsAReason(@TempDir Path folder) throws IOException {
        cuda.installAll(folder).failing("cudaGetDeviceCount", 35);
        assertThat(reasons())
                .containsExactly(
                        "no GPU (cudaGetDeviceCount returned 35 (cudaErrorInsufficientDriver): "
                                + "CUDA driver version is insufficient for CUDA runtime version)",
                        CudnnBackends.NO_ENGINE);
    }

    @Test
    void onAMachineThatHasAllOnlyTheEngineIsMissing(@TempDir Path folder) throws IOException {
        cuda.installAll(folder);
        assertThat(reasons()).containsExactly(CudnnBackends.NO_ENGINE);
    }

    @Test
    void aForcedBackendThatCannotRunSaysEverything(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> CudnnBackends.open(file))
                .isInstanceOfSatisfying(BackendUnavailableException.class, e -> {
                    assertThat(e.backend()).isEqualTo("cudnn");
                    assertThat(e.reasons()).last().isEqualTo(CudnnBackends.NO_ENGINE);
                    assertThat(e).hasMessageContaining(String.join("; ", e.reasons()));
                });
    }

    private List<String> reasons() {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.systemOnly(), cuda)) {
            return CudnnBackends.reasons(libraries);
        }
    }
}
