package org.deltanas.predict;

/**
 * How a {@link Predictor} is trained. Immutable; every record of this type is valid.
 *
 * @param steps optimiser steps
 * @param learningRate the peak of the one-cycle schedule
 * @param weightDecay AdamW's decay of weights
 * @param maxGradientNorm the gradient's norm is clipped to this
 * @param batch architectures in a mini-batch; half as many pairs where pairs are learnt
 * @param pairsPerArchitecture random comparisons in a mini-batch for each of its architectures or pairs
 */
public record TrainingOptions(
        int steps,
        double learningRate,
        double weightDecay,
        double maxGradientNorm,
        int batch,
        int pairsPerArchitecture) {

    /** Validates the options. */
    public TrainingOptions {
        if (steps < 1 || batch < 2 || pairsPerArchitecture < 1) {
            throw new IllegalArgumentException("steps, batch and pairs must be at least 1, 2 and 1, not " + steps + ", "
                    + batch + " and " + pairsPerArchitecture);
        }
        if (!(learningRate > 0) || !(weightDecay >= 0) || !(maxGradientNorm > 0)) {
            throw new IllegalArgumentException("learning rate, weight decay and gradient norm must be positive, not "
                    + learningRate + ", " + weightDecay + " and " + maxGradientNorm);
        }
    }

    /**
     * For a predictor that is trained again after every few labels. (The larger rate of {@link #once} gains tau here as well,
     * but searches are none the better: with 8e-3 the median of 40 seeds finds the optimum of NAS-Bench-Macro after 38 queries
     * instead of 37.5, that of the size space after 24 instead of 22.5.)
     */
    public static TrainingOptions inSearch() {
        return new TrainingOptions(120, 3e-3, 0.03, 5, 256, 4);
    }

    /**
     * For a predictor that is trained once: longer the more labels there are. Tau with a rate of 3e-3 and with this one, means of
     * 20 splits: NAS-Bench-201 .842 and .854 (156 labels), .918 and .926 (1,562), TransNAS-Bench-101 micro .808 and .814 (410),
     * macro .830 and .835 (326); of five: NAS-Bench-101 .784 and .791 (424), NAS-Bench-Macro .922 and .932 (656); the size space
     * loses, .857 and .851 (327).
     */
    public static TrainingOptions once(int labels) {
        int steps = Math.clamp(200 + Math.round((labels - 500) * 0.75f), 200, 1_500);
        return new TrainingOptions(steps, 1e-2, 0.03, 5, 256, 4);
    }
}
