package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.deltanas.predict.PredictorKind;

/**
 * The rows of a study that differ in their seed alone.
 *
 * @param cell the benchmark
 * @param predictor the kind of predictor
 * @param edits k
 * @param samples n
 * @param rows one a seed, at least one
 */
record StudyPoint(String cell, PredictorKind predictor, int edits, int samples, List<StudyRow> rows) {
    StudyPoint {
        rows = List.copyOf(rows);
    }

    /** Groups rows that follow each other and differ in their seed alone, in their order. */
    static List<StudyPoint> of(List<StudyRow> rows) {
        List<StudyPoint> points = new ArrayList<>();
        for (int from = 0, to; from < rows.size(); from = to) {
            StudyRow first = rows.get(from);
            to = from + 1;
            while (to < rows.size() && differInSeedAlone(first, rows.get(to))) {
                to++;
            }
            points.add(new StudyPoint(
                    first.cell(), first.predictor(), first.edits(), first.samples(), rows.subList(from, to)));
        }
        return points;
    }

    private static boolean differInSeedAlone(StudyRow a, StudyRow b) {
        return b.answers(a.cell(), a.predictor(), a.edits(), a.samples(), b.seed());
    }

    /** The mean over the seeds. */
    double mean(ToDoubleFunction<StudyRow> value) {
        return values(value).average().orElseThrow();
    }

    /** The least over the seeds; NaN if one is. */
    double min(ToDoubleFunction<StudyRow> value) {
        return values(value).min().orElseThrow();
    }

    /** The greatest over the seeds; NaN if one is. */
    double max(ToDoubleFunction<StudyRow> value) {
        return values(value).max().orElseThrow();
    }

    private DoubleStream values(ToDoubleFunction<StudyRow> value) {
        return rows.stream().mapToDouble(value);
    }
}
