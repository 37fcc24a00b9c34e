package org.deltanas.tools;

import java.util.Comparator;
import java.util.List;
import org.deltanas.kernels.mlp.MlpShape;

/**
 * Accuracy against speed: which shapes no other beats in both, where it stops to pay, and which one to take.
 *
 * @param points all that was measured
 * @param reference the point that a choice is held against
 */
record Frontier(List<FrontierPoint> points, FrontierPoint reference) {
    /** The tau that the recommended shape may lose on any benchmark against the reference. */
    static final double TOLERANCE = 0.01;

    /** What a choice is held against. */
    static final MlpShape REFERENCE = MlpShape.relu(64, 64);

    Frontier {
        points = List.copyOf(points);
    }

    /**
     * The frontier of some points.
     *
     * @param members networks in the ensemble of the reference, which sees statistics
     * @throws IllegalArgumentException if the reference is not among them
     */
    static Frontier of(List<FrontierPoint> points, int members) {
        FrontierPoint reference = points.stream()
                .filter(p ->
                        p.statistics() && p.members() == members && p.shape().equals(REFERENCE))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no point " + members + " x " + REFERENCE));
        return new Frontier(points, reference);
    }

    /** The points that no other beats, the fastest first. */
    List<FrontierPoint> best() {
        return best(points);
    }

    /** Those that a choice of shape and activation is between: of the reference's encoding and ensemble. */
    List<FrontierPoint> candidates() {
        return points.stream()
                .filter(p -> p.statistics() == reference.statistics() && p.members() == reference.members())
                .toList();
    }

    /** The candidates that no other candidate beats, the fastest first. */
    List<FrontierPoint> bestCandidates() {
        return best(candidates());
    }

    private static List<FrontierPoint> best(List<FrontierPoint> some) {
        return some.stream()
                .filter(p -> some.stream().noneMatch(p::isBeatenBy))
                .sorted(Comparator.comparingDouble(FrontierPoint::rate).reversed())
                .toList();
    }

    /**
     * The knee of the candidates' frontier: the point that is farthest above the straight line between its ends, tau over
     * the logarithm of the rate. The fastest one if there are no more than two.
     */
    FrontierPoint knee() {
        List<FrontierPoint> line = bestCandidates();
        FrontierPoint fast = line.getFirst();
        FrontierPoint good = line.getLast();
        FrontierPoint knee = fast;
        double farthest = 0;
        for (FrontierPoint point : line) {
            double share = Math.log(fast.rate() / point.rate()) / Math.log(fast.rate() / good.rate());
            double above = point.tau() - (fast.tau() + share * (good.tau() - fast.tau()));
            if (above > farthest) {
                farthest = above;
                knee = point;
            }
        }
        return knee;
    }

    /**
     * The recommended candidate: the fastest of those that lose at most {@value #TOLERANCE} of the reference's tau on every
     * benchmark. The reference is one of them.
     */
    FrontierPoint recommended() {
        return candidates().stream()
                .filter(p -> p.mostLost(reference) <= TOLERANCE)
                .max(Comparator.comparingDouble(FrontierPoint::rate))
                .orElseThrow();
    }
}
