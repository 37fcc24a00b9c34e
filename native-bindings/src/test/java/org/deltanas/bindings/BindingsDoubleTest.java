package org.deltanas.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.deltanas.bindings.generated.Cuda;
import org.deltanas.bindings.lookup.BoundSymbols;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The generated bindings, and what they are bound to. */
class BindingsDoubleTest {
    private final CudaDouble cuda = CudaDouble.complete();

    @BeforeEach
    void bind() {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.systemOnly(), cuda)) {
            CudaSession.open(libraries).close();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(cuda.failures()).isEmpty();
        cuda.close();
    }

    private static List<String> bound() {
        return Stream.of(CudaLibrary.values())
                .flatMap(library -> library.functions().stream())
                .sorted()
                .toList();
    }

    @Test
    void theDoubleHasEveryFunctionWithTheSignatureOfTheHeader() throws ReflectiveOperationException {
        assertThat(bound()).hasSize(74);
        for (String name : bound()) {
            Method descriptor = Cuda.class.getMethod(name + "$descriptor");
            FunctionDescriptor ofHeader = (FunctionDescriptor) descriptor.invoke(null);
            FunctionDescriptor ofDouble = CudaDouble.descriptors().get(name);
            assertThat(ofDouble).as(name).isNotNull();
            assertThat(ofDouble.toMethodType()).as(name).isEqualTo(ofHeader.toMethodType());
        }
    }

    @Test
    void theBindingsAreExactlyWhatTheIncludeListNames() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("jextract/includes.txt"));
        assertThat(lines).doesNotHaveDuplicates().allMatch(line -> line.matches("--include-(function|constant) \\w+"));
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("--include-function"))
                        .map(line -> line.substring(line.indexOf(' ') + 1))
                        .sorted())
                .containsExactlyElementsOf(bound());
        TreeSet<String> methods = new TreeSet<>();
        Arrays.stream(Cuda.class.getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> !name.contains("$"))
                .forEach(methods::add);
        assertThat(lines.stream()
                        .map(line -> line.substring(line.indexOf(' ') + 1))
                        .sorted())
                .containsExactlyElementsOf(methods);
    }

    /** Nothing is linked that no code calls. */
    @Test
    void everyFunctionAndConstantIsUsed() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/org/deltanas/bindings"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                code.append(Files.readString(file));
            }
        }
        for (String line : Files.readAllLines(Path.of("jextract/includes.txt"))) {
            assertThat(code.toString()).contains("Cuda." + line.substring(line.indexOf(' ') + 1) + "(");
        }
    }

    @Test
    void otherLibrariesAreRefusedOnceSomeAreBound() {
        BoundSymbols.bind(name -> BoundSymbols.find(name));
        assertThatThrownBy(() -> BoundSymbols.bind(name -> Optional.of(MemorySegment.ofAddress(64))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cudaMalloc lies elsewhere")
                .hasMessageContaining("another JVM");
    }

    @Test
    void boundLibrariesOutliveTheirSearch() {
        CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.systemOnly(), cuda);
        try (CudaSession session = CudaSession.open(libraries)) {
            libraries.close();
            assertThat(session.tensor(2, 3, 4, 5).bytesByLibrary()).isEqualTo(2 * 3 * 4 * 5 * 4);
        }
        assertThat(cuda.leaks()).isEmpty();
    }

    @Test
    void theLoaderOffersWhatIsThere() throws LibraryLoadException {
        try (Arena arena = Arena.ofConfined()) {
            assertThat(cuda.open("libcudart.so.13", arena).find("cudaMalloc")).isPresent();
            assertThat(cuda.open("libcudart.so.13", arena).find("cudnnCreate")).isEmpty();
            assertThat(cuda.open("libcudnn.so.9", arena).find("cudaMalloc")).isEmpty();
        }
    }
}
