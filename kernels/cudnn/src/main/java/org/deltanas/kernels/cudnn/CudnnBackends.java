package org.deltanas.kernels.cudnn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deltanas.bindings.CudaLibraries;
import org.deltanas.bindings.CudaLibrary;
import org.deltanas.bindings.CudaSearchPath;
import org.deltanas.bindings.LibraryStatus;
import org.deltanas.kernels.conv.ConvBackend;

/** Provides the {@code cudnn} backend, or says why this machine cannot have it. */
public final class CudnnBackends {
    /** The backend's name on the command line. */
    public static final String NAME = "cudnn";

    /** The last of the reasons, on every machine. */
    public static final String NO_ENGINE = "this version of Delta-NAS has no cuDNN engine yet";

    private CudnnBackends() {}

    /**
     * Opens the backend.
     *
     * @param cudaPath where to look for CUDA's libraries besides the usual places; may be null
     * @return never, in this version
     * @throws BackendUnavailableException with all reasons, if the backend cannot run here
     */
    public static ConvBackend open(Path cudaPath) {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.standard(cudaPath))) {
            throw new BackendUnavailableException(NAME, reasons(libraries));
        }
    }

    /**
     * Why the backend cannot run on these libraries: missing ones, missing devices, and what this version itself lacks.
     *
     * @return one sentence each; empty if it can
     */
    public static List<String> reasons(CudaLibraries libraries) {
        List<String> reasons = new ArrayList<>();
        for (LibraryStatus library : libraries.statuses()) {
            if (!library.found()) {
                reasons.add(library.name() + " is not found (" + String.join(", ", library.reasons()) + ")");
            }
        }
        if (libraries.status(CudaLibrary.CUDART).found()) {
            for (String reason : libraries.gpu().reasons()) {
                reasons.add("no GPU (" + reason + ")");
            }
        }
        reasons.add(NO_ENGINE);
        return List.copyOf(reasons);
    }
}
