package org.deltanas.kernels.conv;

/**
 * One forward pass of a batch of standard normal images, and what is looked at in it. Images and weights are keyed as those
 * of a {@link PerturbationProbe} of the same seed and repeat.
 *
 * @param weights the weights of the networks; its seed and repeat are those of the images too
 * @param batch images, 1 to 4,096
 * @param resolution pixels a side, 1 to 1,024
 * @param subject what is looked at
 */
public record ObservationProbe(WeightDraw weights, int batch, int resolution, Subject subject) {

    /** What is looked at. */
    public enum Subject {
        /** Which numbers the rectifiers let pass, see {@link Observation#agreements}. */
        RECTIFIERS,
        /** How the output's channels vary together, see {@link Observation#covariance}. */
        OUTPUT
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public ObservationProbe {
        if (weights == null || subject == null) {
            throw new IllegalArgumentException("weights and a subject are needed");
        }
        new PerturbationProbe(weights.seed(), weights.repeat(), batch, resolution, 1);
    }

    /**
     * Checks that a plan can be evaluated under this probe and returns {@link NetworkPlan#sizes} of it.
     *
     * @throws IllegalArgumentException as {@link PerturbationProbe#check}
     */
    public int[] check(NetworkPlan plan) {
        return PerturbationProbe.check(plan, batch, resolution);
    }
}
