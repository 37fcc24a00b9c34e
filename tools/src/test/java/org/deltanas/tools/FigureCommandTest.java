package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureCommandTest {
    private static final String DISTANCE = "nasbench101/edit-distance";

    @TempDir
    private Path folder;

    private CommandLineRun run(String figure, String out, String... more) {
        List<String> args = new ArrayList<>(
                List.of("reproduce", figure, "--out", folder.resolve(out).toString()));
        args.addAll(List.of(more));
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    private CommandLineRun distances(String out, int seeds, String... more) {
        List<String> args =
                new ArrayList<>(List.of("--cells", DISTANCE, "--queries", "20", "--kernel", "scalar", "--seeds"));
        args.add(Integer.toString(seeds));
        args.addAll(List.of(more));
        return run("fig4", out, args.toArray(String[]::new));
    }

    /** A kill loses what was under way, and nothing that was written. */
    @Tag("slow")
    @Test
    void isKilledAgainAndAgainAndEndsTheSame() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--cells", DISTANCE, "--seeds", "100", "--searchers"));
        arguments.add("regularized-evolution,sep,random");
        CommandLineRun whole =
                run("fig4", "a", arguments.toArray(String[]::new)).succeeds();
        arguments.addAll(
                0, List.of("reproduce", "fig4", "--out", folder.resolve("b").toString()));
        Path file = folder.resolve("b/fig4-runs.csv");
        List<String> known = List.of();
        int kills = 0;
        while (known.size() < 200) {
            int wanted = known.size() + 20;
            Process process = CommandLineRun.start(arguments, folder);
            while (process.isAlive() && rows(file).size() < wanted) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            kills += process.isAlive() ? 1 : 0;
            process.destroyForcibly().waitFor();
            List<String> left = rows(file);
            assertThat(left).hasSizeGreaterThanOrEqualTo(wanted);
            assertThat(left.subList(0, known.size())).isEqualTo(known);
            known = left;
        }
        assertThat(kills).isGreaterThan(1);
        assertThat(CommandLineRun.of(arguments.toArray(String[]::new))
                        .succeeds()
                        .out())
                .isEqualTo(whole.out());
        assertThat(read("b", "fig4.csv")).isEqualTo(read("a", "fig4.csv"));
        assertThat(rows(file)).startsWith(known.toArray(String[]::new)).hasSize(1 + 300);
    }

    private static List<String> rows(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private String read(String out, String name) throws IOException {
        return Files.readString(folder.resolve(out).resolve(name));
    }

    private JsonNode withoutRun(String out) throws IOException {
        ObjectNode json = (ObjectNode) new JsonMapper().readTree(read(out, "fig4.json"));
        json.remove("run");
        return json;
    }

    private static String withoutRunOfPage(String page) {
        return page.substring(0, page.indexOf("<!-- run: ")) + page.substring(page.indexOf("<!-- end of run -->"));
    }

    /** All searchers, each with two seeds; then again on another number of threads, after half of it was lost. */
    @Test
    void goesOnWhereItWasAndGivesTheSameOnAnyNumberOfThreads() throws IOException {
        CommandLineRun whole = distances("a", 2, "--threads", "2").succeeds();
        List<String> rows = Files.readAllLines(folder.resolve("a/fig4-runs.csv"));
        assertThat(rows).hasSize(1 + 2 * FigureSearcher.values().length);
        Files.createDirectories(folder.resolve("b"));
        Files.write(folder.resolve("b/fig4-runs.csv"), rows.subList(0, 8));
        CommandLineRun resumed = distances("b", 2, "--threads", "1").succeeds();
        assertThat(resumed.out()).isEqualTo(whole.out());
        for (String name : List.of("fig4.csv", "fig4-edit-distance.svg")) {
            assertThat(read("b", name)).as(name).isEqualTo(read("a", name));
        }
        assertThat(withoutRun("b")).isEqualTo(withoutRun("a"));
        assertThat(withoutRunOfPage(read("b", "fig4.html"))).isEqualTo(withoutRunOfPage(read("a", "fig4.html")));
        JsonNode run = new JsonMapper().readTree(read("b", "fig4.json")).get("run");
        assertThat(run.get("taken").intValue()).isEqualTo(7);
        assertThat(run.get("computed").intValue()).isEqualTo(rows.size() - 1 - 7);
        checkPage(WebPage.parsed(read("a", "fig4.html")), whole.out());
        checkCurves();
        checkFiles();
    }

    private static void checkPage(Document page, String text) {
        assertThat(page.select("section").eachAttr("id")).containsExactly("verdict", "edit-distance", "done", "run");
        assertThat(text).contains("\n" + page.select(".verdict").text() + "\n");
        assertThat(page.select("#verdict").text())
                .contains(DISTANCE + ", the best mean: after 20 queries ", "None finds the optimum.");
        List<JsonNode> plots = WebPage.plots(page);
        assertThat(plots).hasSize(2);
        assertThat(plots.get(0).get("series").findValuesAsText("name"))
                .containsExactly(
                        "delta-nas",
                        "regularized-evolution",
                        "standard-crossover",
                        "sep",
                        "reinforce",
                        "random",
                        "local-search",
                        "bananas");
        assertThat(plots.get(1).get("series").findValuesAsText("name"))
                .containsExactly("delta-nas", "delta-nas+standard", "delta-nas+sep");
        assertThat(page.select("#run tbody tr")).hasSize(FigureSearcher.values().length);
    }

    private void checkFiles() throws IOException {
        assertThat(Files.readAllLines(folder.resolve("a/fig4.csv")))
                .hasSize(1 + 2 * FigureSearcher.values().length)
                .startsWith("cell,searcher,queries,seeds,mean,std,low,high")
                .element(1)
                .asString()
                .startsWith(DISTANCE + ",delta-nas,10,2,");
        assertThat(Files.readAllLines(folder.resolve("a/fig4-cost.csv")))
                .hasSize(1 + FigureSearcher.values().length)
                .element(3)
                .asString()
                .startsWith(DISTANCE + ",delta-nas+sep,2,0,,")
                .endsWith("--searcher delta-nas --crossover sep --queries 20 --seed 1");
    }

    /** The curves are means of the best so far: they fall. */
    private void checkCurves() throws IOException {
        for (JsonNode curve : withoutRun("a").get("curves")) {
            List<JsonNode> points = new ArrayList<>();
            curve.get("points").forEach(points::add);
            assertThat(points).extracting(p -> p.get("queries").intValue()).containsExactly(10, 20);
            double first = points.get(0).get("mean").doubleValue();
            double last = points.get(1).get("mean").doubleValue();
            assertThat(last).isBetween(0.0, first);
            double std = points.get(1).get("std").doubleValue();
            assertThat(points.get(1).get("band").doubleValue()).isCloseTo(1.96 * std / Math.sqrt(2), within(1e-12));
        }
    }

    /** What the page tells to type finds what the page shows. */
    @Test
    void everyCommandRepeatsItsSearch() throws IOException {
        distances("a", 1).succeeds();
        List<String> rows = Files.readAllLines(folder.resolve("a/fig4-runs.csv"));
        for (JsonNode search : new JsonMapper().readTree(read("a", "fig4.json")).at("/run/searches")) {
            String command = search.get("command").textValue();
            assertThat(command).startsWith("./deltanas search --space nasbench101 ");
            JsonNode found = CommandLineRun.ofLine(command.substring("./deltanas ".length()) + " --json")
                    .succeeds()
                    .json();
            List<String> trace = new ArrayList<>();
            found.get("trace").forEach(point -> trace.add(point.get(0) + ":" + point.get(1)));
            assertThat(rows).as(command).anyMatch(row -> row.endsWith("," + String.join(" ", trace)));
        }
    }

    /** NAS-Bench-201 with a made-up accuracy: convolutions are good. */
    private void writeTable() throws IOException {
        StringBuilder text = new StringBuilder("arch,c10_valid_200,c100_valid_200\n");
        String[] operations = {"none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"};
        int[] worth = {0, 3, 7, 11, 4};
        for (int i = 0; i < 15_625; i++) {
            StringBuilder arch = new StringBuilder();
            int value = 0;
            for (int edge = 0, rest = i; edge < 6; edge++, rest /= 5) {
                boolean opens = edge == 0 || edge == 1 || edge == 3;
                int source = edge < 1 ? edge : edge < 3 ? edge - 1 : edge - 3;
                arch.append(opens && edge > 0 ? "+|" : opens ? "|" : "").append(operations[rest % 5]);
                arch.append('~').append(source).append('|');
                value += worth[rest % 5] * (edge + 2);
            }
            text.append(arch)
                    .append(',')
                    .append(value)
                    .append(',')
                    .append(2 * value)
                    .append('\n');
        }
        Path file = folder.resolve("nasbench201/nasbench201.csv.gz");
        Files.createDirectories(file.getParent());
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void endsAtTheOptimumOfATableAndCountsTheQueriesToIt() throws IOException {
        writeTable();
        JsonNode json = run(
                        "fig5",
                        "a",
                        "--tables",
                        folder.toString(),
                        "--seeds",
                        "3",
                        "--searchers",
                        "local-search,random",
                        "--json")
                .succeeds()
                .json();
        assertThat(json.get("curves")).hasSize(4);
        JsonNode climb = json.at("/curves/1");
        assertThat(climb.get("searcher").textValue()).isEqualTo("local-search");
        assertThat(climb.get("solved").intValue()).isEqualTo(3);
        assertThat(climb.get("medianQueriesToOptimum").intValue()).isBetween(20, 300);
        assertThat(json.at("/curves/0/solved").intValue()).isLessThan(3);
        assertThat(json.at("/claim").textValue()).contains("cannot be judged");
        assertThat(json.at("/verdict/0").textValue())
                .contains(
                        "after 50 queries local-search ", "The optimum is found most often by local-search, in 3 of 3");
        assertThat(json.has("anchor")).isFalse();
        assertThat(read("a", "fig5-c100-valid-200.svg")).contains(">best validation accuracy (%)<");
    }

    /** Known means over 50 seeds, which other 50 seeds meet within the spread. */
    @Tag("slow")
    @Test
    void evolutionsMeetTheKnownEditDistances() {
        JsonNode anchor = run(
                        "fig4",
                        "a",
                        "--cells",
                        DISTANCE,
                        "--searchers",
                        "regularized-evolution,standard-crossover,sep,random",
                        "--json")
                .succeeds()
                .json()
                .get("anchor");
        assertThat(anchor.get("checks"))
                .hasSize(12)
                .allSatisfy(check -> assertThat(check.get("agrees").booleanValue())
                        .as(check.toString())
                        .isTrue());
        assertThat(anchor.get("sentence").textValue()).endsWith("12 are met within the spread over seeds.");
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws IOException {
        Path file = folder.resolve("a/fig4-runs.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "cell,settings,seed,optimum_at,neighbour_queries,seconds,trace\nx,y,1,,0,1.0,7\n");
        distances("a", 2).fails(3, "fig4-runs.csv' cannot be gone on with: '7' is no row of this experiment");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reproduce fig4 --tables t | --out DIR is needed",
                "reproduce fig4 --out o --cells nasbench201/c10_valid_200 | --cells must be nasbench101/edit-distance, nasbench101/test_acc_108 or",
                "reproduce fig5 --out o --searchers magic | --searchers must be delta-nas, delta-nas+standard,",
                "reproduce fig5 --out o --queries 1 | --queries must be a whole number from 2 to 100000, not 1",
                "reproduce fig5 --out o --seeds 0 | --seeds must be",
            })
    void wrongUsageIsTwo(String line, String sentence) {
        CommandLineRun.ofLine(line).fails(2, sentence);
    }

    @Test
    void aMissingTableIsNamed() {
        run("fig5", "a", "--tables", folder.toString()).fails(3, "nasbench201.csv.gz: there is no such file");
    }
}
