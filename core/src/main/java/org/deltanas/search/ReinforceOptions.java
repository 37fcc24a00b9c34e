package org.deltanas.search;

/**
 * What {@link Reinforce} is asked to do. Immutable; every record of this type is valid.
 *
 * @param seed the seed of everything random
 * @param learningRate the step of gradient ascent
 * @param standardised whether the advantage is divided by the deviation of the rewards so far, so that the learning rate
 *     means the same for accuracies and parameter counts; otherwise rewards are qualities as they are
 */
public record ReinforceOptions(long seed, double learningRate, boolean standardised) {
    /** Validates the options. */
    public ReinforceOptions {
        if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("learning rate must be a number above 0, not " + learningRate);
        }
    }

    /** A learning rate of 0.1 on standardised rewards. */
    public static ReinforceOptions of(long seed) {
        return new ReinforceOptions(seed, 0.1, true);
    }
}
