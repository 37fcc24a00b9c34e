package org.deltanas.kernels.conv;

import java.util.List;
import org.deltanas.kernels.Workers;

/**
 * Evaluates networks. Backends differ in speed and precision, not in meaning: all take the same random numbers from
 * {@link ProbeNumbers}, and scores made from their responses agree within 1e-4 relative (1e-3 on a GPU).
 *
 * <p>Within a backend a response depends on the plan and the probe alone, bit for bit: not on the other plans of the
 * call, their order, the number of workers, nor on earlier calls. A backend may keep buffers and weights between calls.
 * It is used by one thread at a time and closed by whoever opened it; calls after {@link #close} throw
 * {@link IllegalStateException}.
 */
public interface ConvBackend extends AutoCloseable {

    /** The name on the command line: {@code reference}, {@code vector} or {@code cudnn}. */
    String name();

    /**
     * Puts the probe to every plan.
     *
     * @param plans the networks; pass many at a time, so that no worker waits
     * @param workers the threads to use; a backend that needs none may leave them idle
     * @return one response a plan, in order
     * @throws IllegalArgumentException if a plan cannot be evaluated under the probe, see
     *     {@link PerturbationProbe#check}; nothing has been evaluated then
     */
    List<PerturbationResponse> perturb(List<NetworkPlan> plans, PerturbationProbe probe, Workers workers);

    /** The largest number of bytes held for values and weights at any time so far; 0 where it is not counted. */
    default long peakBytes() {
        return 0;
    }

    /** Frees what the backend holds. Idempotent. */
    @Override
    void close();
}
