package org.deltanas.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.proxy.Direction;
import org.deltanas.search.DeltaNas;
import org.deltanas.search.DeltaNasOptions;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.RandomSearch;
import org.deltanas.search.Search;
import org.deltanas.search.SearchListener;
import org.deltanas.search.SearchResult;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Delta-NAS finds in published tables with 150 queries, 20 seeds, against baselines. */
class PublishedSearchTest {
    private static final Path TABLES = Path.of(System.getProperty("deltanas.benchmarks", "benchmarks"));
    private static final int SEEDS = 20;
    private static final int QUERIES = 150;

    /**
     * The floor is what local search reaches with as many queries on NAS-Bench-201, and on NAS-Bench-Macro the best
     * network that is not the optimum.
     */
    @ParameterizedTest
    @CsvSource({
        "nasbench201, nasbench201/nasbench201.csv.gz, c10_valid_200, 91.46",
        "nasbench-macro, nasbenchmacro/nasbenchmacro_cifar10.csv.gz, test_acc_mean, 93.1067"
    })
    void meanBestOf20SeedsBeatsTheBaselines(String name, String file, String column, double floor) {
        Path path = TABLES.resolve(file);
        Assumptions.assumeTrue(
                Files.exists(path), () -> "no benchmark table at " + path + " (system property deltanas.benchmarks)");
        SearchSpace space = SearchSpaces.byName(name);
        double found = 0;
        double random = 0;
        try (BenchmarkTable table = BenchmarkTable.read(path, space);
                TableLabel label = new TableLabel(table, column);
                Workers workers = new Workers(2)) {
            for (int seed = 1; seed <= SEEDS; seed++) {
                try (LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, seed)) {
                    SearchResult result = DeltaNas.run(
                            oracle, DeltaNasOptions.rounds(seed), null, Simd.best(), workers, SearchListener.NONE);
                    assertThat(result.queries()).isEqualTo(QUERIES);
                    found += result.label() / SEEDS;
                }
                try (LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, seed)) {
                    random += Search.run(new RandomSearch(space, seed), oracle, QUERIES, SearchListener.NONE)
                                    .label()
                            / SEEDS;
                }
            }
        }
        assertThat(found).isGreaterThan(floor).isGreaterThan(random);
    }
}
