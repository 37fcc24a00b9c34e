package org.deltanas.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deltanas.bench.Enumeration;
import org.deltanas.bench.FmaPeak;
import org.deltanas.bench.Populations;
import org.deltanas.bench.SearchLoop;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;

/** The search loop and the enumerator in every space, vectors beside scalar code and beside the space's own limit. */
final class Spaces implements Report {
    private static final List<String> SPACES = List.of(
            "nasbench101",
            "nasbench201",
            "transnas-micro",
            "transnas-macro",
            "nasbench301",
            "nasbench-macro",
            "natsbench-size",
            "block:20x4",
            "block:200x16");
    private static final String ONE_HOT = "potential/adjacency/64-32";
    private static final List<String> PREDICTORS = List.of(ONE_HOT, "potential/best/64-64");
    private static final String SCALAR = "scalar";
    private static final String QUERIES = "queries";
    private static final String NEIGHBOURS = "neighbours";
    private static final String FLOPS = "flops";
    private static final int FORKS = 2;
    private static final int SAMPLES = 1_000;
    /** An architecture starts anew in each step, which take a millisecond and more in large spaces: C2 waits for many. */
    private static final Job.Effort LOOP = new Job.Effort(16, 4, 200);

    private static final Job.Effort SIMPLE = new Job.Effort(5, 4, 100);

    private final String kernel;

    /**
     * The report.
     *
     * @param kernel the vectors to use
     */
    Spaces(String kernel) {
        this.kernel = kernel;
    }

    @Override
    public String name() {
        return "spaces";
    }

    @Override
    public String question() {
        return "How fast is the search loop in every space, and how much of that space's own limit is it?";
    }

    private static Job loop(String space, String predictor, String kernel) {
        Map<String, String> parameters =
                Map.of("space", space, "predictor", predictor, "kernel", kernel, "members", "1");
        return new Job(SearchLoop.class, parameters, 1, FORKS, LOOP);
    }

    private static Job enumeration(String space, String kernel) {
        return new Job(Enumeration.class, Map.of("space", space, "kernel", kernel), 1, FORKS, SIMPLE);
    }

    private Job peak() {
        return new Job(FmaPeak.class, Map.of("kernel", kernel), 1, FORKS, SIMPLE);
    }

    private boolean isVector() {
        return !kernel.equals(SCALAR);
    }

    @Override
    public List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        jobs.add(peak());
        for (String space : SPACES) {
            for (String predictor : PREDICTORS) {
                jobs.add(loop(space, predictor, kernel));
            }
            jobs.add(enumeration(space, kernel));
            if (isVector()) {
                jobs.add(loop(space, ONE_HOT, SCALAR));
                jobs.add(enumeration(space, SCALAR));
            }
        }
        return jobs;
    }

    /** Operations of a query: two for each weight after the first layer, one for each changed column and hidden unit. */
    static double flops(MlpShape shape, double changedColumns) {
        double rest = 2.0 * shape.hidden1() * shape.hidden2() + 2.0 * shape.last();
        return rest + changedColumns * shape.hidden1();
    }

    /** How many columns an edit changes on average, over random architectures and all their neighbours. */
    static double changedColumns(SearchSpace space, FeatureMap features) {
        Philox random = new Philox(1);
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, Simd.scalar());
        Neighbours neighbours = new Neighbours(space);
        SparseRows differences = new SparseRows(space.maxNeighbours(), space.maxNeighbours());
        long edits = 0;
        long columns = 0;
        try (CodeSlab code = space.newSlab(1)) {
            for (int i = 0; i < SAMPLES; i++) {
                space.sample(random, code, 0);
                enumerator.enumerate(code, 0, neighbours);
                differences.clear();
                features.differences(code, 0, neighbours, differences);
                edits += neighbours.count();
                columns += differences.entries();
            }
        }
        return (double) columns / edits;
    }

    @Override
    public void write(Outcome outcome, StringBuilder out) {
        out.append(String.format(
                Locale.ROOT,
                "FMA peak of one thread: %.0f GFLOP/s. A space's limit is that over the operations of a query: two for each "
                        + "weight after the first layer, one for each hidden unit and column that an edit changes; "
                        + "finding those columns is not counted.%n%n",
                outcome.of(peak()).mean(FLOPS) / 1e9));
        out.append("| space | predictor | columns an edit changes | operations a query | 10^6 queries/s "
                + "| share of the limit | over scalar code | B/op | kB an iteration | slowest JVM over fastest |\n"
                + "|---|---|---|---|---|---|---|---|---|---|\n");
        for (String space : SPACES) {
            for (String predictor : PREDICTORS) {
                loopRow(outcome, space, predictor, out);
            }
        }
        out.append("\nAn operation is a step of 256 architectures. ")
                .append("`best` is what predictors read unless told otherwise, statistics included.\n\n")
                .append("| space | 10^6 neighbours/s listed | by scalar code | over scalar code | B/op ")
                .append("| kB an iteration | slowest JVM over fastest |\n|---|---|---|---|---|---|---|\n");
        for (String space : SPACES) {
            enumerationRow(outcome, space, out);
        }
        out.append("\nOnly spaces of independent choices are listed by vectors; ")
                .append("the ratio of the others is noise. ")
                .append(Measured.ON_ITERATIONS)
                .append('\n');
    }

    private void loopRow(Outcome outcome, String space, String predictor, StringBuilder out) {
        Measured loop = outcome.of(loop(space, predictor, kernel));
        SearchSpace searched = SearchSpaces.byName(space);
        PredictorDesign design = Populations.design(predictor);
        double changed = changedColumns(searched, design.features(searched));
        double flops = flops(design.shape(), changed);
        double[] queries = loop.scores(QUERIES);
        String overScalar = "";
        if (isVector() && predictor.equals(ONE_HOT)) {
            double[] scalar = outcome.of(loop(space, predictor, SCALAR)).scores(QUERIES);
            overScalar = Ratio.of(queries, scalar).toString();
        }
        out.append(String.format(
                Locale.ROOT,
                "| `%s` | `%s` | %.2f | %.0f | %.2f | %s | %s | %.2f | %.1f | %.2f |%n",
                space,
                predictor,
                changed,
                flops,
                loop.mean(QUERIES) / 1e6,
                Ratio.of(queries, outcome.of(peak()).scores(FLOPS)).times(flops),
                overScalar,
                loop.bytesPerOperation(),
                loop.bytesPerIteration() / 1e3,
                loop.slowestOverFastest(QUERIES)));
    }

    private void enumerationRow(Outcome outcome, String space, StringBuilder out) {
        Measured listed = outcome.of(enumeration(space, kernel));
        Measured scalar = outcome.of(enumeration(space, SCALAR));
        out.append(String.format(
                Locale.ROOT,
                "| `%s` | %.0f | %.0f | %s | %.2f | %.1f | %.2f |%n",
                space,
                listed.mean(NEIGHBOURS) / 1e6,
                scalar.mean(NEIGHBOURS) / 1e6,
                Ratio.of(listed.scores(NEIGHBOURS), scalar.scores(NEIGHBOURS)),
                listed.bytesPerOperation(),
                listed.bytesPerIteration() / 1e3,
                listed.slowestOverFastest(NEIGHBOURS)));
    }
}
