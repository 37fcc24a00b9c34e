package org.deltanas.tools;

import java.util.List;
import org.deltanas.predict.PredictorKind;

/**
 * One study and what came of it, a line of a CSV file.
 *
 * @param cell the benchmark
 * @param predictor the kind of predictor
 * @param edits k
 * @param samples n
 * @param seed the seed
 * @param outcome what was found
 * @param regret how far the best of ten finalists is from the best of the table
 */
record StudyRow(
        String cell,
        PredictorKind predictor,
        int edits,
        int samples,
        long seed,
        DifferenceStudy.Outcome outcome,
        double regret) {
    private static final List<String> HEADER = List.of(
            "cell",
            "predictor",
            "edits",
            "samples",
            "seed",
            "pairs",
            "labels",
            "loss",
            "mse",
            "tau",
            "one_edit_tau",
            "best",
            "regret");

    /** How rows are written. */
    static final StudyRows.Format<StudyRow> FORMAT = new StudyRows.Format<>(HEADER, StudyRow::fields, StudyRow::of);

    List<String> fields() {
        return List.of(
                cell,
                predictor.toString(),
                Integer.toString(edits),
                Integer.toString(samples),
                Long.toString(seed),
                Integer.toString(outcome.pairs()),
                Integer.toString(outcome.labels()),
                Double.toString(outcome.loss()),
                Double.toString(outcome.meanSquaredError()),
                Double.toString(outcome.tau()),
                Double.toString(outcome.oneEditTau()),
                Double.toString(outcome.best()),
                Double.toString(regret));
    }

    /**
     * Reads the fields of a line.
     *
     * @throws IllegalArgumentException if they are none
     */
    static StudyRow of(List<String> fields) {
        PredictorKind kind = fields.size() == HEADER.size() ? PredictorKind.byName(fields.get(1)) : null;
        if (kind == null) {
            throw new IllegalArgumentException(String.join(",", fields));
        }
        return new StudyRow(
                fields.get(0),
                kind,
                Integer.parseInt(fields.get(2)),
                Integer.parseInt(fields.get(3)),
                Long.parseLong(fields.get(4)),
                new DifferenceStudy.Outcome(
                        Integer.parseInt(fields.get(5)),
                        Integer.parseInt(fields.get(6)),
                        Double.parseDouble(fields.get(7)),
                        Double.parseDouble(fields.get(8)),
                        Double.parseDouble(fields.get(9)),
                        Double.parseDouble(fields.get(10)),
                        Double.parseDouble(fields.get(11))),
                Double.parseDouble(fields.get(12)));
    }

    /** Whether this is the answer to a question. */
    boolean answers(String askedCell, PredictorKind kind, int k, int n, long askedSeed) {
        return cell.equals(askedCell) && predictor == kind && edits == k && samples == n && seed == askedSeed;
    }
}
