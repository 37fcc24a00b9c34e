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
import org.deltanas.bindings.lookup.BoundSymbols;

/**
 * The CUDA libraries of this machine: those that opened, and for the others every reason why not.
 *
 * <p>Opening never fails; what is missing is a {@link LibraryStatus}. Each library is looked for as a file in the folders
 * that a person named ({@link CudaSearchPath}), then by its versioned name in the places that the system's loader knows,
 * then in the folders that are usual. It is accepted when it answers with its version, fits the other libraries, and has
 * every function of the generated bindings. All come from one major version of CUDA: the newest for which every library
 * is there, else the one for which most are.
 *
 * <p>Looking binds nothing: {@link CudaSession#open} binds the generated bindings to these libraries. {@link #close} ends
 * the looking, and unloads what no session has bound. Safe for use by several threads.
 */
public final class CudaLibraries implements AutoCloseable {
    private static final int[] CUDA_MAJORS = {13, 12};

    /** cuDNN's front is about 130 kB; a file beyond this is something else and is not read. */
    private static final long MAX_FRONT_BYTES = 8 << 20;

    private final Arena arena;
    private final Map<CudaLibrary, LibraryStatus> statuses;
    private final LibraryLoader loader;
    private final Map<CudaLibrary, String> names;
    private final CudartProbe cudart;

    private CudaLibraries(Attempt attempt, Map<CudaLibrary, LibraryStatus> statuses) {
        this.arena = attempt.arena;
        this.statuses = statuses;
        this.loader = attempt.loader;
        this.names = attempt.names;
        this.cudart = attempt.cudart;
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

    /** Whether all libraries are there. */
    public boolean isComplete() {
        return names.size() == CudaLibrary.values().length;
    }

    /**
     * Binds the generated bindings to these libraries, which are opened once more and stay so.
     *
     * @throws IllegalStateException if they are not complete, or if this JVM has bound others
     */
    void bind() {
        if (!isComplete()) {
            throw new IllegalStateException("not all of CUDA's libraries are there: " + statuses.values());
        }
        Map<CudaLibrary, SymbolLookup> symbols = new EnumMap<>(CudaLibrary.class);
        for (CudaLibrary library : CudaLibrary.values()) {
            try {
                symbols.put(library, loader.open(names.get(library), Arena.global()));
            } catch (LibraryLoadException e) {
                throw new IllegalStateException(library.label() + " was there and is gone: " + e.getMessage(), e);
            }
        }
        BoundSymbols.bind(name -> symbols.get(CudaLibrary.of(name)).find(name));
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

    /**
     * What a device can do at most.
     *
     * @param device its number, in those of {@link #gpu}
     * @throws CudaCallException if the runtime does not say
     * @throws IllegalStateException if there is no runtime
     */
    public DeviceLimits limits(int device) {
        if (cudart == null) {
            throw new IllegalStateException("the CUDA runtime is not found");
        }
        return cudart.limits(device);
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
        private final Map<CudaLibrary, String> names = new EnumMap<>(CudaLibrary.class);
        private CudartProbe cudart;

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
            if (!openIn(path.namedFolders(), library, soname) && !open(library, soname)) {
                openIn(path.usualFolders(), library, soname);
            }
        }

        private boolean openIn(List<Path> folders, CudaLibrary library, String soname) {
            List<Path> without = new ArrayList<>();
            for (Path folder : folders) {
                Path file = folder.resolve(soname);
                if (!Files.exists(file)) {
                    without.add(folder);
                } else if (open(library, file.toString())) {
                    return true;
                }
            }
            if (!without.isEmpty()) {
                reasons.get(library).add(soname + " is not in " + join(without));
            }
            return false;
        }

        private boolean open(CudaLibrary library, String nameOrPath) {
            try {
                SymbolLookup symbols = loader.open(nameOrPath, arena);
                Optional<Path> file = loader.fileOf(nameOrPath);
                requireParts(library, file);
                String version = version(library, symbols);
                requireFunctions(library, symbols);
                names.put(library, nameOrPath);
                if (library == CudaLibrary.CUDART) {
                    cudart = new CudartProbe(symbols);
                }
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

        /** Asks the library's version, and whether it fits. */
        private String version(CudaLibrary library, SymbolLookup symbols) throws LibraryLoadException {
            return switch (library) {
                case CUDART -> {
                    CudartProbe calls = new CudartProbe(symbols);
                    int version = calls.runtimeVersion();
                    requireMajor(version, "it is");
                    yield cudaVersion(version);
                }
                case CUBLAS -> {
                    String version = new CublasProbe(symbols).version();
                    if (!version.startsWith(major + ".")) {
                        throw new LibraryLoadException(
                                "it is cuBLAS " + version + ", and CUDA " + major + " is needed beside it");
                    }
                    yield version;
                }
                case CUDNN -> {
                    CudnnProbe calls = new CudnnProbe(symbols);
                    String version = calls.version();
                    requireMajor(calls.cudartVersion(), "cuDNN " + version + " is built for");
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

        /** A generated class whose symbol is missing stays broken for good: so look for all of them now. */
        private static void requireFunctions(CudaLibrary library, SymbolLookup symbols) throws LibraryLoadException {
            List<String> missing = library.functions().stream()
                    .filter(function -> symbols.find(function).isEmpty())
                    .toList();
            if (!missing.isEmpty()) {
                throw new LibraryLoadException("it has no function " + String.join(", ", missing));
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
