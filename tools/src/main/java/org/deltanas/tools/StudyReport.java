package org.deltanas.tools;

import java.util.List;
import org.deltanas.datasets.ColumnInfo;
import org.deltanas.predict.PredictorKind;

/**
 * A study and what came of it.
 *
 * @param study what was studied
 * @param labels what architectures were labelled by, one a benchmark
 * @param predictors the kinds of predictors
 * @param seed the first seed
 * @param seeds how many seeds, one after the other
 * @param points what was measured
 * @param verdict whether the paper's claim holds
 * @param run how it ran
 */
record StudyReport(
        Study study,
        List<Labels> labels,
        List<PredictorKind> predictors,
        long seed,
        int seeds,
        List<StudyPoint> points,
        StudyVerdict verdict,
        Run run) {
    StudyReport {
        labels = List.copyOf(labels);
        predictors = List.copyOf(predictors);
        points = List.copyOf(points);
    }

    /**
     * The labels of a benchmark.
     *
     * @param benchmark the benchmark
     * @param column what is known of its column
     */
    record Labels(StudyBenchmark benchmark, ColumnInfo column) {}

    /**
     * What differs from run to run.
     *
     * @param seconds how long it took
     * @param computed rows that were computed
     * @param taken rows that an earlier run had left
     * @param kernels the instructions
     * @param threads the threads
     * @param command the command that does the same again
     */
    record Run(double seconds, int computed, int taken, String kernels, int threads, String command) {}
}
