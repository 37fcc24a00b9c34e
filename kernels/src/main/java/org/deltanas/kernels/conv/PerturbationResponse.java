package org.deltanas.kernels.conv;

import java.util.Arrays;

/**
 * What a network answered to a {@link PerturbationProbe}. A network whose values overflowed the backend's numbers
 * answers with infinities or NaN.
 */
public final class PerturbationResponse {
    private final double distance;
    private final double[] cleanVariances;
    private final double[] perturbedVariances;

    /**
     * Keeps copies of the arrays.
     *
     * @param distance the mean over the batch of the sum of {@code |f(x) - f(x + gamma e)|} over all features
     * @param cleanVariances for each batch norm, by its index, the mean over channels of the unbiased variance of its
     *     input over batch and pixels, for the images {@code x}
     * @param perturbedVariances the same for {@code x + gamma e}
     */
    public PerturbationResponse(double distance, double[] cleanVariances, double[] perturbedVariances) {
        if (cleanVariances.length != perturbedVariances.length) {
            throw new IllegalArgumentException("as many clean as perturbed variances are needed, not "
                    + cleanVariances.length + " and " + perturbedVariances.length);
        }
        this.distance = distance;
        this.cleanVariances = cleanVariances.clone();
        this.perturbedVariances = perturbedVariances.clone();
    }

    /** The mean over the batch of the sum of {@code |f(x) - f(x + gamma e)|}; 0 for a dead network. */
    public double distance() {
        return distance;
    }

    /** The number of batch norms. */
    public int batchNorms() {
        return cleanVariances.length;
    }

    /** The channel mean of the unbiased batch variance of a batch norm's input, for the images as they are. */
    public double cleanVariance(int batchNorm) {
        return cleanVariances[batchNorm];
    }

    /** The same for the perturbed images. */
    public double perturbedVariance(int batchNorm) {
        return perturbedVariances[batchNorm];
    }

    /** Whether the other response holds the same bits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PerturbationResponse that
                && Double.compare(distance, that.distance) == 0
                && Arrays.equals(cleanVariances, that.cleanVariances)
                && Arrays.equals(perturbedVariances, that.perturbedVariances);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new int[] {
            Double.hashCode(distance), Arrays.hashCode(cleanVariances), Arrays.hashCode(perturbedVariances)
        });
    }

    @Override
    public String toString() {
        return "distance " + distance + ", variances " + Arrays.toString(cleanVariances) + " and "
                + Arrays.toString(perturbedVariances);
    }
}
