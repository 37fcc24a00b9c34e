package org.deltanas.tools;

import java.util.List;
import org.deltanas.kernels.mlp.Activation;
import org.deltanas.kernels.mlp.MlpShape;

/**
 * How well networks of a shape rank a benchmark, a line of a CSV file.
 *
 * @param cell the benchmark and its labels
 * @param statistics whether they see statistics of the whole architecture
 * @param shape the hidden layers
 * @param seed of the split and the training
 * @param tau Kendall's tau-b of the ensemble over networks that were not trained on
 * @param pairTau the same over the differences of one-edit pairs
 * @param singleTau the tau of a network of the ensemble by itself, the mean over them
 * @param singlePairTau likewise
 */
record FrontierTau(
        String cell,
        boolean statistics,
        MlpShape shape,
        long seed,
        double tau,
        double pairTau,
        double singleTau,
        double singlePairTau) {
    /** How rows are written. */
    static final StudyRows.Format<FrontierTau> FORMAT = new StudyRows.Format<>(
            List.of(
                    "cell",
                    "statistics",
                    "hidden",
                    "activation",
                    "seed",
                    "tau",
                    "one_edit_tau",
                    "single_tau",
                    "single_one_edit_tau"),
            FrontierTau::fields,
            FrontierTau::of);

    private List<String> fields() {
        return List.of(
                cell,
                Boolean.toString(statistics),
                shape.layers(),
                shape.activation().toString(),
                Long.toString(seed),
                Double.toString(tau),
                Double.toString(pairTau),
                Double.toString(singleTau),
                Double.toString(singlePairTau));
    }

    private static FrontierTau of(List<String> fields) {
        if (fields.size() != 9) {
            throw new IllegalArgumentException(String.join(",", fields));
        }
        return new FrontierTau(
                fields.get(0),
                Boolean.parseBoolean(fields.get(1)),
                MlpShape.of(fields.get(2), Activation.byName(fields.get(3))),
                Long.parseLong(fields.get(4)),
                Double.parseDouble(fields.get(5)),
                Double.parseDouble(fields.get(6)),
                Double.parseDouble(fields.get(7)),
                Double.parseDouble(fields.get(8)));
    }

    /** Whether this is the answer to a question. */
    boolean answers(String askedCell, boolean askedStatistics, MlpShape askedShape, long askedSeed) {
        return cell.equals(askedCell) && statistics == askedStatistics && shape.equals(askedShape) && seed == askedSeed;
    }

    /** The tau of an ensemble, or of a single network. */
    double tau(boolean ensemble) {
        return ensemble ? tau : singleTau;
    }
}
