package org.deltanas.kernels.conv;

/**
 * The experiment behind synaptic flow (Tanaka et al., NeurIPS 2020): one image of ones through a network of positive weights whose
 * batch norms let everything pass as it is, and the derivative of what comes out, {@code R}: the sum over channels of the
 * mean over pixels of the output.
 *
 * @param seed names the weights, any number
 * @param resolution pixels a side, 1 to 1,024
 */
public record FlowProbe(long seed, int resolution) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public FlowProbe {
        new PerturbationProbe(seed, 0, 1, resolution, 1);
    }

    /** The weights: magnitudes of PyTorch's size. */
    WeightDraw weights() {
        return new WeightDraw(seed, 0, Initialisation.FAN_IN_MAGNITUDE);
    }
}
