package org.deltanas.tools;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Edit distances on NAS-Bench-101 beside known ones: the means over 50 seeds that an independent program reaches in the
 * noise-free experiment of SEP crossover, with 100 members of which 10 compete and each choice mutated.
 *
 * @param checks what was compared
 */
record FigureAnchor(List<Comparison> checks) {
    /** The seeds of the known means. */
    private static final int SEEDS = 50;

    private static final int[] AFTER = {200, 500, 1_000};
    private static final Map<FigureSearcher, double[]> KNOWN = Map.of(
            FigureSearcher.REGULARIZED_EVOLUTION, new double[] {4.08, 2.72, 2.12},
            FigureSearcher.STANDARD_CROSSOVER, new double[] {3.64, 0.84, 0.74},
            FigureSearcher.SEP, new double[] {2.36, 0.22, 0.20},
            FigureSearcher.RANDOM, new double[] {5.40, 4.78, 4.52});

    FigureAnchor {
        checks = List.copyOf(checks);
    }

    /**
     * A mean beside the known one.
     *
     * @param searcher whose
     * @param queries after how many queries
     * @param known the known mean
     * @param mean the mean here
     * @param allowed how far both are apart in 95 of 100 repetitions at most, if their distribution is the same
     */
    record Comparison(FigureSearcher searcher, int queries, double known, double mean, double allowed) {
        /** Whether both agree. */
        boolean agrees() {
            return Math.abs(mean - known) <= allowed;
        }
    }

    /** Compares the curves that something is known of and that have several seeds; empty if there are none. */
    static Optional<FigureAnchor> of(List<FigureCurve> curves) {
        List<Comparison> checks = curves.stream()
                .filter(curve -> curve.panel().equals(FigurePanel.DISTANCE)
                        && curve.rows().size() > 1
                        && KNOWN.containsKey(curve.searcher()))
                .<Comparison>mapMulti((curve, add) -> {
                    for (int i = 0; i < AFTER.length; i++) {
                        if (AFTER[i] <= curve.queries()) {
                            add.accept(compare(curve, AFTER[i], KNOWN.get(curve.searcher())[i]));
                        }
                    }
                })
                .toList();
        return checks.isEmpty() ? Optional.empty() : Optional.of(new FigureAnchor(checks));
    }

    /** Only means are known of the other program, so its spread is taken to be that of the runs here. */
    private static Comparison compare(FigureCurve curve, int queries, double known) {
        Spread spread = curve.bestAfter(queries);
        double seeds = curve.rows().size();
        double allowed = FigureCurve.NORMAL * spread.std() * Math.sqrt(1 / seeds + 1.0 / SEEDS);
        return new Comparison(curve.searcher(), queries, known, spread.mean(), allowed);
    }

    /** How many agree, and which do not. */
    String inWords() {
        String apart = checks.stream()
                .filter(check -> !check.agrees())
                .map(check -> String.format(
                        Locale.ROOT,
                        "%s after %d queries %.2f, known %.2f",
                        check.searcher(),
                        check.queries(),
                        check.mean(),
                        check.known()))
                .collect(Collectors.joining("; "));
        long agreeing = checks.stream().filter(Comparison::agrees).count();
        return "Of " + checks.size() + " known mean edit distances on NAS-Bench-101 " + agreeing
                + " are met within the spread over seeds" + (apart.isEmpty() ? "." : ", but not: " + apart + ".");
    }
}
