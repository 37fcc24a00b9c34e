package org.deltanas.proxy;

import java.util.List;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.Initialisation;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.space.SearchSpace;

/**
 * The label {@code l2_norm} (Abdelfattah et al., "Zero-Cost Proxies for Lightweight NAS", ICLR 2021, as NAS-Bench-Suite-Zero
 * has it): the sum over convolutions and the classifier of the Euclidean norm of their weights as training starts, those of
 * layers that are cut off included.
 *
 * <p>The weights of a layer are uniform within one over the root of its inputs (PyTorch's default), so that the norm's square
 * is the outputs over 3 in the mean; taken is its root, without drawing a weight. With the published numbers of
 * NAS-Bench-201, which are one draw of it, this has Spearman .97: cells with as many convolutions tie here and differ by
 * chance there.
 *
 * <p>No network is run.
 */
public final class WeightNorm extends NetworkLabel {
    /**
     * The label for the architectures of {@code space}.
     *
     * @throws UnsupportedOperationException if they have no network plan
     */
    public WeightNorm(SearchSpace space, Workers workers) {
        super(space, workers);
    }

    @Override
    public String name() {
        return "l2_norm";
    }

    @Override
    public boolean sameWithinClass() {
        return plans().parametersSameWithinClass();
    }

    @Override
    void score(List<NetworkPlan> live, double[] scores) {
        for (int i = 0; i < live.size(); i++) {
            scores[i] = norm(live.get(i));
        }
    }

    private static double norm(NetworkPlan plan) {
        double sum = Math.sqrt(plan.classes() / 3.0);
        for (Layer layer : plan.layers()) {
            if (layer instanceof Layer.Convolution c) {
                sum += Math.sqrt((double) c.weights()) * Initialisation.deviation(c);
            }
        }
        return sum;
    }
}
