package org.deltanas.bindings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Folders in which CUDA's libraries are looked for.
 *
 * <p>What a person named for this purpose, by option, variable or property, comes before the places that the system's
 * loader knows: whoever names a folder has a reason, such as an installed version that is too old, and an installed
 * library that won over it in silence would be the harder fault to find. Folders that are only usual come after the
 * loader's.
 *
 * @param roots places to look in and under, most wanted first, each with the word for where it was named
 */
public record CudaSearchPath(List<Root> roots) {
    /** The environment variable that names a root. */
    public static final String VARIABLE = "DELTANAS_CUDA_PATH";

    /** The system property that names a root. */
    public static final String PROPERTY = "deltanas.cuda.path";

    /**
     * A place to look in and under: a folder of libraries, a CUDA installation, a Python environment or its packages.
     *
     * @param folder the folder, which need not exist
     * @param origin where it was named, for people: an option, a variable
     * @param isNamed whether a person named it for this purpose, so that it comes first and its absence is worth a reason
     */
    public record Root(Path folder, String origin, boolean isNamed) {}

    /** Copies the roots. */
    public CudaSearchPath {
        roots = List.copyOf(roots);
    }

    /**
     * What the user named, in the order option, environment variable, system property, and then CUDA's usual folder and
     * the active Python environment.
     *
     * @param given the value of the option {@code --cuda-path}; null if it was not given
     */
    public static CudaSearchPath standard(Path given) {
        return standard(given, System::getenv, System.getProperty(PROPERTY));
    }

    static CudaSearchPath standard(Path given, UnaryOperator<String> environment, String property) {
        List<Root> roots = new ArrayList<>();
        if (given != null) {
            roots.add(new Root(given, "--cuda-path", true));
        }
        add(roots, environment.apply(VARIABLE), VARIABLE, true);
        add(roots, property, "-D" + PROPERTY, true);
        for (String variable : List.of("CUDA_HOME", "CUDA_PATH", "VIRTUAL_ENV", "CONDA_PREFIX")) {
            add(roots, environment.apply(variable), variable, false);
        }
        roots.add(new Root(Path.of("/usr/local/cuda"), "the usual folder", false));
        return new CudaSearchPath(roots);
    }

    /** A path without any folder: only the places that the system's loader knows. */
    public static CudaSearchPath systemOnly() {
        return new CudaSearchPath(List.of());
    }

    /** Existing folders under the roots that a person named, in the order in which they are tried: before the loader's. */
    public List<Path> namedFolders() {
        return folders(true);
    }

    /** Existing folders under the other roots, in the order in which they are tried: after the loader's. */
    public List<Path> usualFolders() {
        return folders(false);
    }

    private List<Path> folders(boolean named) {
        Set<Path> folders = new LinkedHashSet<>();
        for (Root root : roots) {
            if (root.isNamed() != named) {
                continue;
            }
            Path folder = root.folder().toAbsolutePath().normalize();
            addExisting(folders, folder);
            addExisting(folders, folder.resolve("lib64"));
            addExisting(folders, folder.resolve("lib"));
            addExisting(
                    folders,
                    folder.resolve(
                            "targets/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux/lib"));
            // NVIDIA's Python wheels: site-packages/nvidia/<library>/lib, from the environment down to that folder
            for (Path python : children(folder.resolve("lib"), "python3*")) {
                addWheels(folders, python.resolve("site-packages/nvidia"));
                addWheels(folders, python.resolve("dist-packages/nvidia"));
            }
            addWheels(folders, folder.resolve("nvidia"));
            addWheels(folders, folder);
        }
        return List.copyOf(folders);
    }

    /** A sentence for every root that a person named and that is no folder. */
    List<String> missingRoots() {
        return roots.stream()
                .filter(root -> root.isNamed() && !Files.isDirectory(root.folder()))
                .map(root -> root.folder() + ": no such folder (from " + root.origin() + ")")
                .toList();
    }

    private static void add(List<Root> roots, String folder, String origin, boolean isNamed) {
        if (folder != null && !folder.isBlank()) {
            roots.add(new Root(Path.of(folder), origin, isNamed));
        }
    }

    private static void addWheels(Set<Path> folders, Path nvidia) {
        for (Path wheel : children(nvidia, "*")) {
            addExisting(folders, wheel.resolve("lib"));
        }
    }

    private static void addExisting(Set<Path> folders, Path folder) {
        if (Files.isDirectory(folder)) {
            folders.add(folder);
        }
    }

    private static List<Path> children(Path folder, String glob) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(children::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
        children.sort(null);
        return children;
    }
}
