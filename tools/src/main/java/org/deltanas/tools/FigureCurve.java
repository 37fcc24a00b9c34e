package org.deltanas.tools;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The searches of one searcher with several seeds.
 *
 * @param panel what was searched
 * @param searcher by what
 * @param queries the budget
 * @param rows one a seed, in their order
 */
record FigureCurve(FigurePanel panel, FigureSearcher searcher, int queries, List<FigureRow> rows) {
    /** Where curves are looked at. */
    private static final int[] AFTER = {
        10, 20, 30, 40, 50, 60, 80, 100, 125, 150, 200, 250, 300, 400, 500, 600, 700, 800, 900, 1_000
    };

    /** The 97.5 per cent point of the normal distribution. */
    static final double NORMAL = 1.96;

    FigureCurve {
        rows = List.copyOf(rows);
    }

    /** Numbers of queries up to a budget, that one included. */
    static int[] after(int queries) {
        return IntStream.concat(IntStream.of(AFTER).filter(q -> q < queries), IntStream.of(queries))
                .toArray();
    }

    /** The best after so many queries. */
    Spread bestAfter(int asked) {
        return Spread.of(rows.stream().mapToDouble(row -> row.bestAfter(asked)).toArray());
    }

    /** How far the 95 % confidence interval of the mean reaches to both sides; 0 for a single seed. */
    double band(int asked) {
        return rows.size() < 2 ? 0 : NORMAL * bestAfter(asked).std() / Math.sqrt(rows.size());
    }

    /** The mean with its band, if there is one. */
    String inWords(int asked) {
        String mean = panel.format(bestAfter(asked).mean());
        return rows.size() < 2 ? mean : mean + " \u00b1 " + panel.format(band(asked));
    }

    /** How many seeds found the optimum. */
    long solved() {
        return rows.stream().filter(row -> row.optimumAt() <= queries).count();
    }

    /** The median of the queries that found the optimum; infinite if it takes more than there were. */
    double medianToOptimum() {
        double[] sorted = rows.stream()
                .mapToDouble(row -> row.optimumAt() <= queries ? row.optimumAt() : Double.POSITIVE_INFINITY)
                .sorted()
                .toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** The mean time of a search. */
    double seconds() {
        return rows.stream().mapToDouble(FigureRow::seconds).average().orElseThrow();
    }

    /** The mean number of neighbours whose difference was predicted. */
    double neighbourQueries() {
        return rows.stream().mapToLong(FigureRow::neighbourQueries).average().orElseThrow();
    }

    /** The options of {@code search}. */
    List<String> settings() {
        return panel.settings(searcher, queries);
    }

    /** The command of the first seed. */
    String command(Path tables) {
        return panel.command(tables, settings(), rows.getFirst().seed());
    }
}
