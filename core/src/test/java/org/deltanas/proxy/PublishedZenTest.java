package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.SpearmanRho;
import org.deltanas.proxy.ZenOptions.Mode;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.deltanas.testing.PublishedTables;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Zen-scores of other spaces than NAS-Bench-201 against the published ones. Small images rank nearly alike but lose
 * a little at every batch norm, so that only large ones are compared in value.
 */
class PublishedZenTest {

    @ParameterizedTest
    @CsvSource({
        "nasbench101, 24, 4, 16, .97, 4",
        "nasbench301, 24, 4, 16, .97, 9",
        "transnas-micro, 40, 4, 32, .98, 9",
        "transnas-macro, 30, 4, 32, .80, 18",
    })
    void fewAgree(String name, int networks, int batch, int resolution, double spearman, double difference) {
        assertParity(name, networks, batch, resolution, spearman, difference);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "nasbench101, 60, 8, 32, .99, .5",
        "nasbench301, 200, 8, 32, .995, .5",
        "transnas-micro, 200, 4, 128, .998, 2.5",
        "transnas-macro, 60, 4, 128, .98, 6",
    })
    void manyAgree(String name, int networks, int batch, int resolution, double spearman, double difference) {
        assertParity(name, networks, batch, resolution, spearman, difference);
    }

    private static List<String[]> published(String name) {
        if (name.equals("nasbench301")) {
            return PublishedTables.read("nasbench301/nasbench301_zen_nwot.csv.gz", "normal", "reduce", "zen").stream()
                    .map(row -> new String[] {row[0] + "|" + row[1], row[2]})
                    .toList();
        }
        if (name.equals("nasbench101")) {
            Map<String, String> zen = new HashMap<>();
            for (String[] row : PublishedTables.read("nasbench101/nasbench101_zen.csv.gz", "hash", "zen")) {
                zen.put(row[0], row[1]);
            }
            return PublishedTables.read("nasbench101/nasbench101.csv.gz", "hash", "adjacency", "ops").stream()
                    .filter(row -> zen.containsKey(row[0]))
                    .map(row -> new String[] {row[1] + ":" + row[2], zen.get(row[0])})
                    .toList();
        }
        return PublishedTables.read(
                        "transnasbench101/" + name.replace("transnas-", "transnasbench101_") + ".csv.gz",
                        "arch",
                        "zen_class_scene")
                .stream()
                .filter(row -> Double.parseDouble(row[1]) > -1e7)
                .toList();
    }

    private static void assertParity(
            String name, int networks, int batch, int resolution, double spearman, double difference) {
        List<String[]> rows = published(name);
        SearchSpace space = SearchSpaces.byName(name);
        double[] expected = new double[networks];
        double[] actual = new double[networks];
        Philox random = new Philox(1);
        try (CodeSlab codes = space.newSlab(networks);
                Workers workers = new Workers(2);
                ConvBackend backend = new VectorBackend(Simd.best());
                ZenScore zen = new ZenScore(
                        space, new ZenOptions(Mode.TORCH_BUFFER, batch, resolution, 1, 0.01, 3), backend, workers)) {
            for (int i = 0; i < networks; i++) {
                String[] row = rows.get(random.nextInt(rows.size()));
                space.parse(row[0], codes, i);
                expected[i] = Double.parseDouble(row[1]);
            }
            zen.evaluate(codes, 0, networks, actual);
        }
        double[] differences = IntStream.range(0, networks)
                .mapToDouble(i -> Math.abs(actual[i] - expected[i]))
                .toArray();
        String numbers = name + ": Spearman " + SpearmanRho.rho(expected, actual) + ", median difference "
                + Ranks.median(differences);
        assertThat(SpearmanRho.rho(expected, actual)).as(numbers).isGreaterThan(spearman);
        assertThat(Ranks.median(differences)).as(numbers).isLessThan(difference);
    }
}
