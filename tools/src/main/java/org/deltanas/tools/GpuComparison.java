package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.proxy.ZenScore;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;

/**
 * Scores of one space by two backends.
 *
 * @param space the search space
 * @param networks how many were compared
 * @param difference the largest, relative; NaN if one backend has a score where the other has none
 */
record GpuComparison(String space, int networks, double difference) {
    /** What is promised of a GPU. */
    static final double TOLERANCE = 1e-3;

    private static final int BATCH = 4;
    private static final int NETWORKS = 4;
    /** The reference computes in double precision, one number after the other: small networks, and few. */
    private static final List<String> SPACES =
            List.of("nasbench201", "nasbench101", "nasbench301", "natsbench-size", "nasbench-macro", "block:5x16");

    /** Whether the two agree. */
    boolean agrees() {
        return difference <= TOLERANCE;
    }

    /** A line for people. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%-16s %d networks, largest relative difference %.1e: %s",
                space,
                networks,
                difference,
                agrees() ? "agrees" : "DIFFERS");
    }

    /** Compares random networks of several spaces. */
    static List<GpuComparison> all(
            ConvBackend backend, ConvBackend reference, Workers workers, int resolution, long seed) {
        List<GpuComparison> all = new ArrayList<>();
        for (String name : SPACES) {
            all.add(of(name, backend, reference, workers, resolution, seed));
        }
        return all;
    }

    private static GpuComparison of(
            String name, ConvBackend backend, ConvBackend reference, Workers workers, int resolution, long seed) {
        SearchSpace space = SearchSpaces.byName(name);
        ZenOptions options = new ZenOptions(ZenOptions.Mode.EXACT, BATCH, resolution, 1, 0.01, seed);
        try (CodeSlab codes = new GpuCase(name, BATCH, NETWORKS).draw(seed, NETWORKS)) {
            double[] expected = scores(space, options, reference, workers, codes);
            double[] actual = scores(space, options, backend, workers, codes);
            double largest = 0;
            for (int i = 0; i < actual.length; i++) {
                if (Double.compare(actual[i], expected[i]) != 0) {
                    // Math.max keeps a NaN.
                    largest = Math.max(largest, Math.abs(actual[i] - expected[i]) / Math.abs(expected[i]));
                }
            }
            return new GpuComparison(name, actual.length, largest);
        }
    }

    private static double[] scores(
            SearchSpace space, ZenOptions options, ConvBackend backend, Workers workers, CodeSlab codes) {
        double[] scores = new double[codes.rows()];
        try (ZenScore zen = new ZenScore(space, options, backend, workers)) {
            zen.evaluate(codes, 0, scores.length, scores);
        }
        return scores;
    }
}
