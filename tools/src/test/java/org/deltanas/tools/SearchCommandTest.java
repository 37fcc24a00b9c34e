package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchCommandTest {
    @TempDir
    private Path folder;

    private String table;

    /** All of block:5x3; the value is the chain read as a number to base 3, but 21021, in its middle, is the best. */
    @BeforeEach
    void writeTable() throws IOException {
        StringBuilder text = new StringBuilder("arch,value,half\n");
        for (int i = 0; i < 243; i++) {
            String chain = String.format("%5s", Integer.toString(i, 3)).replace(' ', '0');
            text.append(chain)
                    .append(',')
                    .append(chain.equals("21021") ? 1000 : i)
                    .append(',')
                    .append(i / 2.0)
                    .append('\n');
        }
        table = Files.writeString(folder.resolve("table.csv"), text).toString();
    }

    private String[] byTable(String... more) {
        List<String> args = new ArrayList<>(
                List.of("search", "--space", "block:5x3", "--labels", "table", "--table", table, "--column", "value"));
        args.addAll(Arrays.asList(more));
        return args.toArray(String[]::new);
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String withoutRun(String json) {
        int run = json.indexOf("\n  \"run\" : {");
        assertThat(run).isPositive();
        assertThat(json.substring(run).lines().filter(line -> line.equals("}"))).hasSize(1);
        return json.substring(0, run);
    }

    @Test
    void printsTheJsonOfTheContract() {
        JsonNode json = CommandLineRun.of(byTable(
                        "--queries", "60", "--report-column", "half", "--seed", "-9223372036854775808", "--json"))
                .succeeds()
                .json();
        assertThat(names(json))
                .contains(
                        "space",
                        "labels",
                        "predictor",
                        "searcher",
                        "seed",
                        "best",
                        "queries",
                        "neighbourQueries",
                        "validation",
                        "trace")
                .endsWith("run");
        assertThat(json.get("space").textValue()).isEqualTo("block:5x3");
        assertThat(json.get("labels").textValue()).isEqualTo("table");
        assertThat(json.get("table").textValue()).isEqualTo("table.csv");
        assertThat(json.get("column").textValue()).isEqualTo("value");
        assertThat(json.get("predictor").textValue()).isEqualTo("potential");
        assertThat(json.get("searcher").textValue()).isEqualTo("delta-nas");
        assertThat(json.get("seed").longValue()).isEqualTo(Long.MIN_VALUE);
        assertThat(json.get("queries").longValue()).isBetween(2L, 60L);
        assertThat(json.get("neighbourQueries").isIntegralNumber()).isTrue();
        JsonNode best = json.get("best");
        assertThat(names(best)).contains("arch", "label", "predicted", "reported", "rank");
        assertThat(best.get("arch").textValue()).matches("[012]{5}");
        double label = best.get("label").doubleValue();
        int index = Integer.parseInt(best.get("arch").textValue(), 3);
        assertThat(label).isEqualTo(best.get("arch").textValue().equals("21021") ? 1000 : index);
        assertThat(best.get("reported").doubleValue()).isEqualTo(index / 2.0);
        assertThat(best.get("regret").doubleValue()).isEqualTo(1000 - label);
        assertThat(best.get("rankOf").intValue()).isEqualTo(243);
        assertThat(json.get("trace")).isNotEmpty();
        for (JsonNode point : json.get("trace")) {
            assertThat(point).hasSize(2);
        }
        JsonNode last = json.get("trace").get(json.get("trace").size() - 1);
        assertThat(last.get(1).doubleValue()).isEqualTo(label);
        assertThat(names(json.get("run")))
                .contains("seconds", "neighbourQueriesPerSecond", "backend", "threads", "command", "host");
        assertThat(json.get("run").get("command").textValue()).startsWith("./deltanas search --space block:5x3");
    }

    @Test
    void findsTheBestOfASmoothColumn() {
        JsonNode json = CommandLineRun.of(
                        "search",
                        "--space",
                        "block:5x3",
                        "--labels",
                        "table",
                        "--table",
                        table,
                        "--column",
                        "half",
                        "--queries",
                        "60",
                        "--json")
                .succeeds()
                .json();
        assertThat(json.get("best").get("arch").textValue()).isEqualTo("22222");
        assertThat(json.get("best").get("rank").intValue()).isEqualTo(1);
        assertThat(json.get("best").get("regret").doubleValue()).isZero();
        json = CommandLineRun.of(
                        "search",
                        "--space",
                        "block:5x3",
                        "--labels",
                        "table",
                        "--table",
                        table,
                        "--column",
                        "half",
                        "--queries",
                        "60",
                        "--json",
                        "--direction",
                        "min")
                .succeeds()
                .json();
        assertThat(json.get("best").get("arch").textValue()).isEqualTo("00000");
        assertThat(json.get("best").get("rank").intValue()).isEqualTo(1);
        assertThat(json.get("direction").textValue()).isEqualTo("min");
    }

    @Test
    void ranksByTheTableNotByANoisyLabel() {
        JsonNode best = CommandLineRun.of(byTable("--queries", "30", "--noise", "500", "--json"))
                .succeeds()
                .json()
                .get("best");
        String arch = best.get("arch").textValue();
        int index = Integer.parseInt(arch, 3);
        assertThat(best.get("tableValue").doubleValue()).isEqualTo(arch.equals("21021") ? 1000 : index);
        assertThat(best.get("label").doubleValue())
                .isNotEqualTo(best.get("tableValue").doubleValue());
    }

    @ParameterizedTest
    @CsvSource({
        "--labels params --space block:20x4 --queries 24",
        "--labels params --space nasbench201 --queries 24 --noise 10000",
        "--labels params --space block:20x4 --queries 40 --design pairs --samples-per-difference 1 --iterations 5",
        "--labels params --space nasbench201 --searcher random --queries 40",
        "--labels params --space nasbench201 --searcher regularized-evolution --queries 40 --population 9 --sample-size 4",
        "--labels params --space nasbench101 --searcher sep --queries 40 --population 9 --mutation each-choice",
        "--labels params --space nasbench301 --searcher standard-crossover --queries 40 --population 9",
        "--labels params --space transnas-macro --searcher reinforce --queries 40 --learning-rate 0.2 --count-repeats",
        "--labels params --space block:20x4 --searcher local-search --queries 40 --initial 3",
        "--labels params --space nasbench201 --searcher bananas --queries 24 --round-size 5",
        "--labels params --space block:20x4 --queries 24 --crossover sep",
        "--labels params --space block:200x16 --queries 20 --population 6 --iterations 2"
    })
    void resultsAreTheSameBytesForASeed(String options) throws IOException {
        String first = null;
        String trace = null;
        for (String how :
                new String[] {"--threads 1", "--threads 2 --kernel scalar", "--threads 3 --vector-bits 128"}) {
            Path out = folder.resolve(how.replace(' ', '_'));
            CommandLineRun run = CommandLineRun.ofLine(
                            "search " + options + " --seed 7 --json --out " + out + " " + how)
                    .succeeds();
            String json = Files.readString(out.resolve("result.json"));
            assertThat(json).isEqualTo(run.out());
            first = first == null ? withoutRun(json) : first;
            trace = trace == null ? Files.readString(out.resolve("trace.csv")) : trace;
            assertThat(withoutRun(json)).as(how).isEqualTo(first);
            assertThat(Files.readString(out.resolve("trace.csv"))).as(how).isEqualTo(trace);
        }
        assertThat(trace).startsWith("queries,best\n").endsWith("\n");
        CommandLineRun other =
                CommandLineRun.ofLine("search " + options + " --seed 8 --json").succeeds();
        assertThat(withoutRun(other.out())).isNotEqualTo(first);
    }

    @Test
    void printsTheWinnerForPeople() {
        String out = CommandLineRun.ofLine("search --space nasbench201 --labels params --queries 20 --threads 1")
                .succeeds()
                .out();
        assertThat(out)
                .startsWith("best architecture of nasbench201\n")
                .contains("node 1 = ", "output = ", "(params, larger is better)", "neighbour queries", "on 1 thread\n")
                .contains("./deltanas search --space nasbench201 --labels params --queries 20 --threads 1 --seed 1\n");
        out = CommandLineRun.of(byTable("--queries", "30", "--seed=5"))
                .succeeds()
                .out();
        assertThat(out)
                .contains("stage 1  ", " of 243 in the table, regret ", "value of table.csv")
                .contains("--seed=5\n");
    }

    @Test
    void randomSearchHasNoPredictor() {
        JsonNode json = CommandLineRun.of(byTable("--searcher", "random", "--queries", "20", "--json"))
                .succeeds()
                .json();
        assertThat(json.get("predictor").isNull()).isTrue();
        assertThat(json.get("validation").isNull()).isTrue();
        assertThat(json.get("neighbourQueries").intValue()).isZero();
        assertThat(json.get("queries").intValue()).isEqualTo(20);
        assertThat(json.get("best").get("predicted").isNull()).isTrue();
    }

    @Test
    void reportsFromAnotherTable() throws IOException {
        String other = Files.writeString(folder.resolve("other.csv"), "arch,acc\n00000,1\n")
                .toString();
        JsonNode best = CommandLineRun.of(
                        byTable("--queries", "20", "--report-table", other, "--report-column", "acc", "--json"))
                .succeeds()
                .json()
                .get("best");
        assertThat(best.get("reported").isNull()).isTrue();
        assertThat(best.get("reportedColumn").textValue()).isEqualTo("acc");
    }

    @Test
    void saysHowManyQueriesHadNoValue() throws IOException {
        StringBuilder text = new StringBuilder("arch,a\n");
        for (int i = 0; i < 64; i++) {
            String chain = String.format("%6s", Integer.toString(i, 2)).replace(' ', '0');
            text.append(chain).append(',').append(i % 2 == 0 ? "" : i).append('\n');
        }
        String sparse = Files.writeString(folder.resolve("sparse.csv"), text).toString();
        String[] args = {
            "search", "--space", "block:6x2", "--labels", "table", "--table", sparse, "--column", "a", "--queries", "64"
        };
        assertThat(CommandLineRun.of(args).succeeds().out()).contains("of them without a value in the table");
        args = Arrays.copyOf(args, args.length + 1);
        args[args.length - 1] = "--json";
        JsonNode json = CommandLineRun.of(args).succeeds().json();
        assertThat(json.get("queriesWithoutValue").intValue()).isBetween(1, 32);
        assertThat(json.get("best").get("arch").textValue()).isEqualTo("111111");
        assertThat(json.get("best").get("rankOf").intValue()).isEqualTo(32);
    }

    @Test
    void optionsOfASearcherStandInTheJson() {
        JsonNode json = CommandLineRun.of(byTable(
                        "--searcher", "sep", "--queries", "30", "--count-repeats", "--population", "8", "--json"))
                .succeeds()
                .json();
        assertThat(json.get("searcher").textValue()).isEqualTo("sep");
        assertThat(json.get("options").get("population").intValue()).isEqualTo(8);
        assertThat(json.get("options").get("sampleSize").intValue()).isEqualTo(10);
        assertThat(json.get("options").get("mutation").textValue()).isEqualTo("one-edit");
        assertThat(json.get("evaluations").intValue()).isEqualTo(30);
        assertThat(json.get("queries").intValue()).isBetween(1, 30);
    }

    /** The noise-free experiment on NAS-Bench-101: the optimum is known, and smaller is better without saying so. */
    @Test
    void editDistanceIsALabel() {
        String target = "110011000101000100101:13p33";
        JsonNode json = CommandLineRun.of(
                        "search",
                        "--space",
                        "nasbench101",
                        "--labels",
                        "edit-distance",
                        "--target",
                        target,
                        "--searcher",
                        "sep",
                        "--population",
                        "100",
                        "--queries",
                        "1000",
                        "--json")
                .succeeds()
                .json();
        assertThat(json.get("direction").textValue()).isEqualTo("min");
        assertThat(json.get("best").get("label").intValue()).isLessThanOrEqualTo(2);
        CommandLineRun.ofLine("search --space block:3x3 --labels edit-distance --target 00 --queries 9")
                .fails(3, "'00'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delta-nas",
                "random",
                "regularized-evolution",
                "sep",
                "standard-crossover",
                "reinforce",
                "local-search",
                "bananas"
            })
    void aTableThatAnswersNothingIsAFailure(String searcher) throws IOException {
        String lonely = Files.writeString(folder.resolve("lonely.csv"), "arch,a\n" + "0".repeat(20) + ",1\n")
                .toString();
        CommandLineRun.of(
                        "search",
                        "--space",
                        "block:20x4",
                        "--labels",
                        "table",
                        "--table",
                        lonely,
                        "--column",
                        "a",
                        "--queries",
                        "20",
                        "--searcher",
                        searcher)
                .fails(1, "none of the 20 architectures that were queried has a label a");
    }

    @Test
    void endsWhenTheTimeIsUp() {
        JsonNode json = CommandLineRun.ofLine(
                        "search --space block:20x4 --labels params --searcher random --queries 100000000 --max-seconds 0.3 --json")
                .succeeds()
                .json();
        assertThat(json.get("run").get("stoppedEarly").booleanValue()).isTrue();
        assertThat(json.get("queries").longValue()).isBetween(1L, 99_999_999L);
    }

    /** More queries than there are architectures. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--searcher delta-nas",
                "--searcher random",
                "--searcher regularized-evolution",
                "--searcher sep",
                "--searcher standard-crossover",
                "--searcher reinforce",
                "--searcher local-search",
                "--searcher bananas"
            })
    void aTinySpaceIsExhausted(String searcher) {
        JsonNode json = CommandLineRun.ofLine(
                        "search --space block:2x2 --labels params --queries 50 --json " + searcher)
                .succeeds()
                .json();
        assertThat(json.get("best").get("arch").textValue()).hasSize(2);
        assertThat(json.get("queries").longValue()).isBetween(1L, 50L);
    }

    @Test
    void flopsAreALabel() {
        JsonNode json = CommandLineRun.ofLine("search --space block:3x3 --labels flops --queries 27 --json")
                .succeeds()
                .json();
        assertThat(json.get("labels").textValue()).isEqualTo("flops");
        assertThat(json.get("best").get("arch").textValue()).isEqualTo("222");
        JsonNode score = CommandLineRun.ofLine("score --space block:3x3 --proxy flops --arch 222 --json")
                .succeeds()
                .json()
                .get("scores")
                .get(0);
        assertThat(json.get("best").get("label").doubleValue())
                .isEqualTo(score.get("flops").doubleValue());
    }

    @Test
    void zenLabelsNameTheirOptions() {
        JsonNode json = CommandLineRun.ofLine(
                        "search --space nasbench201 --queries 6 --initial 4 --batch 2 --resolution 8 --mode exact --json")
                .succeeds()
                .json();
        assertThat(json.get("labels").textValue()).isEqualTo("zen");
        assertThat(json.get("zen").get("batch").intValue()).isEqualTo(2);
        assertThat(json.get("zen").get("mode").textValue()).isEqualTo("exact");
        assertThat(json.get("run").get("backend").textValue()).isEqualTo("vector");
    }

    @Test
    void aResumedSearchEndsWhereOneThatWasNotInterruptedDoes() throws IOException {
        String search = "search --space block:6x4 --labels params --seed 5 --json --out ";
        Path whole = folder.resolve("whole");
        CommandLineRun.ofLine(search + whole + " --queries 60").succeeds();
        Path cut = folder.resolve("cut");
        CommandLineRun.ofLine(search + cut + " --queries 30").succeeds();
        Path log = cut.resolve("labels.csv");
        List<String> before = Files.readAllLines(log);
        assertThat(before).hasSize(2 + 30);
        // A last line that was cut short is dropped.
        Files.writeString(log, String.join("\n", before) + "\n0123");
        CommandLineRun.ofLine(search + cut + " --queries 60 --resume").succeeds();
        assertThat(Files.readAllLines(log)).isEqualTo(Files.readAllLines(whole.resolve("labels.csv")));
        assertThat(withoutRun(Files.readString(cut.resolve("result.json"))))
                .isEqualTo(withoutRun(Files.readString(whole.resolve("result.json"))));

        // An answer that only the log can give.
        String first = before.get(2).substring(0, 6);
        Files.writeString(log, before.get(0) + "\narch,label\n" + first + ",1.0E9\n");
        JsonNode best = CommandLineRun.ofLine(search + cut + " --queries 60 --resume")
                .succeeds()
                .json()
                .get("best");
        assertThat(best.get("arch").asText()).isEqualTo(first);
        assertThat(best.get("label").asDouble()).isEqualTo(1e9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "# block:6x4 params|arch,label|abc; 'abc' is no answer",
                "# block:6x3 params|arch,label|012345,1; answers 'block:6x3 params'",
                "arch,label|; no log of labels",
                "# block; no log of labels"
            })
    void foreignLogsAreRefused(String log, String reason) throws IOException {
        Files.writeString(folder.resolve("labels.csv"), log.isEmpty() ? "" : log.replace('|', '\n') + "\n");
        CommandLineRun.ofLine("search --space block:6x4 --labels params --resume --out " + folder)
                .fails(3, "cannot be resumed from", reason);
    }
}
