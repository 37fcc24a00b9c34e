package org.deltanas.tools;

import java.util.List;
import org.deltanas.encode.Encoding;

/**
 * A table that shapes are compared on.
 *
 * @param source the table
 * @param withoutStatistics the encoding that leaves statistics of the whole architecture out
 * @param labels how many networks to train on, in ascending order
 * @param test how many others to rank at most
 */
record FrontierBenchmark(StudyBenchmark source, Encoding withoutStatistics, List<Integer> labels, int test) {
    private static final int TEST = 20_000;

    /** One and ten in a hundred of two spaces, and what the literature takes of a large one, ranked on a sample. */
    static final List<FrontierBenchmark> ALL = List.of(
            of("nasbench201/c10_valid_200", Encoding.FUNCTIONAL_PATHS, 156, 1_562),
            of("nasbench101/test_acc_108", Encoding.NGRAMS, 424, 4_236),
            of("nasbench-macro/test_acc_mean", Encoding.ADJACENCY, 65, 656));

    private static FrontierBenchmark of(String cell, Encoding withoutStatistics, int few, int many) {
        return new FrontierBenchmark(
                StudyBenchmark.named(StudyBenchmark.ALL, List.of(cell)).get(0),
                withoutStatistics,
                List.of(few, many),
                TEST);
    }

    /**
     * The benchmarks of some names, all for none.
     *
     * @throws UsageException if there is none of a name
     */
    static List<FrontierBenchmark> named(List<String> cells) {
        String[] names = ALL.stream().map(b -> b.source().cell()).toArray(String[]::new);
        cells.forEach(cell -> Check.oneOf("--cells", cell, names));
        return ALL.stream()
                .filter(b -> cells.isEmpty() || cells.contains(b.source().cell()))
                .toList();
    }

    /** The same without what takes longest: thousands of labels. */
    FrontierBenchmark inQuick() {
        return new FrontierBenchmark(
                source,
                withoutStatistics,
                labels.stream().filter(l -> l < 4_000).toList(),
                test / 4);
    }

    /** How architectures are seen. */
    Encoding encoding(boolean statistics) {
        return statistics ? Encoding.BEST : withoutStatistics;
    }

    /** The name of the benchmark with so many labels, e.g. {@code nasbench201/c10_valid_200 at 156}. */
    String cell(int labelled) {
        return source.cell() + " at " + labelled;
    }
}
