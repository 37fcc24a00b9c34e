package org.deltanas.tools;

import org.deltanas.kernels.Simd;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.ReferenceBackend;
import org.deltanas.kernels.conv.VectorBackend;

/**
 * What networks run on, and why.
 *
 * @param name {@code vector} or {@code reference}
 * @param reason for people to read
 */
record BackendChoice(String name, String reason) {
    private static final String NO_CUDNN = "cudnn: this build has no cuDNN engine";

    /**
     * Takes the backend that was asked for, or the best there is.
     *
     * @param asked a value of {@code --backend}
     * @throws MissingDeviceException if the one that was asked for cannot run
     */
    static BackendChoice of(String asked) {
        Simd simd = Simd.best();
        return switch (asked) {
            case "reference" -> new BackendChoice("reference", "asked for");
            case "cudnn" ->
                throw new MissingDeviceException(
                        "--backend " + NO_CUDNN + "; accepted are auto, vector and reference", null);
            case "vector" -> {
                if (!simd.isVector()) {
                    throw new MissingDeviceException("--backend vector: " + simd.reason(), null);
                }
                yield new BackendChoice("vector", "asked for");
            }
            default ->
                simd.isVector()
                        ? new BackendChoice("vector", NO_CUDNN)
                        : new BackendChoice("reference", NO_CUDNN + "; vector: " + simd.reason());
        };
    }

    ConvBackend open(Simd simd) {
        return name.equals("vector") ? new VectorBackend(simd) : new ReferenceBackend();
    }
}
