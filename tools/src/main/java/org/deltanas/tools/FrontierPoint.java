package org.deltanas.tools;

import java.util.List;
import org.deltanas.kernels.mlp.MlpShape;

/**
 * What networks of a shape reach on all benchmarks.
 *
 * @param statistics whether they see statistics of the whole architecture
 * @param shape the hidden layers
 * @param members networks in the ensemble
 * @param taus Kendall's tau on each benchmark, the mean over seeds
 * @param rates predicted neighbours a second of one thread in each space
 * @param shareOfPeak of the fused multiply-adds of one thread, in the dense layers: the mean over the spaces
 */
record FrontierPoint(
        boolean statistics, MlpShape shape, int members, List<Double> taus, List<Double> rates, double shareOfPeak) {
    FrontierPoint {
        taus = List.copyOf(taus);
        rates = List.copyOf(rates);
    }

    /** The mean tau. */
    double tau() {
        return taus.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** The geometric mean of the rates: twice as fast counts the same in a slow space and in a fast one. */
    double rate() {
        return Math.exp(rates.stream().mapToDouble(Math::log).average().orElseThrow());
    }

    /** The most tau that is lost against another point on any benchmark; negative if none is. */
    double mostLost(FrontierPoint than) {
        double most = Double.NEGATIVE_INFINITY;
        for (int cell = 0; cell < taus.size(); cell++) {
            most = Math.max(most, than.taus.get(cell) - taus.get(cell));
        }
        return most;
    }

    /** Whether another point is as good in both ways and better in one. */
    boolean isBeatenBy(FrontierPoint other) {
        return other.tau() >= tau() && other.rate() >= rate() && (other.tau() > tau() || other.rate() > rate());
    }

    /** E.g. {@code 4 x 64-64 relu} or {@code 1 x 32 silu without statistics}. */
    String name() {
        return members + " x " + shape + (statistics ? "" : " without statistics");
    }
}
