package org.deltanas.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system's own loader; where this machine has CUDA's libraries, on them. */
class SystemLibraryLoaderTest {
    private final LibraryLoader loader = LibraryLoader.system();

    @Test
    void keepsTheLoadersOwnWords() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the words are those of Linux's loader");
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> loader.open("libno-such-library.so.1", arena))
                    .isInstanceOf(LibraryLoadException.class)
                    .hasMessageStartingWith("libno-such-library.so.1: cannot open shared object file");
        }
    }

    @Test
    void refusesAFileThatIsNoLibrary(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("libcudart.so.13"), "text");
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> loader.open(file.toString(), arena))
                    .hasMessage(file + ": not a shared library (no ELF header)");
            assertThatThrownBy(() -> loader.open(folder.resolve("gone").toString(), arena))
                    .hasMessageContaining("cannot be read");
        }
    }

    @Test
    void opensAndLocatesALibraryOfTheSystem() throws LibraryLoadException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "file names and /proc are those of Linux");
        try (Arena arena = Arena.ofConfined()) {
            assertThat(loader.open("libm.so.6", arena).find("cos")).isPresent();
            assertThat(loader.fileOf("libm.so.6"))
                    .hasValueSatisfying(file -> assertThat(file).isAbsolute().exists());
        }
    }

    @Test
    void asksTheRealLibraries() {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.standard(null))) {
            assumeTrue(
                    libraries.cudart().isPresent(),
                    () -> "no CUDA runtime here: "
                            + libraries.status(CudaLibrary.CUDART).reasons());
            int version = libraries.cudart().orElseThrow().runtimeVersion();
            assertThat(libraries.status(CudaLibrary.CUDART).version())
                    .isEqualTo(version / 1000 + "." + version % 1000 / 10);
            assertThat(libraries.status(CudaLibrary.CUDART).path()).contains("libcudart.so");
            GpuStatus gpu = libraries.gpu();
            assertThat(gpu.devices().isEmpty()).isEqualTo(!gpu.reasons().isEmpty());
            if (gpu.devices().isEmpty()) {
                assertThat(gpu.reasons()).singleElement().asString().matches("cudaGetDeviceCount (returned|found) .*");
            }
            libraries.cudnn().ifPresent(cudnn -> assertThat(cudnn.version()).startsWith("9."));
            libraries.cublas().ifPresent(cublas -> assertThat(cublas.version()).matches("1[23]\\.\\d+\\.\\d+"));
        }
    }
}
