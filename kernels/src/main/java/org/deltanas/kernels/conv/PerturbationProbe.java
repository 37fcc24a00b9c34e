package org.deltanas.kernels.conv;

/**
 * The experiment behind the Zen-score (Lin et al., ICCV 2021): a batch of normal random images {@code x} and the same
 * images moved a little, {@code x + gamma e}, through a network of normal random weights.
 *
 * <p>All random numbers are keyed by the seed, the repeat and what they are for, see {@link ProbeNumbers}; nothing
 * depends on the network as a whole. So two networks share every image and the weights of every layer that has the same
 * name in both.
 *
 * @param seed the seed, any number
 * @param repeat the number of the draw, not negative
 * @param batch images, 1 to 4,096
 * @param resolution pixels a side, 1 to 1,024
 * @param gamma the size of the perturbation, positive
 */
public record PerturbationProbe(long seed, int repeat, int batch, int resolution, double gamma) {
    /**
     * Values a channel that a batch norm needs. Of one there is no variance; of two or three the norm keeps little but the
     * order, and what is left of a perturbation drowns in rounding.
     */
    public static final int MIN_VALUES = 4;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public PerturbationProbe {
        if (repeat < 0) {
            throw new IllegalArgumentException("the repeat must not be negative, but is " + repeat);
        }
        if (batch < 1 || batch > 4096) {
            throw new IllegalArgumentException("the batch must be from 1 to 4096, not " + batch);
        }
        if (resolution < 1 || resolution > 1024) {
            throw new IllegalArgumentException("the resolution must be from 1 to 1024, not " + resolution);
        }
        if (!(gamma > 0 && gamma <= 1e6)) {
            throw new IllegalArgumentException("gamma must be positive and at most 1e6, not " + gamma);
        }
    }

    /**
     * Checks that a plan can be evaluated under this probe and returns {@link NetworkPlan#sizes} of it.
     *
     * @throws IllegalArgumentException if the resolution does not fit the plan, or if a batch norm would see fewer than
     *     {@value #MIN_VALUES} values a channel
     */
    public int[] check(NetworkPlan plan) {
        return check(plan, batch, resolution);
    }

    /** The weights of the networks. */
    WeightDraw weights() {
        return new WeightDraw(seed, repeat, Initialisation.NORMAL);
    }

    static int[] check(NetworkPlan plan, int batch, int resolution) {
        int[] sizes = new int[plan.size()];
        check(plan, batch, resolution, sizes);
        return sizes;
    }

    /** The same into an array that may be longer. Allocation free. */
    static void check(NetworkPlan plan, int batch, int resolution, int[] sizes) {
        plan.sizes(resolution, sizes);
        for (int i = 0; i < plan.size(); i++) {
            if (plan.row(i).kind() == LayerRow.Kind.BATCH_NORM && (long) batch * sizes[i] * sizes[i] < MIN_VALUES) {
                throw new IllegalArgumentException("a batch of " + batch + " at resolution " + resolution
                        + " leaves the batch norm in layer " + i + " "
                        + (long) batch * sizes[i] * sizes[i] + " values a channel; at least " + MIN_VALUES
                        + " are needed: take a larger batch or resolution");
            }
        }
    }
}
