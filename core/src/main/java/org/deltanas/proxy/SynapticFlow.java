package org.deltanas.proxy;

import java.util.List;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.FlowProbe;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.space.SearchSpace;

/**
 * The labels {@code synflow} and {@code logsynflow} (Tanaka et al., "Pruning neural networks without any data by iteratively
 * conserving synaptic flow", NeurIPS 2020, as NAS-Bench-Suite-Zero has it): for an image of ones and the magnitudes of the
 * weights, batch norms passed over,
 *
 * <pre>sum over weights of |w dR/dw|</pre>
 *
 * with {@code R} what comes out, or the natural logarithm of that. Convolutions count, those that are cut off with nothing,
 * and the classifier, whose weights are all alike here: 1 over the pixels of a channel.
 *
 * <p>One forward and one backward pass, see {@link ConvBackend#synapticFlow}. A flow beyond what a double holds is
 * {@link Double#NaN}; its logarithm is not.
 *
 * <p>Owns neither the backend nor the workers. Allocates while it works.
 */
public final class SynapticFlow extends NetworkLabel {
    private final boolean logarithm;
    private final FlowProbe probe;
    private final ConvBackend backend;

    /**
     * The label for the architectures of {@code space}.
     *
     * @param logarithm whether it is {@code logsynflow}
     * @param backend one that has derivatives
     * @throws UnsupportedOperationException if they have no network plan
     * @throws IllegalArgumentException if the resolution does not fit the space's networks
     */
    public SynapticFlow(SearchSpace space, boolean logarithm, FlowProbe probe, ConvBackend backend, Workers workers) {
        super(space, workers);
        this.logarithm = logarithm;
        this.probe = probe;
        this.backend = backend;
        anyPlan(space).sizes(probe.resolution());
    }

    @Override
    public String name() {
        return logarithm ? "logsynflow" : "synflow";
    }

    /** {@inheritDoc} False, as for {@link ZenScore}: weights belong to slots. */
    @Override
    public boolean sameWithinClass() {
        return false;
    }

    @Override
    void score(List<NetworkPlan> live, double[] scores) {
        double[] logs = backend.synapticFlow(live, probe, workers());
        for (int i = 0; i < logs.length; i++) {
            double score = logarithm ? logs[i] : StrictMath.exp(logs[i]);
            scores[i] = Double.isFinite(score) ? score : Double.NaN;
        }
    }
}
