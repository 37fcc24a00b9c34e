package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReproduceCommandTest {
    @TempDir
    private Path folder;

    /** NAS-Bench-Macro with a made-up accuracy: larger blocks are better, most so at the end. */
    @BeforeEach
    void writeTable() throws IOException {
        StringBuilder text = new StringBuilder("arch,test_acc_mean\n");
        for (int i = 0; i < 6561; i++) {
            String chain = String.format("%8s", Integer.toString(i, 3)).replace(' ', '0');
            double value = 0;
            for (int p = 0; p < 8; p++) {
                value += (p + 3) * Math.sqrt(chain.charAt(p) - '0');
            }
            text.append(chain).append(',').append(value).append('\n');
        }
        Path file = folder.resolve("nasbenchmacro/nasbenchmacro_cifar10.csv.gz");
        Files.createDirectories(file.getParent());
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private CommandLineRun run(String experiment, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "reproduce",
                experiment,
                "--tables",
                folder.toString(),
                "--cells",
                "nasbench-macro/test_acc_mean",
                "--out",
                folder.resolve("out").toString(),
                "--seeds",
                "1"));
        args.addAll(List.of(more));
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    @Test
    void goesOnWhereItWasAndGivesTheSame() throws IOException {
        CommandLineRun whole = run("sweep", "--predictors", "potential").succeeds();
        Path file = folder.resolve("out/sweep.csv");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1 + 3 * 5);
        String page = read("sweep.html");
        String picture = read("sweep-one-edit-tau.svg");
        Files.write(file, lines.subList(0, 4));
        CommandLineRun resumed =
                run("sweep", "--predictors", "potential", "--threads", "1").succeeds();
        assertThat(resumed.out()).isEqualTo(whole.out());
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
        assertThat(read("sweep-one-edit-tau.svg")).isEqualTo(picture);
        assertThat(withoutRun(read("sweep.html"))).isEqualTo(withoutRun(page));
        assertThat(WebPage.parsed(read("sweep.html")).select("#run").text()).contains("15, of which 3 are from");
        checkSweep();
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve("out").resolve(name));
    }

    private static String withoutRun(String page) {
        return page.substring(0, page.indexOf("<!-- run: ")) + page.substring(page.indexOf("<!-- end of run -->"));
    }

    @Test
    void theDifferenceAloneExplainsAnAdditiveAccuracyAndEveryFileSaysSo() throws IOException {
        CommandLineRun text =
                run("fig3", "--predictors", "difference,potential").succeeds();
        checkRows(Files.readAllLines(folder.resolve("out/fig3.csv")));
        JsonNode json = run("fig3", "--predictors", "difference,potential", "--json")
                .succeeds()
                .json();
        assertThat(folder.resolve("out"))
                .isDirectoryContaining("glob:**/fig3.csv")
                .isDirectoryContaining("glob:**/fig3-loss.svg")
                .isDirectoryContaining("glob:**/fig3-squared-error.svg")
                .isDirectoryContaining("glob:**/fig3-tau.svg")
                .isDirectoryContaining("glob:**/fig3-one-edit-tau.svg");
        assertThat(new JsonMapper().readTree(read("fig3.json"))).isEqualTo(json);
        Document page = WebPage.parsed(read("fig3.html"));
        String verdict = json.at("/verdict/sentence").textValue();
        assertThat(verdict)
                .startsWith("With accuracies of published tables as labels and the predictors difference and potential")
                .contains("of 2 combinations of benchmark and predictor");
        assertThat(text.out()).contains("\n" + verdict + "\n");
        assertThat(page.select(".verdict").text().replace('\u00a0', ' ')).isEqualTo(verdict);
        assertThat(page.select("section").eachAttr("id"))
                .containsExactly("verdict", "done", "loss", "squared-error", "tau", "one-edit-tau", "means", "run");
        assertThat(page.select("#done").text())
                .contains(
                        "n = 4",
                        "one, with seed 1",
                        "nasbenchmacro_cifar10.csv.gz",
                        "the paper's many-to-one encoding");
        assertThat(page.select("#means tbody tr")).hasSize(10);
        assertThat(page.select("#run pre").text())
                .startsWith("./deltanas reproduce fig3")
                .endsWith("--seed 1");

        List<JsonNode> plots = WebPage.plots(page);
        assertThat(plots).hasSize(4);
        List<String> rows = Files.readAllLines(folder.resolve("out/fig3.csv"));
        for (int k = 1; k <= 5; k++) {
            String[] fields = rows.get(2 * k - 1).split(",", -1);
            for (int p = 0; p < 4; p++) {
                double value = plots.get(p).at("/series/0/y/" + (k - 1)).doubleValue();
                assertThat(value).isCloseTo(Double.parseDouble(fields[7 + p]), withinPercentage(1e-5));
            }
            assertThat(json.at("/points/" + (2 * k - 2) + "/loss/mean").doubleValue())
                    .isEqualTo(Double.parseDouble(fields[7]));
        }
        assertThat(plots.get(0).get("series").findValuesAsText("name")).containsExactly("difference", "potential");
    }

    private static void checkRows(List<String> lines) {
        assertThat(lines).hasSize(1 + 5 * 2);
        assertThat(lines.get(0)).startsWith("cell,predictor,edits,samples,seed,pairs,labels,loss,mse,tau");
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            assertThat(fields[0]).isEqualTo("nasbench-macro/test_acc_mean");
            assertThat(Integer.parseInt(fields[5])).isEqualTo(96);
            assertThat(Double.parseDouble(fields[9])).as("tau of %s", line).isGreaterThan(0.8);
            assertThat(Double.parseDouble(fields[7])).as("loss of %s", line).isBetween(0.0, 0.6);
        }
    }

    /** One line for each k, n doubling along the axis. */
    private void checkSweep() throws IOException {
        JsonNode json = new JsonMapper().readTree(read("sweep.json"));
        assertThat(json.get("points")).hasSize(15);
        assertThat(json.at("/verdict/checks")).hasSize(2);
        List<JsonNode> plots = WebPage.plots(WebPage.parsed(read("sweep.html")));
        assertThat(plots).hasSize(2);
        assertThat(plots.get(1).get("x")).hasToString("[1,2,4,8,16]");
        assertThat(plots.get(1).get("doubling").booleanValue()).isTrue();
        assertThat(plots.get(1).get("series").findValuesAsText("name")).containsExactly("k = 1", "k = 2", "k = 3");
        assertThat(read("sweep-tau.svg"))
                .contains(">nasbench-macro/test_acc_mean, potential<", ">n (samples a difference)<");
    }

    @Tag("slow")
    @Test
    void theFrontierOfTwoShapesIsMeasuredOnceAndToldEverywhere() throws IOException {
        String[] shapes = {"--quick", "--hidden", "32", "--activations", "relu", "--threads", "1"};
        CommandLineRun text = run("frontier", shapes).succeeds();
        List<String> taus = Files.readAllLines(folder.resolve("out/frontier.csv"));
        List<String> rates = Files.readAllLines(folder.resolve("out/frontier-rates.csv"));
        // Two shapes, with statistics and without: at two numbers of labels, by one network and by four.
        assertThat(taus).hasSize(1 + 2 * 2 * 2);
        assertThat(rates).hasSize(1 + 2 * 2 * 2);
        for (String line : taus.subList(1, taus.size())) {
            assertThat(Double.parseDouble(line.split(",", -1)[5])).as(line).isBetween(0.6, 1.0);
        }
        JsonNode json = run("frontier", "--quick", "--hidden", "32", "--activations", "relu", "--json")
                .succeeds()
                .json();
        assertThat(json.at("/run/computed").intValue()).isZero();
        assertThat(json.at("/run/taken").intValue()).isEqualTo(16);
        assertThat(Files.readAllLines(folder.resolve("out/frontier-rates.csv"))).isEqualTo(rates);
        assertThat(json.get("points")).hasSize(8);
        assertThat(json.get("reference").textValue()).isEqualTo("64-64 relu");
        assertThat(json.get("recommended").textValue()).isIn("32 relu", "64-64 relu");
        String verdict = json.at("/verdict/2").textValue();
        assertThat(verdict)
                .startsWith("To be taken by default: " + json.get("recommended").textValue());
        assertThat(text.out()).contains(verdict);
        Document page = WebPage.parsed(read("frontier.html"));
        assertThat(page.select(".verdict").text()).isEqualTo(verdict);
        assertThat(page.select("#points tbody tr")).hasSize(8);
        assertThat(WebPage.plots(page)).hasSize(2);
        assertThat(read("frontier.svg"))
                .contains(">million neighbours a second<", "nasbench-macro/test_acc_mean at 65");
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws IOException {
        Path file = folder.resolve("out/fig3.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "a,b\n1,2\n");
        run("fig3").fails(3, "cannot be gone on with: 'a,b' is no row of this experiment");
        assertThat(file).hasContent("a,b\n1,2\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reproduce | an experiment is needed: fig3, fig4, fig5, sweep, frontier or proxies",
                "reproduce fig9 | there is no command 'fig9': accepted are fig3, fig4, fig5, sweep, frontier, proxies",
                "reproduce fig3 --tables t | --out DIR is needed",
                "reproduce frontier --out o --tables t --hidden 60 | --hidden: hidden layers must be one width or two",
                "reproduce frontier --out o --tables t --activations tanh | --activations must be relu, squared-relu or silu",
                "reproduce frontier --out o --tables t --cells nasbench101/zen | --cells must be nasbench201/c10_valid_200,",
                "reproduce fig3 --out o --seeds 0 | --seeds must be",
                "reproduce fig3 --out o --tables t --cells nasbench999/x | there is no 'nasbench999/x': accepted are nasbench101/",
                "reproduce fig3 --out o --tables t --predictors magic | --predictors must be potential, pair or difference",
            })
    void wrongUsageIsTwo(String line, String sentence) {
        CommandLineRun.ofLine(line).fails(2, sentence);
    }

    @Test
    void aMissingTableIsNamed() throws IOException {
        Files.delete(folder.resolve("nasbenchmacro/nasbenchmacro_cifar10.csv.gz"));
        run("fig3").fails(3, "nasbenchmacro_cifar10.csv.gz: there is no such file");
    }

    private CommandLineRun runProxies(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "reproduce",
                "proxies",
                "--tables",
                folder.toString(),
                "--cells",
                "nasbench-macro/test_acc_mean",
                "--proxy",
                "params,depth,composite",
                "--out",
                folder.resolve("out").toString()));
        args.addAll(List.of(more));
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    /** The made-up accuracy grows with every block, so that counts order it well. */
    @Test
    void judgesProxiesAndGoesOnFromASmallerSample() throws IOException {
        runProxies("--sample", "40").succeeds();
        Path log = folder.resolve("out/scores-nasbench-macro-params.csv");
        List<String> first = Files.readAllLines(log);
        assertThat(first).hasSize(2 + 40);
        CommandLineRun text = runProxies("--sample", "80").succeeds();
        assertThat(Files.readAllLines(log)).hasSize(2 + 80).startsWith(first.toArray(String[]::new));
        String page = read("proxies.html");
        assertThat(runProxies("--sample", "80", "--threads", "1").succeeds().out())
                .isEqualTo(text.out());
        assertThat(withoutRun(read("proxies.html"))).isEqualTo(withoutRun(page));
        List<String> csv = Files.readAllLines(folder.resolve("out/proxies.csv"));
        assertThat(csv).hasSize(1 + 3);
        assertThat(Double.parseDouble(csv.get(1).split(",", -1)[4])).isGreaterThan(.3);
        assertThat(read("proxies.svg")).startsWith("<svg").contains("composite").endsWith("</svg>");
        JsonNode json = JsonMapper.builder().build().readTree(read("proxies.json"));
        assertThat(json.get("rows")).hasSize(3);
        assertThat(json.get("verdict").textValue()).contains("largest Kendall tau on 1 of 1");
        assertThat(WebPage.parsed(page).select("#tau td").eachText()).contains("nasbench-macro/test_acc_mean");
    }
}
