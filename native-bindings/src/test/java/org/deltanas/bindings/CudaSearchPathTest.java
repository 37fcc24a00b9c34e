package org.deltanas.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaSearchPathTest {
    @TempDir
    private Path folder;

    @Test
    void optionThenVariableThenPropertyThenUsualPlaces() {
        Map<String, String> environment = Map.of("DELTANAS_CUDA_PATH", "/b", "VIRTUAL_ENV", "/d", "CUDA_HOME", " ");
        assertThat(CudaSearchPath.standard(Path.of("/a"), environment::get, "/c")
                        .roots())
                .extracting(root -> root.folder().toString())
                .containsExactly("/a", "/b", "/c", "/d", "/usr/local/cuda");
    }

    @Test
    void onlyWhatThePersonNamedIsReportedMissing() {
        Map<String, String> environment = Map.of("VIRTUAL_ENV", folder + "/no-environment");
        assertThat(CudaSearchPath.standard(folder.resolve("x"), environment::get, null)
                        .missingRoots())
                .containsExactly(folder.resolve("x") + ": no such folder (from --cuda-path)");
    }

    @Test
    void foldersOfAnInstallationComeInAFixedOrderAndOnce() throws IOException {
        List<String> expected = List.of("", "lib64", "lib", "nvidia/b/lib", "nvidia/c/lib");
        for (String name : expected) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.createDirectories(folder.resolve("include"));
        CudaSearchPath.Root root = new CudaSearchPath.Root(folder, "--cuda-path", true);
        assertThat(new CudaSearchPath(List.of(root, root)).namedFolders())
                .containsExactlyElementsOf(expected.stream()
                        .map(name -> name.isEmpty() ? folder : folder.resolve(name))
                        .toList());
    }
}
