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

    /**
     * The same into responses of the caller's: a caller who keeps plans and responses lets a backend answer without allocating
     * anything for a network.
     *
     * @param responses receives one response a plan, in order, in those that are there
     * @throws IllegalArgumentException as {@link #perturb(List, PerturbationProbe, Workers)}
     */
    default void perturb(
            List<NetworkPlan> plans, PerturbationProbe probe, Workers workers, List<PerturbationResponse> responses) {
        List<PerturbationResponse> answers = perturb(plans, probe, workers);
        for (int i = 0; i < answers.size(); i++) {
            responses.get(i).take(answers.get(i));
        }
    }

    /**
     * Sends a batch through every plan and tells what the probe is after.
     *
     * @param plans the networks; pass many at a time, so that no worker waits
     * @param workers the threads to use
     * @return one observation a plan, in order
     * @throws IllegalArgumentException if a plan cannot be evaluated under the probe, see {@link ObservationProbe#check};
     *     nothing has been evaluated then
     * @throws UnsupportedOperationException if this backend answers perturbations alone
     */
    default List<Observation> observe(List<NetworkPlan> plans, ObservationProbe probe, Workers workers) {
        throw new UnsupportedOperationException("the backend " + name() + " does not look inside networks");
    }

    /**
     * The natural logarithm of the synaptic flow through every plan: of the sum over convolutions and classifier of
     * {@code |w dR/dw|}, see {@link FlowProbe}.
     *
     * @param plans the networks; pass many at a time, so that no worker waits
     * @param workers the threads to use
     * @return one number a plan, in order; minus infinity for a dead one
     * @throws IllegalArgumentException if the resolution does not fit a plan; nothing has been evaluated then
     * @throws UnsupportedOperationException if this backend has no derivatives
     */
    default double[] synapticFlow(List<NetworkPlan> plans, FlowProbe probe, Workers workers) {
        throw new UnsupportedOperationException("the backend " + name() + " has no derivatives");
    }

    /** The largest number of bytes held for values and weights at any time so far; 0 where it is not counted. */
    default long peakBytes() {
        return 0;
    }

    /** Frees what the backend holds. Idempotent. */
    @Override
    void close();
}
