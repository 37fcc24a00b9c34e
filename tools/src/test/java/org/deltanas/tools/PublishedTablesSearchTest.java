package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches on published tables find what random search rarely does. */
class PublishedTablesSearchTest {
    private static final Path TABLES = Path.of(System.getProperty("deltanas.benchmarks", "benchmarks"));

    @BeforeAll
    static void needsTables() {
        Assumptions.assumeTrue(
                Files.isDirectory(TABLES),
                () -> "no benchmark tables at " + TABLES + " (system property deltanas.benchmarks)");
    }

    @ParameterizedTest
    @CsvSource({
        "nasbench201, nasbench201/nasbench201.csv.gz, c10_valid_200, c10_test_200, 15625, 120",
        "nasbench-macro, nasbenchmacro/nasbenchmacro_cifar10.csv.gz, test_acc_mean, params, 6561, 60"
    })
    void tableSearch(String space, String file, String column, String reported, int rows, int worstRank) {
        JsonNode json = CommandLineRun.of(
                        "search",
                        "--space",
                        space,
                        "--labels",
                        "table",
                        "--table",
                        TABLES.resolve(file).toString(),
                        "--column",
                        column,
                        "--report-column",
                        reported,
                        "--queries",
                        "150",
                        "--seed",
                        "3",
                        "--json")
                .succeeds()
                .json();
        assertThat(json.get("queries").intValue()).isLessThanOrEqualTo(150);
        assertThat(json.get("best").get("rankOf").intValue()).isEqualTo(rows);
        assertThat(json.get("best").get("rank").intValue()).isLessThanOrEqualTo(worstRank);
        assertThat(json.get("best").get("reported").isNumber()).isTrue();
        assertThat(json.get("best").get("regret").doubleValue()).isBetween(0.0, 1.0);
    }
}
