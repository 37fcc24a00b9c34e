package org.deltanas.kernels.conv;

/**
 * Which random weights networks have.
 *
 * @param seed the seed, any number
 * @param repeat the number of the draw, not negative
 * @param initialisation how normal numbers become weights
 */
public record WeightDraw(long seed, int repeat, Initialisation initialisation) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public WeightDraw {
        if (repeat < 0) {
            throw new IllegalArgumentException("the repeat must not be negative, but is " + repeat);
        }
        if (initialisation == null) {
            throw new IllegalArgumentException("an initialisation is needed");
        }
    }
}
