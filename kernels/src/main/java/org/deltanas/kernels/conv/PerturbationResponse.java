package org.deltanas.kernels.conv;

import java.util.Arrays;
import java.util.Objects;

/**
 * What a network answered to a {@link PerturbationProbe}. A network whose values overflowed the backend's numbers
 * answers with infinities or NaN. May be handed to a backend again, which then puts the next answer in its place.
 */
public final class PerturbationResponse {
    private double distance;
    private int batchNorms;
    private double[] cleanVariances = new double[0];
    private double[] perturbedVariances = new double[0];

    /** The answer of a network without batch norms that nothing moves, for a backend to write another over. */
    public PerturbationResponse() {}

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
        this.batchNorms = cleanVariances.length;
        this.cleanVariances = cleanVariances.clone();
        this.perturbedVariances = perturbedVariances.clone();
    }

    /** Begins an answer whose variances are 0 until they are set. Allocation free unless it has more than any before. */
    void start(double ofDistance, int ofBatchNorms) {
        distance = ofDistance;
        batchNorms = ofBatchNorms;
        if (cleanVariances.length < batchNorms) {
            cleanVariances = new double[batchNorms];
            perturbedVariances = new double[batchNorms];
        }
        Arrays.fill(cleanVariances, 0);
        Arrays.fill(perturbedVariances, 0);
    }

    void variances(int batchNorm, double clean, double perturbed) {
        cleanVariances[batchNorm] = clean;
        perturbedVariances[batchNorm] = perturbed;
    }

    /** Becomes the same as another. */
    void take(PerturbationResponse other) {
        start(other.distance, other.batchNorms);
        System.arraycopy(other.cleanVariances, 0, cleanVariances, 0, batchNorms);
        System.arraycopy(other.perturbedVariances, 0, perturbedVariances, 0, batchNorms);
    }

    /** The mean over the batch of the sum of {@code |f(x) - f(x + gamma e)|}; 0 for a dead network. */
    public double distance() {
        return distance;
    }

    /** The number of batch norms. */
    public int batchNorms() {
        return batchNorms;
    }

    /** The channel mean of the unbiased batch variance of a batch norm's input, for the images as they are. */
    public double cleanVariance(int batchNorm) {
        Objects.checkIndex(batchNorm, batchNorms);
        return cleanVariances[batchNorm];
    }

    /** The same for the perturbed images. */
    public double perturbedVariance(int batchNorm) {
        Objects.checkIndex(batchNorm, batchNorms);
        return perturbedVariances[batchNorm];
    }

    /** Whether the other response holds the same bits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PerturbationResponse that
                && Double.compare(distance, that.distance) == 0
                && batchNorms == that.batchNorms
                && Arrays.equals(clean(), that.clean())
                && Arrays.equals(perturbed(), that.perturbed());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(
                new int[] {Double.hashCode(distance), Arrays.hashCode(clean()), Arrays.hashCode(perturbed())});
    }

    @Override
    public String toString() {
        return "distance " + distance + ", variances " + Arrays.toString(clean()) + " and "
                + Arrays.toString(perturbed());
    }

    private double[] clean() {
        return Arrays.copyOf(cleanVariances, batchNorms);
    }

    private double[] perturbed() {
        return Arrays.copyOf(perturbedVariances, batchNorms);
    }
}
