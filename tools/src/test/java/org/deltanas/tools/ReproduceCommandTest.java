package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
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
    void theDifferenceAloneExplainsAnAdditiveAccuracy() throws IOException {
        run("fig3", "--predictors", "difference,potential").succeeds();
        List<String> lines = Files.readAllLines(folder.resolve("out/fig3.csv"));
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

    @Test
    void goesOnWhereItWasAndGivesTheSame() throws IOException {
        CommandLineRun whole = run("sweep", "--predictors", "potential").succeeds();
        Path file = folder.resolve("out/sweep.csv");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1 + 3 * 5);
        Files.write(file, lines.subList(0, 4));
        CommandLineRun resumed =
                run("sweep", "--predictors", "potential", "--threads", "1").succeeds();
        assertThat(resumed.out()).isEqualTo(whole.out());
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
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
                "reproduce | an experiment is needed: fig3 or sweep",
                "reproduce fig9 | there is no command 'fig9': accepted are fig3, sweep",
                "reproduce fig3 --tables t | --out DIR is needed",
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
}
