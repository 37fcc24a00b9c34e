package org.deltanas.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening and asking, on a double that the real downcalls run against. */
class CudaLibrariesTest {
    @TempDir
    private Path folder;

    private final CudaDouble cuda = new CudaDouble();

    @AfterEach
    void nothingWentWrongInTheStubs() {
        assertThat(cuda.failures()).isEmpty();
        cuda.close();
    }

    @Test
    void opensByVersionedNameAndTellsVersions() throws IOException {
        cuda.installAll(folder);
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.statuses())
                    .extracting(LibraryStatus::name, LibraryStatus::found, LibraryStatus::version)
                    .containsExactly(
                            tuple("cudart", true, "13.0"),
                            tuple("cublas", true, "13.1.7"),
                            tuple("cudnn", true, "9.24.0"));
            assertThat(libraries.status(CudaLibrary.CUDNN).path())
                    .isEqualTo(folder.resolve("libcudnn.so.9").toString());
            assertThat(libraries.statuses())
                    .allSatisfy(s -> assertThat(s.reasons()).isEmpty());
        }
    }

    @Test
    void everyTriedNameAndFolderIsAReason() {
        CudaSearchPath path = new CudaSearchPath(List.of(
                new CudaSearchPath.Root(folder, "--cuda-path", true),
                new CudaSearchPath.Root(folder.resolve("gone"), CudaSearchPath.VARIABLE, true)));
        try (CudaLibraries libraries = CudaLibraries.open(path, cuda)) {
            LibraryStatus cudart = libraries.status(CudaLibrary.CUDART);
            assertThat(cudart.found()).isFalse();
            assertThat(cudart.version()).isNull();
            assertThat(cudart.path()).isNull();
            assertThat(cudart.reasons())
                    .containsExactly(
                            folder.resolve("gone") + ": no such folder (from DELTANAS_CUDA_PATH)",
                            "libcudart.so.13 is not in " + folder,
                            "libcudart.so.13: " + CudaDouble.NOT_THERE,
                            "libcudart.so.12 is not in " + folder,
                            "libcudart.so.12: " + CudaDouble.NOT_THERE);
            assertThat(libraries.isComplete()).isFalse();
            assertThat(libraries.gpu().devices()).isEmpty();
            assertThat(libraries.gpu().reasons()).singleElement().asString().contains("CUDA runtime");
        }
    }

    @Test
    void takesTheMajorVersionForWhichEverythingIsThere() throws IOException {
        cuda.installAll(folder).versions(12080, 13000).cudnn(92400, 12080);
        cuda.install(CudaLibrary.CUDART, "libcudart.so.12", folder.resolve("libcudart.so.12"));
        cuda.install(CudaLibrary.CUBLAS, "libcublas.so.12", folder.resolve("libcublas.so.12"));
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.statuses()).allMatch(LibraryStatus::found);
            assertThat(libraries.status(CudaLibrary.CUDART).version()).isEqualTo("12.8");
            assertThat(libraries.status(CudaLibrary.CUBLAS).path()).endsWith("libcublas.so.12");
        }
    }

    @Test
    void cudnnForAnotherCudaIsRefusedAndTheRestKept() throws IOException {
        cuda.installAll(folder);
        cuda.cudnn(90100, 12040);
        try (CudaLibraries libraries = open()) {
            LibraryStatus cudnn = libraries.status(CudaLibrary.CUDNN);
            assertThat(cudnn.found()).isFalse();
            assertThat(cudnn.reasons())
                    .first()
                    .isEqualTo("libcudnn.so.9: cuDNN 9.1.0 is built for CUDA 12.4, and CUDA 13 is needed beside it");
            assertThat(libraries.status(CudaLibrary.CUDART).found()).isTrue();
        }
    }

    @Test
    void findsFilesInTheLayoutOfPythonWheels() throws IOException {
        Path site = folder.resolve("venv/lib/python3.12/site-packages/nvidia");
        Path lib = Files.createDirectories(site.resolve("cu13/lib"));
        Path cudnn = Files.createDirectories(site.resolve("cudnn/lib"));
        install(CudaLibrary.CUDART, Files.createFile(lib.resolve("libcudart.so.13")));
        install(CudaLibrary.CUBLAS, Files.createFile(lib.resolve("libcublas.so.13")));
        install(CudaLibrary.CUDNN, Files.createFile(cudnn.resolve("libcudnn.so.9")));
        for (String part : CudaLibrary.CUDNN.parts()) {
            Files.createFile(cudnn.resolve(CudaLibrary.CUDNN.partFile(part)));
        }
        for (Path root : List.of(folder.resolve("venv"), site.getParent(), site)) {
            CudaSearchPath path = new CudaSearchPath(List.of(new CudaSearchPath.Root(root, "--cuda-path", true)));
            try (CudaLibraries libraries = CudaLibraries.open(path, cuda)) {
                assertThat(libraries.statuses()).as("from %s", root).allMatch(LibraryStatus::found);
            }
        }
    }

    @Test
    void cudnnWithoutAPartIsNeverCalled() throws IOException {
        cuda.installAll(folder);
        Files.delete(folder.resolve("libcudnn_ops.so.9"));
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.status(CudaLibrary.CUDNN).found()).isFalse();
            assertThat(libraries.status(CudaLibrary.CUDNN).reasons())
                    .first()
                    .asString()
                    .contains("parts of it are missing beside it: libcudnn_ops.so.9");
            assertThat(cuda.calls()).noneMatch(call -> call.startsWith("cudnn"));
        }
    }

    @Test
    void partsThatOnlyTheFrontNamesAreLookedForToo() throws IOException {
        cuda.installAll(folder);
        Files.writeString(folder.resolve("libcudnn.so.9"), "\0libcudnn_ext.so\0libcudnn_ops.so\0");
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.status(CudaLibrary.CUDNN).reasons())
                    .first()
                    .asString()
                    .contains("libcudnn_ext.so.9");
        }
        Files.createFile(folder.resolve("libcudnn_ext.so.9"));
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.status(CudaLibrary.CUDNN).found()).isTrue();
        }
    }

    @Test
    void aMissingFunctionIsAReason() throws IOException {
        cuda.installAll(folder);
        cuda.without("cublasGetProperty").without("cudaGetDeviceProperties");
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.status(CudaLibrary.CUBLAS).reasons())
                    .first()
                    .isEqualTo("libcublas.so.13: it has no function cublasGetProperty");
            assertThat(libraries.status(CudaLibrary.CUDART).reasons())
                    .first()
                    .isEqualTo("libcudart.so.13: it has no function cudaGetDeviceProperties_v2 or"
                            + " cudaGetDeviceProperties");
        }
    }

    @Test
    void aFailingVersionCallIsAReason() throws IOException {
        cuda.installAll(folder);
        cuda.failing("cublasGetProperty", 7).failing("cudaRuntimeGetVersion", 36);
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.status(CudaLibrary.CUBLAS).reasons())
                    .first()
                    .isEqualTo("libcublas.so.13: cublasGetProperty returned 7 (CUBLAS_STATUS_7): cublas text of 7");
            assertThat(libraries.status(CudaLibrary.CUDART).reasons())
                    .first()
                    .isEqualTo("libcudart.so.13: cudaRuntimeGetVersion returned 36 (cudaError36): text of 36");
        }
    }

    @Test
    void listsDevices() throws IOException {
        cuda.installAll(folder);
        cuda.devices(2).versions(13000, 13020);
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.gpu())
                    .isEqualTo(new GpuStatus(
                            List.of(
                                    new GpuStatus.Device("Double GPU 0", 80L << 30),
                                    new GpuStatus.Device("Double GPU 1", (80L << 30) + 1)),
                            "13.2",
                            List.of()));
        }
    }

    @Test
    void aDeviceSaysWhatItCanDoAtMost() throws IOException {
        cuda.installAll(folder);
        try (CudaLibraries libraries = open()) {
            DeviceLimits limits = libraries.limits(0);
            assertThat(limits).isEqualTo(new DeviceLimits(1_980_000, 132, 2_619_000, 5120, 9, 0));
            // What NVIDIA prints of an H100 SXM: 67 TFLOP/s, 3.35 TB/s; of an A100 19.5 TFLOP/s.
            assertThat(limits.flopsPerSecond()).isCloseTo(66.9e12, within(0.1e12));
            assertThat(limits.bytesPerSecond()).isCloseTo(3.352e12, within(0.001e12));
            DeviceLimits a100 = new DeviceLimits(1_410_000, 108, 1_215_000, 5120, 8, 0);
            assertThat(a100.flopsPerSecond()).isCloseTo(19.5e12, within(0.1e12));
            // And 156 TFLOP/s with TF32; of an H100 495 at the 1,830 MHz of its tensor cores, of an RTX 4090 what it
            // has anyway.
            assertThat(a100.tf32FlopsPerSecond()).isCloseTo(156e12, within(0.1e12));
            assertThat(new DeviceLimits(1_830_000, 132, 2_619_000, 5120, 9, 0).tf32FlopsPerSecond())
                    .isCloseTo(495e12, within(1e12));
            DeviceLimits rtx4090 = new DeviceLimits(2_520_000, 128, 10_501_000, 384, 8, 9);
            assertThat(rtx4090.tf32FlopsPerSecond()).isEqualTo(rtx4090.flopsPerSecond());
            cuda.failing("cudaDeviceGetAttribute", 101);
            assertThatThrownBy(() -> libraries.limits(0))
                    .isInstanceOf(CudaCallException.class)
                    .hasMessageContaining("cudaDeviceGetAttribute returned 101");
        }
    }

    @Test
    void withoutADriverTheRuntimesOwnWordsAreTheReason() throws IOException {
        cuda.installAll(folder);
        cuda.versions(13000, 0).failing("cudaGetDeviceCount", 35);
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.gpu())
                    .isEqualTo(new GpuStatus(
                            List.of(),
                            null,
                            List.of("cudaGetDeviceCount returned 35 (cudaErrorInsufficientDriver): "
                                    + "CUDA driver version is insufficient for CUDA runtime version")));
        }
    }

    @Test
    void whatAPersonNamedWinsOverWhatIsInstalled() throws IOException {
        cuda.installAll(folder);
        Path named = Files.createDirectory(folder.resolve("named"));
        install(CudaLibrary.CUBLAS, Files.createFile(named.resolve("libcublas.so.13")));
        CudaSearchPath byHand = new CudaSearchPath(List.of(new CudaSearchPath.Root(named, "--cuda-path", true)));
        try (CudaLibraries libraries = CudaLibraries.open(byHand, cuda)) {
            assertThat(libraries.isComplete()).isTrue();
            assertThat(libraries.status(CudaLibrary.CUBLAS).path()).isEqualTo(named.resolve("libcublas.so.13") + "");
            assertThat(libraries.status(CudaLibrary.CUDART).path()).isEqualTo(folder.resolve("libcudart.so.13") + "");
        }
        CudaSearchPath usual = new CudaSearchPath(List.of(new CudaSearchPath.Root(named, "CUDA_HOME", false)));
        try (CudaLibraries libraries = CudaLibraries.open(usual, cuda)) {
            assertThat(libraries.status(CudaLibrary.CUBLAS).path()).isEqualTo(folder.resolve("libcublas.so.13") + "");
        }
    }

    @Test
    void aCublasOfAnotherCudaIsRefused() throws IOException {
        cuda.installAll(folder).versions(12080, 13000).cudnn(92400, 12080);
        cuda.install(CudaLibrary.CUDART, "libcudart.so.12", folder.resolve("libcudart.so.12"));
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.status(CudaLibrary.CUBLAS).reasons())
                    .first()
                    .isEqualTo("libcublas.so.13: it is cuBLAS 12.1.7, and CUDA 13 is needed beside it");
        }
    }

    @Test
    void everyFunctionOfTheBindingsIsLookedForBeforeALibraryIsAccepted() throws IOException {
        cuda.installAll(folder).without("cudnnReduceTensor").without("cudnnAddTensor");
        try (CudaLibraries libraries = open()) {
            assertThat(libraries.status(CudaLibrary.CUDNN).reasons())
                    .first()
                    .isEqualTo("libcudnn.so.9: it has no function cudnnAddTensor, cudnnReduceTensor");
            assertThat(libraries.isComplete()).isFalse();
            assertThatThrownBy(() -> CudaSession.open(libraries))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cudnnAddTensor");
        }
    }

    @Test
    void askingAfterCloseIsRefused() throws IOException {
        cuda.installAll(folder);
        CudaLibraries libraries = open();
        assertThat(libraries.gpu().devices()).hasSize(1);
        libraries.close();
        libraries.close();
        assertThatThrownBy(libraries::gpu).isInstanceOf(IllegalStateException.class);
    }

    private CudaLibraries open() {
        return CudaLibraries.open(CudaSearchPath.systemOnly(), cuda);
    }

    private void install(CudaLibrary library, Path file) {
        cuda.install(library, file.toString(), file);
    }
}
