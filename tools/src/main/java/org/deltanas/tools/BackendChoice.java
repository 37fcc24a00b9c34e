package org.deltanas.tools;

import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.ReferenceBackend;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.cudnn.BackendUnavailableException;
import org.deltanas.kernels.cudnn.CudnnBackends;

/**
 * What networks run on, and why.
 *
 * @param name {@code vector} or {@code reference}
 * @param reason for people to read
 */
record BackendChoice(String name, String reason) {

    /**
     * Takes the backend that was asked for, or the best there is.
     *
     * @param asked a value of {@code --backend}
     * @throws MissingDeviceException if the one that was asked for cannot run
     */
    static BackendChoice of(String asked) {
        return switch (asked) {
            case "vector", "reference" -> new BackendChoice(asked, "asked for");
            case CudnnBackends.NAME ->
                throw new MissingDeviceException(
                        "--backend cudnn cannot run here: " + String.join("; ", cudnnReasons())
                                + "; accepted on this machine are auto, vector and reference",
                        null);
            default ->
                new BackendChoice(
                        "vector",
                        "the best there is here; not cudnn: " + cudnnReasons().getLast());
        };
    }

    /** Why the {@code cudnn} backend cannot run here, the reason that holds on every machine last. */
    private static List<String> cudnnReasons() {
        try {
            CudnnBackends.require(null);
        } catch (BackendUnavailableException e) {
            return e.reasons();
        }
        throw new IllegalStateException("a cudnn backend is said to be there, but none can be opened yet");
    }

    /** Opens the backend; the vector backend runs on scalar code where there is no vector unit to be had. */
    ConvBackend open(Simd simd) {
        return name.equals("vector") ? new VectorBackend(simd) : new ReferenceBackend();
    }
}
