package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from dataset over train to search, and its short cuts. */
class StoredPredictorTest {
    @TempDir
    private Path folder;

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static CommandLineRun run(String line, String... more) {
        List<String> args = new ArrayList<>(Arrays.asList(line.split(" ")));
        args.addAll(Arrays.asList(more));
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    private JsonNode dataset(String name, String... more) {
        List<String> args = new ArrayList<>(List.of("--dataset-out", file(name), "--json"));
        args.addAll(Arrays.asList(more));
        return run("dataset --space block:8x3 --labels params", args.toArray(String[]::new))
                .succeeds()
                .json();
    }

    @ParameterizedTest
    @ValueSource(strings = {"potential", "pair", "difference"})
    void datasetTrainAndSearch(String predictor) {
        JsonNode data = dataset("d.doa", "--seed", "7");
        assertThat(data.get("differences").intValue()).isEqualTo(24);
        assertThat(data.get("pairs").intValue()).isEqualTo(96);
        assertThat(data.get("architectures").intValue()).isBetween(150, 192);
        assertThat(data.get("samplesPerDifference").intValue()).isEqualTo(4);
        JsonNode trained = run(
                        "train --json --dataset " + file("d.doa"),
                        "--predictor",
                        predictor,
                        "--predictor-out",
                        file("p"))
                .succeeds()
                .json();
        assertThat(trained.get("predictor").textValue()).isEqualTo(predictor);
        assertThat(trained.get("data").get("label").textValue()).isEqualTo("params");
        assertThat(trained.get("data").get("seed").longValue()).isEqualTo(7);
        assertThat(trained.get("validation").get("tau").doubleValue()).isGreaterThan(0.6);
        JsonNode found = run("search --space block:8x3 --labels params --json --predictor-in " + file("p"))
                .succeeds()
                .json();
        assertThat(found.get("best").get("arch").textValue()).isEqualTo("22222222");
        assertThat(found.get("queries").intValue()).isEqualTo(10);
        assertThat(found.get("predictor").textValue()).isEqualTo(predictor);
        assertThat(found.get("predictorIn").get("label").textValue()).isEqualTo("params");
        assertThat(found.get("best").get("predicted").isNumber()).isTrue();
        assertThat(found.get("options").has("design")).isFalse();
    }

    @Test
    void aSearchSavesThePredictorThatItEndedWith() {
        run("search --space block:8x3 --labels params --queries 60 --predictor-out " + file("p"))
                .succeeds();
        JsonNode found = run("search --space block:8x3 --labels params --queries 5 --json --predictor-in " + file("p"))
                .succeeds()
                .json();
        assertThat(found.get("best").get("arch").textValue()).isEqualTo("22222222");
        assertThat(found.get("queries").intValue()).isEqualTo(5);
        assertThat(found.get("predictorIn").get("architectures").intValue()).isEqualTo(57);
        CommandLineRun text = run("search --space block:8x3 --labels params --predictor-in " + file("p"))
                .succeeds();
        assertThat(text.out()).contains("potential, trained on 57 labels params with seed 1");
    }

    @Test
    void networksOfAnyShapeAreTrainedSearchedByAndStored() {
        String networks = " --hidden 32 --activation squared-relu --members 2 --encoding adjacency";
        dataset("d.doa");
        JsonNode trained = run("train --json --dataset " + file("d.doa") + networks, "--predictor-out", file("t"))
                .succeeds()
                .json();
        assertThat(trained.get("hidden").textValue()).isEqualTo("32");
        assertThat(trained.get("activation").textValue()).isEqualTo("squared-relu");
        assertThat(trained.get("members").intValue()).isEqualTo(2);
        assertThat(trained.get("encoding").textValue()).isEqualTo("adjacency");
        String search = "search --space block:8x3 --labels params --queries 60 --json";
        JsonNode found =
                run(search + networks, "--predictor-out", file("p")).succeeds().json();
        assertThat(found.at("/options/hidden").textValue()).isEqualTo("32");
        assertThat(found.at("/options/members").intValue()).isEqualTo(2);
        for (String stored : List.of("t", "p")) {
            JsonNode again =
                    run(search + " --predictor-in " + file(stored)).succeeds().json();
            // So small a network needs not find the very best.
            assertThat(again.at("/best/arch").textValue()).as(stored).containsPattern("2.*2.*2.*2.*2.*2.*2");
            assertThat(again.get("options").has("hidden")).isFalse();
        }
        run(search + " --members 2 --predictor-in " + file("p"))
                .fails(2, "--members has no effect with --predictor-in: it belongs to searches that train");
        run(search + " --hidden 64 --searcher random").fails(2, "--hidden has no effect with --searcher random");
        run(search + " --encoding path").fails(2, "block:8x3 has no encoding 'path'");
        run("train --dataset " + file("d.doa") + " --encoding path", "--predictor-out", file("q"))
                .fails(2, "block:8x3 has no encoding 'path'");
    }

    @Test
    void aPredictorMayHaveLearntAnotherLabel() throws IOException {
        StringBuilder table = new StringBuilder("arch,value\n");
        for (int i = 0; i < 6561; i++) {
            String chain = String.format("%8s", Integer.toString(i, 3)).replace(' ', '0');
            table.append(chain).append(',').append(i).append('\n');
        }
        Path csv = Files.writeString(folder.resolve("t.csv"), table);
        run("train --space block:8x3 --column value --train 300 --table " + csv, "--predictor-out", file("p"))
                .succeeds();
        JsonNode found = run("search --space block:8x3 --labels params --json --predictor-in " + file("p"))
                .succeeds()
                .json();
        assertThat(found.get("predictorIn").get("label").textValue()).isEqualTo("value");
        assertThat(found.get("best").get("arch").textValue()).startsWith("22");
        assertThat(found.get("best").get("predicted").isNull())
                .as("another label's scale")
                .isTrue();
    }

    @Test
    void theSameSeedGivesTheSameFilesOnAnyThreads() throws IOException {
        dataset("a.doa", "--seed", "3", "--threads", "1");
        dataset("b.doa", "--seed", "3", "--threads", "2");
        assertThat(Files.readAllBytes(folder.resolve("a.doa"))).isEqualTo(Files.readAllBytes(folder.resolve("b.doa")));
        run("train --seed 5 --threads 1 --kernel scalar --dataset " + file("a.doa"), "--predictor-out", file("a"))
                .succeeds();
        run("train --seed 5 --threads 2 --dataset " + file("b.doa"), "--predictor-out", file("b"))
                .succeeds();
        assertThat(Files.readAllBytes(folder.resolve("a"))).isEqualTo(Files.readAllBytes(folder.resolve("b")));
    }

    @Test
    void anInterruptedDataSetGoesOnWhereItWas() throws IOException {
        String out = file("out");
        dataset("whole.doa", "--out", out);
        Path log = folder.resolve("out").resolve("labels.csv");
        List<String> lines = Files.readAllLines(log);
        Files.write(log, lines.subList(0, lines.size() / 2));
        dataset("resumed.doa", "--out", out, "--resume");
        assertThat(Files.readAllLines(log)).isEqualTo(lines);
        assertThat(Files.readAllBytes(folder.resolve("resumed.doa")))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole.doa")));
        assertThat(folder.resolve("out").resolve("dataset.json")).exists();
    }

    @Test
    void searchesInTheOtherDirectionAreRefused() {
        run("search --space block:8x3 --labels params --queries 20 --direction min --predictor-out " + file("p"))
                .succeeds();
        run("search --space block:8x3 --labels params --predictor-in " + file("p"))
                .fails(2, "was trained with --direction min on params");
    }

    @Test
    void filesOfOtherSpacesOrKindsAreRefused() throws IOException {
        dataset("d.doa");
        run("train --dataset " + file("d.doa"), "--predictor-out", file("p")).succeeds();
        run("search --space block:8x4 --predictor-in " + file("p"))
                .fails(3, "cannot be used: it is of the space 'block:8x3', not of 'block:8x4'");
        run("search --space block:8x3 --predictor-in " + file("d.doa"))
                .fails(3, "cannot be used: it is no predictor but a data set of differences");
        run("train --predictor-out " + file("q") + " --dataset " + file("p"))
                .fails(3, "cannot be used: it is no data set of differences but a predictor");
        byte[] bytes = Files.readAllBytes(folder.resolve("p"));
        Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length / 2));
        run("search --space block:8x3 --predictor-in " + file("cut")).fails(3, "its checksum is wrong");
        assertThat(folder.resolve("q")).doesNotExist();
    }

    /** A file of the user's own defines the space: what was made of one definition fits no other of that name. */
    @Test
    void spacesOfTheUsersOwn() throws IOException {
        String operations = """
                {"name": "mine", "operations": {"skip": {"block": "identity"}, "conv": {"block": "convolution"},
                "sep": {"block": "separable"}}, "positions": [{"channels": 8, "repeat": 6}], "classes": %d}
                """;
        String mine = Files.writeString(folder.resolve("mine.json"), operations.formatted(10))
                .toString();
        String changed = Files.writeString(folder.resolve("changed.json"), operations.formatted(11))
                .toString();
        String labels = " --labels params --space ";
        String out = " --out " + file("out");
        run("dataset" + labels + mine + out + " --dataset-out " + file("d.doa")).succeeds();
        run("dataset --resume" + labels + changed + out + " --dataset-out " + file("e.doa"))
                .fails(3, "cannot be resumed from: it answers 'mine#");

        String train = "train --dataset " + file("d.doa") + " --predictor-out " + file("p");
        run(train).fails(2, "d.doa' needs --space FILE.json, the file that defines its space 'mine#");
        run(train + " --space " + changed).fails(3, "d.doa' cannot be used", "their definitions are not the same");
        run(train + " --space block:6x3").fails(3, "d.doa' cannot be used: it is of the space 'mine#", "'block:6x3'");
        run(train + " --space " + mine).succeeds();

        String search = "search --json --predictor-in " + file("p") + labels;
        run(search + changed).fails(3, "p' cannot be used", "their definitions are not the same");
        JsonNode found = run(search + mine).succeeds().json();
        assertThat(found.get("best").get("arch").textValue()).isEqualTo("conv-conv-conv-conv-conv-conv");
    }

    @Test
    void anOlderFileStaysWhereNothingIsLearnt() throws IOException {
        Path csv = Files.writeString(folder.resolve("t.csv"), "arch,value\n000,1\n");
        Path old = Files.writeString(folder.resolve("p"), "old");
        run("train --space block:3x4 --column value --train 2 --table " + csv, "--predictor-out", old.toString())
                .fails(1, "have a value value: ask for more with --train");
        assertThat(old).hasContent("old");
    }
}
