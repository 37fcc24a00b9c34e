package org.deltanas.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * NVIDIA's own libraries, where they are found: with {@code -Ddeltanas.cuda.path=DIR}, or in the usual places. Runs in a
 * JVM of its own. Without a GPU, what works without one.
 */
class InstalledCudaTest {
    private static CudaLibraries open() {
        return CudaLibraries.open(CudaSearchPath.standard(null));
    }

    private static CudaLibraries openComplete() {
        CudaLibraries libraries = open();
        assumeTrue(
                libraries.isComplete(),
                () -> "CUDA's libraries are not all found; name their folder with -D" + CudaSearchPath.PROPERTY + ": "
                        + libraries.statuses());
        return libraries;
    }

    @Test
    void theRuntimeAnswers() {
        try (CudaLibraries libraries = open()) {
            LibraryStatus cudart = libraries.status(CudaLibrary.CUDART);
            assumeTrue(cudart.found(), () -> "no CUDA runtime here: " + cudart.reasons());
            assertThat(cudart.version()).matches("1[23]\\.\\d+");
            assertThat(cudart.path()).contains("libcudart.so");
            GpuStatus gpu = libraries.gpu();
            assertThat(gpu.devices().isEmpty()).isEqualTo(!gpu.reasons().isEmpty());
            if (gpu.devices().isEmpty()) {
                assertThat(gpu.reasons()).singleElement().asString().matches("cudaGetDeviceCount (returned|found) .*");
            }
        }
    }

    @Test
    void everyUsedFunctionIsThere() throws LibraryLoadException {
        try (CudaLibraries libraries = openComplete();
                Arena arena = Arena.ofConfined()) {
            for (CudaLibrary library : CudaLibrary.values()) {
                String path = libraries.status(library).path();
                SymbolLookup symbols = LibraryLoader.system().open(Path.of(path).toString(), arena);
                assertThat(library.functions())
                        .isNotEmpty()
                        .allSatisfy(function ->
                                assertThat(symbols.find(function)).as(function).isPresent());
            }
            assertThat(libraries.status(CudaLibrary.CUDNN).version()).startsWith("9.");
            assertThat(libraries.status(CudaLibrary.CUBLAS).version()).matches("1[23]\\.\\d+\\.\\d+");
        }
    }

    @Test
    void descriptorsAndSizesAreThoseOfTheDouble() {
        try (CudaLibraries libraries = openComplete();
                CudaSession session = CudaSession.open(libraries)) {
            ClassicCudnn classic = session.classic();
            TensorDescriptor x = session.tensor(4, 6, 9, 9);
            assertThat(x.bytes()).isEqualTo(x.bytesByLibrary());
            TensorDescriptor apart = session.tensor(4, 6, 9, 9, 1000, 100, 10);
            assertThat(apart.bytes()).isEqualTo(apart.bytesByLibrary());
            assertThat(classic.convolutionShape(x, classic.filter(8, 3, 3), classic.convolution(1, 2, 1, 2, false)))
                    .containsExactly(4, 8, 5, 5);
            assertThat(classic.convolutionShape(x, classic.filter(6, 1, 5), classic.convolution(4, 1, 2, 6, false)))
                    .containsExactly(4, 6, 9, 9);
            assertThat(classic.maxPooling(3, 1, 2).isOpen()).isTrue();
            assertThat(classic.averagePooling(3, 1, 1).isOpen()).isTrue();
            assertThat(classic.relu().isOpen()).isTrue();
            assertThat(classic.mean().isOpen()).isTrue();
            assertThat(classic.norm().isOpen()).isTrue();
            assertThat(classic.absoluteSum().isOpen()).isTrue();
            assertThat(classic.sum().isOpen()).isTrue();
            assertThatThrownBy(() -> session.tensor(0, 1, 1, 1))
                    .isInstanceOf(CudaCallException.class)
                    .hasMessageContaining("CUDNN_STATUS_BAD_PARAM");
            assertThat(session.openOwners()).hasSize(13);
        }
    }

    @Test
    @Tag("no-gpu") // tools/gpu/run.sh leaves it out
    void withoutAGpuEveryLibrarySaysSo() {
        try (CudaLibraries libraries = openComplete();
                CudaSession session = CudaSession.open(libraries)) {
            assumeTrue(libraries.gpu().devices().isEmpty(), "there is a GPU");
            assertThatThrownBy(() -> session.useDevice(0))
                    .isInstanceOf(CudaCallException.class)
                    .hasMessageStartingWith("cudaSetDevice returned ")
                    .hasMessageContaining("cudaError");
            assertThatThrownBy(() -> session.buffer(4)).isInstanceOf(CudaCallException.class);
            assertThat(session.openOwners()).isEmpty();
        }
    }

    @Test
    void onAGpuNumbersGoThereAndBack() {
        try (CudaLibraries libraries = openComplete();
                CudaSession session = CudaSession.open(libraries);
                Arena arena = Arena.ofShared()) {
            assumeTrue(
                    !libraries.gpu().devices().isEmpty(),
                    () -> "there is no GPU: " + libraries.gpu().reasons());
            session.useDevice(0);
            CudaStream stream = session.stream();
            DeviceBuffer buffer = session.buffer(20);
            stream.upload(arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, -2, 3, -4), buffer.slice(0, 16));
            session.cublas(stream).absoluteSum(4, buffer.slice(0, 16), buffer.slice(16, 4));
            MemorySegment back = arena.allocate(20, 4);
            stream.download(buffer.slice(), back);
            stream.synchronize();
            assertThat(back.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1, -2, 3, -4, 10);
        }
    }
}
