package org.deltanas.tools;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.deltanas.predict.KendallTau;
import org.deltanas.predict.SpearmanRho;

/**
 * How a zero-cost score orders the architectures of a benchmark. NaN where one side does not tell them apart.
 *
 * @param cell the benchmark
 * @param proxy the score
 * @param architectures how many were compared
 * @param dead how many of them have no score
 * @param tau Kendall's tau-b, architectures without a score last
 * @param topTau that among the best tenth by accuracy
 * @param rho Spearman's, over all
 * @param topRho that among the best tenth
 * @param best the accuracy of the architecture that the score puts first, the mean where several tie
 */
record ProxyRow(
        String cell,
        Proxy proxy,
        int architectures,
        int dead,
        double tau,
        double topTau,
        double rho,
        double topRho,
        double best) {
    static final List<String> HEADER =
            List.of("cell", "proxy", "architectures", "dead", "tau", "top_tau", "rho", "top_rho", "best");

    /**
     * Compares scores with accuracies.
     *
     * @param scores not finite where there is none
     * @param accuracies NaN where there is none; such an architecture is left out
     */
    static ProxyRow of(String cell, Proxy proxy, double[] scores, double[] accuracies) {
        int[] rows = IntStream.range(0, scores.length)
                .filter(i -> Double.isFinite(accuracies[i]))
                .toArray();
        double[] y = Arrays.stream(rows).mapToDouble(i -> accuracies[i]).toArray();
        double[] x = Arrays.stream(rows)
                .mapToDouble(i -> Double.isFinite(scores[i]) ? scores[i] : Double.NEGATIVE_INFINITY)
                .toArray();
        double[] sorted = y.clone();
        Arrays.sort(sorted);
        double bar = sorted.length == 0 ? 0 : sorted[sorted.length - Math.max(1, sorted.length / 10)];
        int[] top = IntStream.range(0, y.length).filter(i -> y[i] >= bar).toArray();
        double[] topX = Arrays.stream(top).mapToDouble(i -> x[i]).toArray();
        double[] topY = Arrays.stream(top).mapToDouble(i -> y[i]).toArray();
        double largest = Arrays.stream(x).max().orElse(Double.NaN);
        return new ProxyRow(
                cell,
                proxy,
                y.length,
                (int) Arrays.stream(x)
                        .filter(v -> v == Double.NEGATIVE_INFINITY)
                        .count(),
                KendallTau.tauB(x, y),
                KendallTau.tauB(topX, topY),
                SpearmanRho.rho(x, y),
                SpearmanRho.rho(topX, topY),
                IntStream.range(0, y.length)
                        .filter(i -> x[i] == largest)
                        .mapToDouble(i -> y[i])
                        .average()
                        .orElse(Double.NaN));
    }

    List<String> fields() {
        return List.of(
                cell,
                proxy.label(),
                Integer.toString(architectures),
                Integer.toString(dead),
                number(tau),
                number(topTau),
                number(rho),
                number(topRho),
                number(best));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.5g", value) : "";
    }
}
