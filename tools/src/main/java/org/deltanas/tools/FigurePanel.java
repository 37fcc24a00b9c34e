package org.deltanas.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deltanas.proxy.Direction;
import org.deltanas.tools.Strategy.Kind;

/**
 * What searchers are compared on.
 *
 * @param cell its name on the command line and in files
 * @param quantity what stands on the y axis
 * @param space the name of the space
 * @param benchmark the table, or null where labels are distances from {@code target}
 * @param target the architecture that distances are counted from, or null
 * @param noise the standard deviation of what is added to labels; the value without it is what counts
 * @param queries the budget, unless another is asked for
 * @param decimals digits behind the point that tell means apart
 */
record FigurePanel(
        String cell,
        String quantity,
        String space,
        StudyBenchmark benchmark,
        String target,
        double noise,
        int queries,
        int decimals) {
    /** The noise-free experiment of SEP crossover: how many edits lie between the nearest cell and the best one. */
    static final FigurePanel DISTANCE = new FigurePanel(
            "nasbench101/edit-distance",
            "edits to the optimum",
            "nasbench101",
            null,
            "110011000101000100101:13p33",
            0,
            1_000,
            2);

    private static final StudyBenchmark CELLS101 =
            new StudyBenchmark("nasbench101", "test_acc_108", "nasbench101/nasbench101.csv.gz");

    /** Accuracies without noise. */
    static final FigurePanel NASBENCH101 = new FigurePanel(
            "nasbench101/test_acc_108", "best test accuracy (fraction)", "nasbench101", CELLS101, null, 0, 200, 5);

    /**
     * Decided by accuracies with the noise of one training run, reported without it. The deviation is that of the
     * difference between one run's validation accuracy and the mean test accuracy, among the better half of the 30,001
     * cells that both are published of.
     */
    static final FigurePanel NOISY_NASBENCH101 = new FigurePanel(
            "nasbench101/test_acc_108+noise",
            "test accuracy (fraction) of the best by noisy labels",
            "nasbench101",
            CELLS101,
            null,
            0.0026,
            150,
            5);

    /** CIFAR-10. */
    static final FigurePanel NASBENCH201_CIFAR10 = ofNasBench201("c10_valid_200");

    /** CIFAR-100. */
    static final FigurePanel NASBENCH201_CIFAR100 = ofNasBench201("c100_valid_200");

    private static FigurePanel ofNasBench201(String column) {
        StudyBenchmark benchmark = new StudyBenchmark("nasbench201", column, "nasbench201/nasbench201.csv.gz");
        return new FigurePanel(
                benchmark.cell(), "best validation accuracy (%)", benchmark.space(), benchmark, null, 0, 500, 3);
    }

    /** Whether large or small labels are good. */
    Direction direction() {
        return benchmark == null ? Direction.MIN : Direction.MAX;
    }

    /** A value with as many digits as matter; none if it is not a number. */
    String format(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "none";
    }

    /** The name without the space, as part of a file's name. */
    String file() {
        return cell.substring(cell.indexOf('/') + 1).replace('_', '-').replace('+', '-');
    }

    /**
     * The options of {@code search} that ask for a searcher. Distances are searched as SEP crossover's experiments did: a
     * hundred members, mutation of each choice, and known cells counted; all else as {@code search} does by default.
     */
    List<String> settings(FigureSearcher searcher, int budget) {
        Kind kind = searcher.kind();
        List<String> settings = new ArrayList<>(searcher.options());
        if (benchmark == null && kind.evolves()) {
            settings.addAll(List.of("--population", "100", "--sample-size", "10", "--mutation", "each-choice"));
        }
        if (benchmark == null && kind != Kind.DELTA_NAS && kind != Kind.BANANAS) {
            settings.add("--count-repeats");
        }
        settings.addAll(List.of("--queries", Integer.toString(budget)));
        return List.copyOf(settings);
    }

    /** The command that searches once as a curve's runs do. */
    String command(Path tables, List<String> settings, long seed) {
        List<String> words = new ArrayList<>(List.of("search", "--space", space));
        if (benchmark == null) {
            words.addAll(List.of("--labels", "edit-distance", "--target", target));
        } else {
            words.addAll(List.of(
                    "--labels", "table", "--table", benchmark.in(tables).toString(), "--column", benchmark.column()));
        }
        if (noise > 0) {
            words.addAll(List.of("--noise", String.format(Locale.ROOT, "%s", noise)));
        }
        words.addAll(settings);
        return new Invocation(words, false).repeatable(seed);
    }
}
