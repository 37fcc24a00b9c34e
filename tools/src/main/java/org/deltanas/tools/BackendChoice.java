package org.deltanas.tools;

import java.nio.file.Path;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.ReferenceBackend;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.cudnn.BackendUnavailableException;
import org.deltanas.kernels.cudnn.CudnnBackends;
import org.deltanas.kernels.cudnn.CudnnOptions;

/**
 * What networks run on, and why.
 *
 * @param name {@code vector}, {@code cudnn} or {@code reference}
 * @param reason for people to read
 * @param cudaPath where to look for CUDA's libraries besides the usual places; may be null
 */
record BackendChoice(String name, String reason, Path cudaPath) {

    /**
     * Takes the backend that was asked for, or the best there is.
     *
     * @param asked a value of {@code --backend}
     * @param cudaPath a value of {@code --cuda-path}; may be null
     * @throws MissingDeviceException if the one that was asked for cannot run
     */
    static BackendChoice of(String asked, Path cudaPath) {
        return switch (asked) {
            case "vector", "reference" -> new BackendChoice(asked, "asked for", cudaPath);
            case CudnnBackends.NAME -> {
                try (ConvBackend cudnn = CudnnBackends.open(cudaPath, CudnnOptions.defaults())) {
                    yield new BackendChoice(cudnn.name(), "asked for", cudaPath);
                } catch (BackendUnavailableException e) {
                    throw new MissingDeviceException(
                            "--backend cudnn: " + String.join("; ", e.reasons())
                                    + ". Accepted on this machine are auto, vector and reference;"
                                    + " 'deltanas doctor' shows all that was tried and how to get what is missing",
                            e);
                }
            }
            // Nothing is opened for auto until a GPU has been measured to gain: a search would pay for it at every
            // start.
            default ->
                new BackendChoice(
                        "vector",
                        "the best there is here; cudnn, not yet measured on a GPU, only if asked for",
                        cudaPath);
        };
    }

    /** Opens the backend; the vector backend runs on scalar code where there is no vector unit to be had. */
    ConvBackend open(Simd simd) {
        return switch (name) {
            case "vector" -> new VectorBackend(simd);
            case CudnnBackends.NAME -> CudnnBackends.open(cudaPath, CudnnOptions.defaults());
            default -> new ReferenceBackend();
        };
    }
}
