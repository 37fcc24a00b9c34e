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

/** The system's own loader. */
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
}
