package org.deltanas.proxy;

import org.deltanas.kernels.conv.Initialisation;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.WeightDraw;
import org.deltanas.space.SearchSpace;

/**
 * The images and weights of a proxy that sends one batch through a network. Immutable; every record of this type is valid.
 *
 * @param batch images, 1 to 4,096
 * @param resolution pixels a side of an image, 1 to 1,024
 * @param seed the seed of everything random
 */
public record PassOptions(int batch, int resolution, long seed) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public PassOptions {
        new PerturbationProbe(seed, 0, batch, resolution, 1);
    }

    /**
     * Batch 32, as published scores have it, and the {@linkplain NetworkPlans#probeResolution resolution} that suits a space's
     * networks; seed 0.
     */
    public static PassOptions defaults(SearchSpace space) {
        return new PassOptions(32, NetworkPlans.of(space).probeResolution(), 0);
    }

    /** The weights. */
    WeightDraw weights() {
        return new WeightDraw(seed, 0, Initialisation.FAN_IN);
    }
}
