package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreCommandTest {
    /** Index 0 of the benchmark: 129,306 parameters there. */
    private static final String LIVE =
            "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|";

    private static final String DEAD = "|none~0|+|none~0|nor_conv_3x3~1|+|none~0|none~1|skip_connect~2|";
    /** Small, so that tests are quick. */
    private static final String ZEN = " --batch 2 --resolution 8";

    @TempDir
    private Path folder;

    private static String withoutRun(String json) {
        int run = json.indexOf("\n  \"run\" : {");
        assertThat(run).isPositive();
        assertThat(json.substring(run).lines().filter(line -> line.equals("}"))).hasSize(1);
        return json.substring(0, run);
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode json(String line) {
        return CommandLineRun.ofLine(line + " --json").succeeds().json();
    }

    @Test
    void printsTheJsonOfTheContract() {
        JsonNode json = json("score --space nasbench201 --proxy zen,params,flops --seed 7 --mode exact --arch " + LIVE
                + " --arch " + DEAD + ZEN);
        assertThat(names(json)).contains("scores").endsWith("run");
        assertThat(json.get("space").textValue()).isEqualTo("nasbench201");
        assertThat(json.get("seed").longValue()).isEqualTo(7);
        assertThat(json.get("zen").get("mode").textValue()).isEqualTo("exact");
        assertThat(json.get("zen").get("batch").intValue()).isEqualTo(2);
        assertThat(json.get("scores")).hasSize(2);
        JsonNode live = json.get("scores").get(0);
        assertThat(names(live)).containsExactly("arch", "zen", "params", "flops", "dead");
        assertThat(live.get("arch").textValue()).isEqualTo(LIVE);
        assertThat(live.get("zen").doubleValue()).isBetween(20.0, 300.0);
        assertThat(live.get("params").isIntegralNumber()).isTrue();
        assertThat(live.get("params").longValue()).isEqualTo(129_306);
        assertThat(live.get("flops").longValue()).isEqualTo(15_647_360);
        assertThat(live.get("dead").isBoolean()).isTrue();
        assertThat(live.get("dead").booleanValue()).isFalse();
        JsonNode dead = json.get("scores").get(1);
        assertThat(dead.get("zen").isNull()).isTrue();
        assertThat(dead.get("dead").booleanValue()).isTrue();
        assertThat(dead.get("params").longValue()).isPositive();
        JsonNode run = json.get("run");
        assertThat(names(run)).contains("backend", "networksPerSecond", "seconds", "peakBytes", "threads", "command");
        assertThat(run.get("backend").textValue()).isEqualTo("vector");
        assertThat(run.get("networksPerSecond").doubleValue()).isPositive();
        assertThat(run.get("seconds").doubleValue()).isPositive();
        assertThat(run.get("peakBytes").longValue()).isGreaterThan(10_000);
        assertThat(run.get("command").textValue()).startsWith("./deltanas score --space nasbench201");
    }

    @Test
    void whatIsNotKnownIsNull() {
        JsonNode one = json("score --space nasbench201 --arch " + LIVE + ZEN);
        assertThat(one.get("run").get("networksPerSecond").isNull()).isTrue();
        assertThat(one.get("run").get("peakBytes").isNumber()).isTrue();
        JsonNode counts = json("score --space nasbench201 --proxy flops --arch " + LIVE + " --arch " + DEAD);
        assertThat(names(counts)).doesNotContain("zen");
        assertThat(names(counts.get("scores").get(0))).containsExactly("arch", "flops", "dead");
        assertThat(counts.get("scores").get(1).get("dead").booleanValue()).isTrue();
        assertThat(counts.get("run").get("peakBytes").isNull()).isTrue();
        assertThat(counts.get("run").get("backendReason").textValue()).isEqualTo("no network had to run");
    }

    @Test
    void printsCsvByDefaultInTheOrderAskedFor() {
        String csv = CommandLineRun.ofLine(
                        "score --space nasbench201 --proxy params,zen --arch " + LIVE + " --arch " + DEAD + ZEN)
                .succeeds()
                .out();
        List<String> lines = csv.lines().toList();
        assertThat(csv).endsWith("\n").doesNotContain("\r");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("arch,params,zen");
        assertThat(lines.get(1)).matches("\\Q" + LIVE + ",129306,\\E[0-9]+\\.[0-9]+");
        assertThat(lines.get(2)).startsWith(DEAD + ",").endsWith(",-inf");
        double zen = json("score --space nasbench201 --arch " + LIVE + ZEN)
                .get("scores")
                .get(0)
                .get("zen")
                .doubleValue();
        assertThat(lines.get(1)).endsWith("," + zen);
    }

    /** A perturbation that float numbers do not notice moves nothing, and its logarithm is none. */
    @Test
    void aLiveNetworkWithoutAScoreIsNotCalledDead() {
        String line = "score --space block:3x4 --arch 123 --gamma 1e-30" + ZEN;
        JsonNode score = json(line).get("scores").get(0);
        assertThat(score.get("zen").isNull()).isTrue();
        assertThat(score.get("dead").booleanValue()).isFalse();
        assertThat(CommandLineRun.ofLine(line).succeeds().out()).isEqualTo("arch,zen\n123,\n");
    }

    @Test
    void equalNetworksAreComputedOnceAndPrintedEachTime() {
        // The first two are one class: the identity may stand on either side of the block.
        String chains = " --arch 010000 --arch 100000 --arch 012012 --arch 010000 --arch 012012";
        String zen = "score --space block:6x3" + chains + ZEN;
        JsonNode once = json(zen);
        assertThat(once.get("networks").intValue()).isEqualTo(3);
        JsonNode scores = once.get("scores");
        assertThat(scores).hasSize(5);
        assertThat(scores.get(3)).isEqualTo(scores.get(0));
        assertThat(scores.get(4)).isEqualTo(scores.get(2));
        // Weights belong to positions, so the class is not enough.
        assertThat(scores.get(1).get("zen")).isNotEqualTo(scores.get(0).get("zen"));
        assertThat(scores.get(1).get("arch").textValue()).isEqualTo("100000");
        JsonNode each = json(zen + " --no-dedup");
        assertThat(each.get("networks").intValue()).isEqualTo(5);
        assertThat(each.get("scores")).isEqualTo(scores);

        JsonNode counts = json("score --space block:6x3 --proxy params,flops" + chains);
        assertThat(counts.get("networks").intValue()).isEqualTo(2);
        assertThat(counts.get("scores").get(1).get("arch").textValue()).isEqualTo("100000");
        JsonNode countsOfEach = json("score --space block:6x3 --proxy params,flops --no-dedup" + chains);
        assertThat(countsOfEach.get("networks").intValue()).isEqualTo(5);
        assertThat(countsOfEach.get("scores")).isEqualTo(counts.get("scores"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nasbench201", "block:9x4"})
    void theSameBytesForOneThreadAndTwo(String space) throws IOException {
        String line = "score --space " + space + " --random 70 --seed -3 --proxy zen,params --json" + ZEN + " --out ";
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        String json =
                CommandLineRun.ofLine(line + one + " --threads 1").succeeds().out();
        CommandLineRun.ofLine(line + two + " --threads 2").succeeds();
        assertThat(Files.readString(one.resolve("scores.json"))).isEqualTo(json);
        assertThat(withoutRun(Files.readString(two.resolve("scores.json")))).isEqualTo(withoutRun(json));
        assertThat(Files.readAllBytes(two.resolve("scores.csv")))
                .isEqualTo(Files.readAllBytes(one.resolve("scores.csv")));
        assertThat(Files.readAllLines(one.resolve("scores.csv"))).hasSize(71);
    }

    @Test
    void backendsAgree() {
        String line = "score --space nasbench201 --random 6 --repeats 2" + ZEN;
        JsonNode vector = json(line);
        JsonNode reference = json(line + " --backend reference");
        assertThat(reference.get("run").get("backend").textValue()).isEqualTo("reference");
        assertThat(reference.get("run").get("peakBytes").isNull()).isTrue();
        for (int i = 0; i < 6; i++) {
            double expected = reference.get("scores").get(i).get("zen").doubleValue();
            assertThat(vector.get("scores").get(i).get("zen").doubleValue())
                    .isCloseTo(expected, within(1e-4 * Math.abs(expected)));
        }
    }

    @Test
    void randomArchitecturesFollowTheSeed() {
        String line = "score --space nasbench201 --proxy params --random 40 --seed ";
        String drawn = CommandLineRun.ofLine(line + 1).succeeds().out();
        assertThat(drawn.lines()).hasSize(41);
        assertThat(CommandLineRun.ofLine(line + 1).succeeds().out()).isEqualTo(drawn);
        assertThat(CommandLineRun.ofLine(line + 2).succeeds().out()).isNotEqualTo(drawn);
        // The first of many are those of few.
        assertThat(drawn)
                .startsWith(CommandLineRun.ofLine(line.replace("40", "7") + 1)
                        .succeeds()
                        .out());
    }

    @Test
    void readsAFileOfArchitectures() throws IOException {
        String text = "\uFEFF# chains\r\n\r\n 012\r\n  # another\n210\n\n012";
        Path file = Files.writeString(folder.resolve("chains.txt"), text);
        JsonNode json = json("score --space block:3x3 --proxy params --arch-file " + file);
        assertThat(json.get("scores").findValuesAsText("arch")).containsExactly("012", "210", "012");
        Path many = Files.writeString(folder.resolve("many.txt"), "012\n".repeat(3_000) + "222\n");
        JsonNode scores = json("score --space block:3x3 --proxy params --arch-file " + many)
                .get("scores");
        assertThat(scores).hasSize(3_001);
        assertThat(scores.get(2_999).get("arch").textValue()).isEqualTo("012");
        assertThat(scores.get(3_000).get("arch").textValue()).isEqualTo("222");
    }

    @Test
    void badFilesAreNamedWithTheLineAndTheReason() throws IOException {
        refused(Files.writeString(folder.resolve("a.txt"), "# head\n012\n\n013\n"))
                .fails(3, "a.txt: line 4: '013' is not an architecture of block:3x3");
        refused(Files.writeString(folder.resolve("b.txt"), "# nothing\n\n"))
                .fails(3, "b.txt: there is no architecture in this file");
        refused(folder.resolve("c.txt")).fails(3, "c.txt: there is no such file");
        refused(folder).fails(3, folder + ": this is a folder");
        byte[] latin = "012\n# \u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        refused(Files.write(folder.resolve("d.txt"), latin)).fails(3, "d.txt: the text", "is not UTF-8");
        // A later command line of the same process works.
        json("score --space block:3x3 --proxy params --arch 012");
    }

    private static CommandLineRun refused(Path file) {
        return CommandLineRun.ofLine("score --space block:3x3 --proxy params --arch-file " + file);
    }

    @Test
    void theCsvIsATableToSearchBy() throws IOException {
        StringBuilder chains = new StringBuilder();
        for (int i = 0; i < 27; i++) {
            chains.append(Integer.toString(27 + i, 3).substring(1)).append('\n');
        }
        Path file = Files.writeString(folder.resolve("all.txt"), chains);
        Path out = folder.resolve("scores");
        CommandLineRun.ofLine("score --space block:3x3 --arch-file " + file + ZEN + " --out " + out)
                .succeeds();
        JsonNode best = json("search --space block:3x3 --labels table --column zen --queries 27 --table "
                        + out.resolve("scores.csv"))
                .get("best");
        JsonNode again =
                json("score --space block:3x3 --arch " + best.get("arch").textValue() + ZEN);
        assertThat(best.get("rank").intValue()).isEqualTo(1);
        assertThat(best.get("rankOf").intValue()).isEqualTo(27);
        assertThat(again.get("scores").get(0).get("zen").doubleValue())
                .isEqualTo(best.get("label").doubleValue());
    }

    @ParameterizedTest
    @CsvSource({
        "nasbench101, 4, 8",
        "nasbench301, 4, 8",
        "transnas-micro, 4, 32",
        "transnas-macro, 4, 32",
        "natsbench-size, 4, 8",
        "nasbench-macro, 4, 8"
    })
    void everySpaceCanBeScored(String space, int batch, int resolution) {
        scoreAndReadBack(space, batch, resolution);
    }

    @Test
    void aSpaceOfTheUsersOwnCanBeScored() throws IOException {
        Path file = folder.resolve("own.json");
        try (InputStream example = DeltaNasCli.class.getResourceAsStream("space.example.json")) {
            Files.copy(example, file);
        }
        scoreAndReadBack(file.toString(), 2, 8);
    }

    private static void scoreAndReadBack(String space, int batch, int resolution) {
        String line = "score --proxy zen,params,flops --batch " + batch + " --resolution " + resolution;
        JsonNode scores = json(line + " --random 2 --seed 5 --space " + space).get("scores");
        assertThat(scores).hasSize(2);
        JsonNode score = scores.get(0);
        assertThat(score.get("zen").isNumber()).isEqualTo(!score.get("dead").booleanValue());
        assertThat(score.get("flops").longValue())
                .isGreaterThan(score.get("params").longValue());
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.addAll(List.of(
                "--seed",
                "5",
                "--json",
                "--space",
                space,
                "--arch",
                score.get("arch").textValue()));
        assertThat(CommandLineRun.of(words.toArray(String[]::new))
                        .succeeds()
                        .json()
                        .get("scores")
                        .get(0))
                .isEqualTo(score);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nasbench201 | what to score has to be given: --arch A, --arch-file FILE or --random N",
                "nasbench201 --arch a --random 3 | may be given, not --arch and --random",
                "nasbench201 --arch-file f --arch a --random 3 | not --arch and --arch-file and --random",
                "nasbench201 --random 0 | --random must be a whole number from 1 to 1000000, not 0",
                "nasbench201 --random -1 | not -1",
                "nasbench201 --random 1000001 | not 1000001",
                "nasbench201 --random many | 'many' is not a whole number",
                "nasbench201 --random 2 --random 3 | '--random'",
                "nasbench201 --random 2 --proxy naswot | comma-separated list of zen, params, flops, depth, l2_norm, nwot, synflow, logsynflow or composite, not 'naswot'",
                "nasbench201 --random 2 --proxy zen,,params | not ''",
                "nasbench201 --random 2 --proxy zen, | not ''",
                "nasbench201 --random 2 --proxy Zen | not 'Zen'",
                "nasbench201 --random 2 --proxy zen,params,zen | --proxy names zen twice",
                "nasbench201 --random 2 --proxy params --batch 4 | --batch has no effect with --proxy params: it belongs to --proxy zen or nwot",
                "nasbench201 --random 2 --proxy params,flops --mode exact | --mode has no effect with --proxy params,flops",
                "nasbench201 --random 2 --batch 0 | --batch must be",
                "nasbench201 --random 2 --resolution 2000 | --resolution must be",
                "nasbench201 --random 2 --repeats 0 | --repeats must be",
                "nasbench201 --random 2 --gamma -1 | --gamma must be above 0",
                "nasbench201 --random 2 --mode torch | --mode must be torch-buffer or exact, not 'torch'",
                "nasbench201 --random 2 --batch 64 --resolution 1 | --proxy zen: a resolution of 1 is too small",
                "nasbench201 --random 2 --proxy params,zen --batch 1 --resolution 4 | --proxy zen: a batch of 1 at resolution 4",
                "nasbench999 --random 2 | unknown space 'nasbench999'",
                "nasbench201 --random 2 --threads 0 | --threads must be",
                "nasbench201 --random 2 --queries 3 | no option '--queries'",
            })
    void wrongUsageIsTwo(String line, String sentence) {
        CommandLineRun.ofLine("score --space " + line).fails(2, sentence);
    }

    @Test
    void badArchitecturesAreThree() {
        CommandLineRun.ofLine("score --space block:3x2 --arch 000 --arch 002")
                .fails(3, "'002' is not an architecture of block:3x2");
        CommandLineRun.ofLine("score --space nasbench201 --arch |none~0|").fails(3, "'|none~0|' is not");
    }

    @Test
    void anUnwritableFolderIsNoticedFirst() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        CommandLineRun.ofLine("score --space block:3x2 --arch-file no.txt --out " + file)
                .fails(3, "--out", file.toString());
    }

    @Test
    void aMissingDeviceIsFour() {
        CommandLineRun.ofLine("score --space nasbench201 --random 2 --backend cudnn")
                .fails(4, "--backend cudnn: ");
    }

    @Test
    void everyProxyScoresLiveNetworksAndNoDeadOne() throws IOException {
        List<String> names = List.of("depth", "l2_norm", "nwot", "synflow", "logsynflow", "composite");
        JsonNode json = json("score --space nasbench201 --batch 8 --resolution 8 --proxy " + String.join(",", names)
                + " --arch " + LIVE + " --arch " + DEAD);
        JsonNode live = json.get("scores").get(0);
        JsonNode dead = json.get("scores").get(1);
        for (String name : names) {
            assertThat(live.get(name).isNumber()).as(name).isTrue();
            assertThat(dead.get(name).isNull()).as(name).isTrue();
        }
        assertThat(live.get("depth").isIntegralNumber()).isTrue();
        assertThat(live.get("logsynflow").doubleValue())
                .isCloseTo(Math.log(live.get("synflow").doubleValue()), within(1e-9));
        assertThat(dead.get("dead").booleanValue()).isTrue();
    }
}
