package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    /** DARTS cells have no table; the surrogate answers in its place, as it is reported to. */
    @Test
    void surrogateSearch() {
        String model = TABLES.resolve("nasbench301/yahpo_nb301.onnx").toString();
        String[] search = {
            "search",
            "--space",
            "nasbench301",
            "--labels",
            "table",
            "--table",
            model,
            "--column",
            "valid_acc",
            "--queries",
            "40"
        };
        JsonNode json = CommandLineRun.of(with(search, "--json")).succeeds().json();
        assertThat(json.get("table").textValue()).isEqualTo("yahpo_nb301.onnx");
        assertThat(json.get("column").textValue()).isEqualTo("valid_acc");
        assertThat(json.get("best").get("label").doubleValue()).isBetween(95.4, 98.0);
        CommandLineRun.of(with(search, "--report-column", "zen")).fails(2, "a surrogate is no table");
        search[2] = "nasbench201";
        CommandLineRun.of(search).fails(3, "of the space nasbench301, not of nasbench201");
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }
}
