package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.deltanas.datasets.ColumnInfo;
import org.deltanas.predict.PredictorKind;
import org.deltanas.tools.page.Html;
import org.deltanas.tools.page.Page;

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
    record Run(double seconds, int computed, int taken, String kernels, int threads, String command) {

        /**
         * Opens the section of a page that differs from run to run; whoever has more to say of the run closes it later.
         *
         * @param counted what was computed or taken, in the plural
         * @param work what the threads did, behind their number
         */
        void openSection(Page page, String counted, String work) {
            Html html = page.body();
            page.openSection("run", "Run");
            html.open("dl", "class", "facts wide").line();
            page.writeFact(
                    counted,
                    SearchText.count(computed + taken) + ", of which " + SearchText.count(taken)
                            + " are from an earlier run");
            page.writeFact("time", String.format(Locale.ROOT, "%.1f s", seconds));
            page.writeFact("threads", SearchText.count(threads) + work);
            page.writeFact("kernels", kernels);
            page.writeFact("host", Host.describe());
            page.writeFact("version", DeltaNasCli.Version.ofBuild());
            html.close().line();
            html.element("h3", "To repeat it", "class", "spaced").line();
            html.element("pre", command, "class", "code whole");
        }

        /** Writes what JSON tells of the run, but for what repeats it. */
        void put(ObjectNode json) {
            json.put("seconds", seconds);
            json.put("computed", computed);
            json.put("taken", taken);
            json.put("kernels", kernels);
        }
    }
}
