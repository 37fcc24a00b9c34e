package org.deltanas.kernels.cudnn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deltanas.bindings.CudaCallException;
import org.deltanas.bindings.CudaLibraries;
import org.deltanas.bindings.CudaLibrary;
import org.deltanas.bindings.CudaSearchPath;
import org.deltanas.bindings.CudaSession;
import org.deltanas.bindings.LibraryStatus;

/** Provides the {@code cudnn} backend, or says why this machine cannot have it. */
public final class CudnnBackends {
    /** The backend's name on the command line. */
    public static final String NAME = "cudnn";

    private CudnnBackends() {}

    /**
     * Opens the backend on device 0.
     *
     * @param cudaPath where to look for CUDA's libraries first; may be null
     * @param options how it works
     * @throws BackendUnavailableException with all reasons, if the backend cannot run here
     */
    public static CudnnBackend open(Path cudaPath, CudnnOptions options) {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.standard(cudaPath))) {
            return open(libraries, options);
        }
    }

    /**
     * Opens the backend on device 0 and on libraries that are found; they stay open as long as the JVM runs.
     *
     * @throws BackendUnavailableException with all reasons, if the backend cannot run on them
     */
    public static CudnnBackend open(CudaLibraries libraries, CudnnOptions options) {
        List<String> reasons = reasons(libraries);
        if (!reasons.isEmpty()) {
            throw new BackendUnavailableException(NAME, reasons, null);
        }
        try {
            return new CudnnBackend(CudaSession.open(libraries), options);
        } catch (CudaCallException | IllegalStateException e) {
            throw new BackendUnavailableException(NAME, List.of(e.getMessage()), e);
        }
    }

    /**
     * Why the backend cannot run on these libraries: missing ones, missing devices.
     *
     * @return one sentence for libraries, with the first reason of each, and one for devices; {@link
     *     LibraryStatus#reasons} has every name and folder that was tried. Empty if the backend can run
     */
    public static List<String> reasons(CudaLibraries libraries) {
        List<String> missing = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (LibraryStatus library : libraries.statuses()) {
            if (!library.found()) {
                missing.add(library.name() + " (" + library.reasons().get(0) + ")");
            }
        }
        if (!missing.isEmpty()) {
            reasons.add("of CUDA's libraries there is no " + String.join(", no ", missing));
        }
        if (libraries.status(CudaLibrary.CUDART).found()) {
            for (String reason : libraries.gpu().reasons()) {
                reasons.add("there is no GPU: " + reason);
            }
        }
        return List.copyOf(reasons);
    }
}
