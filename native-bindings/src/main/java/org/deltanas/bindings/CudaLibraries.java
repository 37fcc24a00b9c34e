package org.deltanas.bindings;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CUDA libraries of this machine: those that opened, and for the others every reason why not.
 *
 * <p>Opening never fails; what is missing is a {@link LibraryStatus}. Each library is looked for by its versioned name in
 * the places that the system's loader knows, and then as a file in the folders of a {@link CudaSearchPath}. All come from
 * one major version of CUDA: the newest for which every library is there, else the one for which most are.
 *
 * <p>Owns the libraries: {@link #close} unloads them, and calls through {@link #cudart}, {@link #cublas} and
 * {@link #cudnn} then throw {@link IllegalStateException}. Safe for use by several threads.
 */
public final class CudaLibraries implements AutoCloseable {
    private static final int[] CUDA_MAJORS = {13, 12};

    /** cuDNN's front is about 130 kB; a file beyond this is something else and is not read. */
    private static final long MAX_FRONT_BYTES = 8 << 20;

    private final Arena arena;
    private final Map<CudaLibrary, LibraryStatus> statuses;
    private final Cudart cudart;
    private final Cublas cublas;
    private final Cudnn cudnn;

    private CudaLibraries(Attempt attempt, Map<CudaLibrary, LibraryStatus> statuses) {
        this.arena = attempt.arena;
        this.statuses = statuses;
        this.cudart = attempt.cudart;
        this.cublas = attempt.cublas;
        this.cudnn = attempt.cudnn;
    }

    /** Opens what the system's loader and {@code path} lead to. */
    public static CudaLibraries open(CudaSearchPath path) {
        return open(path, LibraryLoader.system());
    }

    /** Opens what {@code loader} and {@code path} lead to. */
    public static CudaLibraries open(CudaSearchPath path, LibraryLoader loader) {
        List<Attempt> attempts = new ArrayList<>();
        Attempt best = null;
        for (int major : CUDA_MAJORS) {
            Attempt attempt = new Attempt(major, path, loader);
            attempts.add(attempt);
            if (best == null || attempt.found() > best.found()) {
                best = attempt;
            }
            if (attempt.found() == CudaLibrary.values().length) {
                break;
            }
        }
        for (Attempt attempt : attempts) {
            if (attempt != best) {
                attempt.arena.close();
            }
        }
        Map<CudaLibrary, LibraryStatus> statuses = new EnumMap<>(CudaLibrary.class);
        for (CudaLibrary library : CudaLibrary.values()) {
            LibraryStatus opened = best.opened.get(library);
            Set<String> reasons = new LinkedHashSet<>(path.missingRoots());
            attempts.forEach(attempt -> reasons.addAll(attempt.reasons.get(library)));
            statuses.put(
                    library,
                    opened != null
                            ? opened
                            : new LibraryStatus(library.label(), false, null, null, List.copyOf(reasons)));
        }
        return new CudaLibraries(best, statuses);
    }

    /** What became of each library, in the order of {@link CudaLibrary}. */
    public List<LibraryStatus> statuses() {
        return List.copyOf(statuses.values());
    }

    /** What became of {@code library}. */
    public LibraryStatus status(CudaLibrary library) {
        return statuses.get(library);
    }

    /** The CUDA runtime's calls; empty if it is not found. */
    public Optional<Cudart> cudart() {
        return Optional.ofNullable(cudart);
    }

    /** cuBLAS's calls; empty if it is not found. */
    public Optional<Cublas> cublas() {
        return Optional.ofNullable(cublas);
    }

    /** cuDNN's calls; empty if it is not found. */
    public Optional<Cudnn> cudnn() {
        return Optional.ofNullable(cudnn);
    }

    /** Asks the CUDA runtime for its devices. A failure of the runtime is a reason in the answer. */
    public GpuStatus gpu() {
        if (cudart == null) {
            return new GpuStatus(List.of(), null, List.of("the CUDA runtime, which lists the devices, is not found"));
        }
        String driver = null;
        try {
            int version = cudart.driverVersion();
            driver = version == 0 ? null : cudaVersion(version);
            List<GpuStatus.Device> devices = new ArrayList<>();
            int count = cudart.deviceCount();
            for (int device = 0; device < count; device++) {
                devices.add(cudart.device(device));
            }
            return new GpuStatus(
                    devices, driver, count > 0 ? List.of() : List.of("cudaGetDeviceCount found 0 devices"));
        } catch (CudaCallException e) {
            return new GpuStatus(List.of(), driver, List.of(e.getMessage()));
        }
    }

    /** Unloads the libraries. A second call does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    /** 13000 as "13.0". */
    private static String cudaVersion(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }

    /** All libraries of one major version of CUDA. */
    private static final class Attempt {
        private final int major;
        private final CudaSearchPath path;
        private final LibraryLoader loader;
        private final Arena arena = Arena.ofShared();
        private final Map<CudaLibrary, LibraryStatus> opened = new EnumMap<>(CudaLibrary.class);
        private final Map<CudaLibrary, List<String>> reasons = new EnumMap<>(CudaLibrary.class);
        private Cudart cudart;
        private Cublas cublas;
        private Cudnn cudnn;

        Attempt(int major, CudaSearchPath path, LibraryLoader loader) {
            this.major = major;
            this.path = path;
            this.loader = loader;
            for (CudaLibrary library : CudaLibrary.values()) {
                reasons.put(library, new ArrayList<>());
                open(library);
            }
        }

        int found() {
            return opened.size();
        }

        private void open(CudaLibrary library) {
            String soname = library.soname(major);
            if (open(library, soname)) {
                return;
            }
            List<Path> folders = path.folders();
            List<Path> without = new ArrayList<>();
            for (Path folder : folders) {
                Path file = folder.resolve(soname);
                if (!Files.exists(file)) {
                    without.add(folder);
                } else if (open(library, file.toString())) {
                    return;
                }
            }
            if (!without.isEmpty()) {
                reasons.get(library).add(soname + " is not in " + join(without));
            }
        }

        private boolean open(CudaLibrary library, String nameOrPath) {
            try {
                SymbolLookup symbols = loader.open(nameOrPath, arena);
                Optional<Path> file = loader.fileOf(nameOrPath);
                requireParts(library, file);
                String version = version(library, symbols);
                opened.put(
                        library,
                        new LibraryStatus(
                                library.label(), true, file.map(Path::toString).orElse(null), version, List.of()));
                return true;
            } catch (LibraryLoadException | CudaCallException e) {
                String reason = e.getMessage();
                reasons.get(library).add(reason.contains(nameOrPath) ? reason : nameOrPath + ": " + reason);
                return false;
            }
        }

        /** Links the library's functions and asks its version: with it the library is accepted. */
        private String version(CudaLibrary library, SymbolLookup symbols) throws LibraryLoadException {
            return switch (library) {
                case CUDART -> {
                    Cudart calls = new Cudart(symbols);
                    int version = calls.runtimeVersion();
                    requireMajor(version, "it is");
                    cudart = calls;
                    yield cudaVersion(version);
                }
                case CUBLAS -> {
                    Cublas calls = new Cublas(symbols);
                    String version = calls.version();
                    cublas = calls;
                    yield version;
                }
                case CUDNN -> {
                    Cudnn calls = new Cudnn(symbols);
                    String version = calls.version();
                    requireMajor(calls.cudartVersion(), "cuDNN " + version + " is built for");
                    cudnn = calls;
                    yield version;
                }
            };
        }

        private void requireMajor(int version, String what) throws LibraryLoadException {
            if (version / 1000 != major) {
                throw new LibraryLoadException(
                        what + " CUDA " + cudaVersion(version) + ", and CUDA " + major + " is needed beside it");
            }
        }

        /** cuDNN ends the process, even when asked its version, if a part of it is missing: so look first. */
        private static void requireParts(CudaLibrary library, Optional<Path> file) throws LibraryLoadException {
            if (library.parts().isEmpty()) {
                return;
            }
            Path front = file.orElseThrow(
                    () -> new LibraryLoadException("the system does not tell where it lies, to look for its parts"));
            Set<String> parts = new TreeSet<>(library.parts());
            parts.addAll(partsNamedIn(front, library));
            List<String> missing = parts.stream()
                    .map(library::partFile)
                    .filter(part -> !Files.exists(front.resolveSibling(part)))
                    .toList();
            if (!missing.isEmpty()) {
                throw new LibraryLoadException(
                        front + ": parts of it are missing beside it: " + String.join(", ", missing));
            }
        }

        /** Later versions open more parts than the ones that all have; their front holds the names. */
        private static Set<String> partsNamedIn(Path front, CudaLibrary library) throws LibraryLoadException {
            Set<String> names = new TreeSet<>();
            try {
                if (Files.size(front) <= MAX_FRONT_BYTES) {
                    String content = Files.readString(front, StandardCharsets.ISO_8859_1);
                    Matcher name = Pattern.compile("lib" + library.label() + "_([a-z_]+)\\.so")
                            .matcher(content);
                    while (name.find()) {
                        names.add(name.group(1));
                    }
                }
            } catch (IOException e) {
                throw new LibraryLoadException(front + ": cannot be read (" + e + ")");
            }
            return names;
        }

        private static String join(List<Path> folders) {
            return String.join(", ", folders.stream().map(Path::toString).toList());
        }
    }
}
