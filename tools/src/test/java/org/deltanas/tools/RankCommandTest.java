package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankCommandTest {
    private static final Path TABLES = Path.of(System.getProperty("deltanas.benchmarks", "benchmarks"));

    @TempDir
    private Path folder;

    /** Chains of six blocks of three kinds, larger kinds being better and most so at the end; a tenth of them is missing. */
    private Path additive() throws IOException {
        StringBuilder text = new StringBuilder("arch,value,noise\n");
        for (int i = 0; i < 729; i++) {
            String chain = String.format("%6s", Integer.toString(i, 3)).replace(' ', '0');
            double value = 0;
            for (int p = 0; p < 6; p++) {
                value += (p + 1) * (chain.charAt(p) - '0');
            }
            // The low bits of a scrambled number: nothing that could be learnt.
            int noise = Integer.reverse(i * 0x9E3779B9) & 0xFFFF;
            text.append(chain)
                    .append(',')
                    .append(i % 10 == 0 ? "" : value)
                    .append(',')
                    .append(noise)
                    .append('\n');
        }
        return Files.writeString(folder.resolve("t.csv"), text);
    }

    private static CommandLineRun run(Path table, String line) {
        List<String> args = new ArrayList<>(List.of("rank", "--table", table.toString()));
        args.addAll(Arrays.asList(line.split(" ")));
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    @Test
    void anAdditiveValueIsRankedAndNoiseIsNot() throws IOException {
        Path table = additive();
        JsonNode json = run(table, "--space block:6x3 --column value --train 100 --trials 3 --seed 4 --json")
                .succeeds()
                .json();
        assertThat(json.get("space").textValue()).isEqualTo("block:6x3");
        assertThat(json.get("table").textValue()).isEqualTo("t.csv");
        assertThat(json.get("column").textValue()).isEqualTo("value");
        assertThat(json.get("encoding").textValue()).isEqualTo("best");
        assertThat(json.get("predictor").textValue()).isEqualTo("potential");
        assertThat(json.get("train").intValue()).isEqualTo(100);
        assertThat(json.get("missing").intValue()).isEqualTo(73);
        assertThat(json.get("tested").intValue()).isEqualTo(729 - 73 - 100);
        assertThat(json.get("trials").intValue()).isEqualTo(3);
        assertThat(json.get("seed").longValue()).isEqualTo(4);
        assertThat(json.get("metric").textValue())
                .isEqualTo("Kendall tau-b between the predicted and the measured ranking by value (larger is better),"
                        + " over networks that were not trained on");
        for (String tau : List.of("tau", "pairTau", "unseenClassTau")) {
            assertThat(json.at("/" + tau + "/min").doubleValue()).as(tau).isBetween(0.85, 1.0);
            assertThat(json.at("/" + tau + "/mean").doubleValue())
                    .isBetween(
                            json.at("/" + tau + "/min").doubleValue(),
                            json.at("/" + tau + "/max").doubleValue());
            assertThat(json.at("/" + tau + "/std").doubleValue()).isBetween(0.0, 0.1);
        }
        assertThat(json.get("pairs").intValue()).isEqualTo(RankSplit.PAIRS);

        JsonNode noise = run(table, "--space block:6x3 --column noise --train 100 --trials 3 --json")
                .succeeds()
                .json();
        assertThat(noise.at("/tau/mean").doubleValue()).isBetween(-0.15, 0.15);
    }

    @Test
    void downwardsIsTheSameTheOtherWayRound() throws IOException {
        Path table = additive();
        JsonNode json = run(
                        table,
                        "--space block:6x3 --column value --train-fraction 0.2 --trials 2 --direction min --json")
                .succeeds()
                .json();
        assertThat(json.get("train").intValue()).isEqualTo((729 - 73) / 5);
        assertThat(json.at("/tau/mean").doubleValue()).isGreaterThan(0.85);
        assertThat(json.get("metric").textValue()).contains("smaller is better");
    }

    /** Outside run, and whatever threads and instructions there are. */
    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        Path table = additive();
        String asked = "--space block:6x3 --column value --train 60 --trials 2 --members 2 --json";
        String first =
                run(table, asked + " --threads 1 --kernel scalar").succeeds().out();
        String second = run(table, asked + " --threads 2").succeeds().out();
        assertThat(second.substring(0, second.indexOf("\"run\"")))
                .isEqualTo(first.substring(0, first.indexOf("\"run\"")));
        String other = run(table, asked + " --seed 2").succeeds().out();
        assertThat(other.substring(0, other.indexOf("\"run\"")))
                .isNotEqualTo(first.substring(0, first.indexOf("\"run\"")));
    }

    @Test
    void theTextAndTheFilesSayTheSame() throws IOException {
        Path table = additive();
        Path out = folder.resolve("out");
        CommandLineRun text = run(
                        table,
                        "--space block:6x3 --column value --train 50 --test 200 --trials 2 --hidden 32 --activation silu"
                                + " --members 1 --encoding adjacency --predictor pair --out " + out)
                .succeeds();
        JsonNode json = new JsonMapper().readTree(out.resolve("rank.json").toFile());
        assertThat(text.out())
                .contains(String.format(
                        Locale.ROOT, "%.3f +- ", json.at("/tau/mean").doubleValue()))
                .contains(" over 200 networks\n")
                .contains("1 of 32 silu, encoding adjacency");
        assertThat(json.get("hidden").textValue()).isEqualTo("32");
        assertThat(json.get("activation").textValue()).isEqualTo("silu");
        assertThat(json.get("members").intValue()).isEqualTo(1);
        assertThat(json.get("tested").intValue()).isEqualTo(200);
        List<String> lines = Files.readAllLines(out.resolve("rank.csv"));
        assertThat(lines).hasSize(3);
        double mean = lines.subList(1, 3).stream()
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[3]))
                .average()
                .orElseThrow();
        assertThat(json.at("/tau/mean").doubleValue()).isCloseTo(mean, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | --column value --train 5 --train-fraction 0.5 | --train and --train-fraction say the same",
                "2 | --column value --train-fraction 1 | --train-fraction must be a number above 0 and below 1, not 1.0",
                "2 | --column value --train 655 | --train asks for 655 networks to train on: at least 2 must be trained on and 2 left to rank of the 656",
                "2 | --column value --train-fraction 0.001 | --train-fraction asks for 0 networks",
                "2 | --column value --train 1 | --train must be a whole number from 2",
                "2 | --column value --test 1 | --test must be",
                "2 | --column value --trials 0 | --trials must be",
                "2 | --column value --hidden 60 | --hidden: hidden layers must be one width or two, e.g. 64-32 or 256, each a multiple of 32 up to 512, not '60'",
                "2 | --column value --hidden 64-64-64 | not '64-64-64'",
                "2 | --column value --hidden 64-0 | not '64-0'",
                "2 | --column value --activation tanh | --activation must be relu, squared-relu or silu, not 'tanh'",
                "2 | --column value --members 65 | --members must be a whole number from 1 to 64, not 65",
                "2 | --column value --encoding magic | --encoding must be best, adjacency,",
                "2 | --column value --encoding path | --encoding: block:6x3 has no encoding 'path'; it has best",
                "2 | --column value --predictor oracle | --predictor must be potential, pair or difference",
                "3 | --column values | there is no column",
            })
    void whatCannotBeIsRefused(int code, String options, String sentence) throws IOException {
        run(additive(), "--space block:6x3 " + options).fails(code, sentence);
    }

    @Test
    void aTableAndAColumnAreNeeded() {
        CommandLineRun.ofLine("rank --column x").fails(2, "--table=FILE");
        CommandLineRun.ofLine("rank --table x").fails(2, "--column=NAME");
    }

    @Test
    void publishedAccuraciesAreRankedFromOneInAHundred() {
        Path table = TABLES.resolve("nasbench201/nasbench201.csv.gz");
        Assumptions.assumeTrue(
                Files.exists(table), () -> "no table " + table + " (system property deltanas.benchmarks)");
        JsonNode json = run(table, "--column c10_valid_200 --train 156 --trials 3 --json")
                .succeeds()
                .json();
        assertThat(json.get("tested").intValue()).isEqualTo(15_625 - 156);
        assertThat(json.at("/tau/mean").doubleValue()).isBetween(0.84, 0.92);
        assertThat(json.at("/tau/min").doubleValue()).isGreaterThan(0.82);
        // Isomorphic cells of networks that were trained on make the task easier.
        assertThat(json.at("/unseenClassTau/mean").doubleValue())
                .isBetween(0.79, json.at("/tau/mean").doubleValue());
        assertThat(json.at("/testedOfUnseenClass/max").doubleValue()).isBetween(10_000.0, 15_400.0);
        assertThat(json.at("/pairTau/mean").doubleValue()).isBetween(0.65, 0.85);
        assertThat(json.get("metric").textValue())
                .contains("c10_valid_200 (%, validation, 200 epochs, larger is better)");
    }

    /** A little below what was measured when the defaults were chosen. */
    @ParameterizedTest
    @CsvSource({
        "nasbench201/nasbench201.csv.gz, c10_valid_200, 78, 0.80",
        "transnasbench101/transnasbench101_micro.csv.gz, valid_class_scene, 410, 0.81",
        "transnasbench101/transnasbench101_macro.csv.gz, valid_class_scene, 326, 0.83",
        "nasbenchmacro/nasbenchmacro_cifar10.csv.gz, test_acc_mean, 656, 0.925",
        "nasbench101/nasbench101.csv.gz, test_acc_108, 172, 0.735"
    })
    void defaultsRankAsWellAsTheyDid(String file, String column, int train, double least) {
        Path table = TABLES.resolve(file);
        Assumptions.assumeTrue(
                Files.exists(table), () -> "no table " + table + " (system property deltanas.benchmarks)");
        JsonNode json = run(table, "--column " + column + " --train " + train + " --test 4000 --trials 3 --json")
                .succeeds()
                .json();
        assertThat(json.at("/tau/mean").doubleValue()).isBetween(least, 0.95);
    }
}
