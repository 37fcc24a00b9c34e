package org.deltanas.tools;

import java.util.List;
import org.deltanas.kernels.mlp.Activation;
import org.deltanas.kernels.mlp.MlpShape;

/**
 * How fast networks of a shape score neighbours, a line of a CSV file.
 *
 * @param space the space
 * @param statistics whether they see statistics of the whole architecture
 * @param shape the hidden layers
 * @param members networks in the ensemble
 * @param neighboursPerSecond of one thread, enumeration and arg-max included
 * @param peakGflops what fused multiply-adds reached beside it
 */
record FrontierRate(
        String space, boolean statistics, MlpShape shape, int members, double neighboursPerSecond, double peakGflops) {
    /** How rows are written. */
    static final StudyRows.Format<FrontierRate> FORMAT = new StudyRows.Format<>(
            List.of(
                    "space",
                    "statistics",
                    "hidden",
                    "activation",
                    "members",
                    "neighbours_per_second",
                    "dense_flops_per_neighbour",
                    "peak_gflops"),
            FrontierRate::fields,
            FrontierRate::of);

    private List<String> fields() {
        return List.of(
                space,
                Boolean.toString(statistics),
                shape.layers(),
                shape.activation().toString(),
                Integer.toString(members),
                Double.toString(neighboursPerSecond),
                Long.toString(members * shape.denseFlops()),
                Double.toString(peakGflops));
    }

    private static FrontierRate of(List<String> fields) {
        if (fields.size() != 8) {
            throw new IllegalArgumentException(String.join(",", fields));
        }
        return new FrontierRate(
                fields.get(0),
                Boolean.parseBoolean(fields.get(1)),
                MlpShape.of(fields.get(2), Activation.byName(fields.get(3))),
                Integer.parseInt(fields.get(4)),
                Double.parseDouble(fields.get(5)),
                Double.parseDouble(fields.get(7)));
    }

    /** Whether this is the answer to a question. */
    boolean answers(String askedSpace, boolean askedStatistics, MlpShape askedShape, int askedMembers) {
        return space.equals(askedSpace)
                && statistics == askedStatistics
                && shape.equals(askedShape)
                && members == askedMembers;
    }

    /** The share of the peak that the dense layers alone take. */
    double shareOfPeak() {
        return neighboursPerSecond * members * shape.denseFlops() / (peakGflops * 1e9);
    }
}
