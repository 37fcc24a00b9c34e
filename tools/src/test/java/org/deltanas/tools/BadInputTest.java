package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong: the contract's exit code, one sentence that names it, no stack trace. */
class BadInputTest {
    @TempDir
    private Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | a command is needed: search, score, dataset, train, rank, table, reproduce, space",
                "serach | no command 'serach': accepted are search, score, dataset, train, rank, table, reproduce, space, bench",
                "--frobnicate | no option '--frobnicate'",
                "export --arch 0 | export is not there yet",
                "search | '--space=NAME'",
                "search --space nasbench999 | unknown space 'nasbench999': accepted are nasbench101, nasbench201",
                "search --space block:0x4 | block:NxR takes N from 1",
                "search --space block:20x1 | R from 2",
                "search --space block:20 | unknown space 'block:20'",
                "search --space nasbench201 --quries 3 | no option '--quries': did you mean --queries?",
                "search --space nasbench201 nasbench101 | 'nasbench101' is one argument too many",
                "search --space nasbench201 --space nasbench201 | '--space'",
                "search --space nasbench201 --seed abc | 'abc' is not a whole number",
                "search --space nasbench201 --seed 9223372036854775808 | '9223372036854775808' is not a whole number",
                "search --space nasbench201 --seed 1.5 | '1.5' is not a whole number",
                "search --space nasbench201 --seed | '--seed'",
                "search --space nasbench201 --backend gpu | --backend must be auto, vector, cudnn or reference, not 'gpu'",
                "search --space nasbench201 --threads 0 | --threads must be a whole number from 1 to 1024, not 0",
                "search --space nasbench201 --threads -1 | not -1",
                "search --space nasbench201 --threads 5000 | not 5000",
                "search --space nasbench201 --queries 0 | --queries must be a whole number from 2",
                "search --space nasbench201 --queries -5 | not -5",
                "search --space nasbench201 --queries 2000000000 | not 2000000000",
                "search --space nasbench201 --queries 99999999999 | '99999999999' is out of range",
                "search --space nasbench201 --queries 1e3 | '1e3' is not a whole number",
                "search --space nasbench201 --population 0 | --population must be",
                "search --space nasbench201 --population 2000000000 | --population must be",
                "search --space nasbench201 --iterations 0 | --iterations must be",
                "search --space nasbench201 --initial 1 | --initial must be",
                "search --space nasbench201 --start-pool 0 | --start-pool must be",
                "search --space nasbench201 --round-size 0 | --round-size must be",
                "search --space nasbench201 --resample 1 | --resample must be below 1",
                "search --space nasbench201 --resample -0.1 | --resample must be a number from 0 to 1, not -0.1",
                "search --space nasbench201 --resample NaN | 'NaN' is not a finite number",
                "search --space nasbench201 --exploration -1 | --exploration must be",
                "search --space nasbench201 --noise -1 | --noise must be",
                "search --space nasbench201 --noise x | 'x' is not a number",
                "search --space nasbench201 --max-seconds 0 | --max-seconds must be above 0",
                "search --space nasbench201 --labels accuracy | --labels must be zen, params, flops, depth, l2_norm, nwot, synflow, logsynflow, composite, table, command or edit-distance, not 'accuracy'",
                "search --space nasbench201 --labels command | --labels command needs --command LINE",
                "search --space nasbench201 --command x | --command has no effect with --labels zen: it belongs to --labels command",
                "search --space nasbench201 --labels params --jobs 2 | --jobs has no effect with --labels params",
                "search --space nasbench201 --labels command --command x --jobs 0 | --jobs must be a whole number from 1 to 1024, not 0",
                "search --space nasbench201 --labels command --command x --retries -1 | --retries must be a whole number from 0",
                "search --space nasbench201 --labels command --command x --time-limit 0 | --time-limit must be above 0",
                "search --space nasbench201 --labels command --command x;y | no shell is started that would understand ;",
                "search --space nasbench201 --labels command --command 'x | ends after a quote ' that was not closed",
                "search --space nasbench201 --labels command --command x --table t | --table has no effect with --labels command",
                "search --space nasbench201 --direction up | --direction must be max or min, not 'up'",
                "search --space nasbench201 --predictor magic | --predictor must be potential, pair or difference, not 'magic'",
                "search --space nasbench201 --predictor-in p --predictor pair | --predictor has no effect with --predictor-in",
                "search --space nasbench201 --predictor-in p --predictor-out q | --predictor-out has no effect with --predictor-in",
                "search --space nasbench201 --predictor-in p --initial 9 | --initial has no effect with --predictor-in",
                "search --space nasbench201 --searcher random --predictor-in p | --predictor-in has no effect with --searcher random",
                "dataset --space nasbench201 | '--dataset-out=FILE'",
                "dataset --space nasbench201 --dataset-out d --edits 0 | --edits must be",
                "dataset --space nasbench201 --dataset-out d --queries 1 | --queries must be a whole number from 2",
                "dataset --space nasbench201 --dataset-out d --samples-per-difference 0 | --samples-per-difference must be",
                "dataset --space nasbench201 --dataset-out d --report-table t --report-column c | --report-table has no effect with dataset",
                "dataset --space nasbench201 --dataset-out d --resume | --resume needs --out DIR",
                "dataset --space nasbench201 --dataset-out d --max-seconds 0 | --max-seconds must be above 0",
                "dataset --space block:3x2 --labels params --dataset-out d --edits 4 | --edits 4: no two architectures of block:3x2",
                "train --predictor-out p | either --dataset FILE or --table FILE is needed",
                "train --dataset d --table t --predictor-out p | either --dataset FILE or --table FILE is needed",
                "train --dataset d | '--predictor-out=FILE'",
                "train --table t --predictor-out p | --table needs --column NAME",
                "train --table t --column c --predictor-out p | --table needs --space NAME",
                "train --dataset d --column c --predictor-out p | --column has no effect with --dataset",
                "train --dataset d --predictor-out p --predictor best | --predictor must be potential, pair or difference",
                "train --table t --column c --space block:3x2 --predictor-out p --train 1 | --train must be",
                "search --space nasbench201 --searcher hill | --searcher must be delta-nas, regularized-evolution, sep, standard-crossover, reinforce, random, local-search or bananas, not 'hill'",
                "search --space nasbench201 --searcher sep --sample-size 0 | --sample-size must be",
                "search --space nasbench201 --searcher sep --crossover standard | --crossover has no effect with --searcher sep",
                "search --space nasbench201 --sample-size 3 | --sample-size has no effect with --searcher delta-nas: it belongs to --searcher regularized-evolution, sep or standard-crossover",
                "search --space nasbench201 --searcher random --initial 3 | it belongs to --searcher delta-nas, local-search or bananas",
                "search --space nasbench201 --searcher bananas --count-repeats | --count-repeats has no effect with --searcher bananas",
                "search --space nasbench201 --searcher reinforce --learning-rate 0 | --learning-rate must be",
                "search --space nasbench201 --searcher sep --mutation two | --mutation must be one-edit or each-choice, not 'two'",
                "search --space nasbench201 --crossover half | --crossover must be none, standard or sep, not 'half'",
                "search --space nasbench201 --predictor-in p --crossover sep | --crossover has no effect with --predictor-in",
                "search --space nasbench201 --labels edit-distance | --labels edit-distance needs --target ARCH",
                "search --space nasbench201 --labels params --target a | --target has no effect with --labels params",
                "search --space nasbench201 --preset best | --preset must be paper",
                "search --space nasbench201 --design loops | --design must be rounds or pairs",
                "search --space nasbench201 --kernel sse | --kernel must be scalar or vector, not 'sse'",
                "search --space nasbench201 --vector-bits 64 | --vector-bits must be 128, 256 or 512, not 64",
                "search --space nasbench201 --kernel scalar --vector-bits 256 | --vector-bits has no effect",
                "search --space nasbench201 --resume | --resume needs --out DIR",
                "search --space nasbench201 --batch 0 | --batch must be",
                "search --space nasbench201 --resolution -32 | --resolution must be",
                "search --space nasbench201 --repeats 100000000 | --repeats must be",
                "search --space nasbench201 --gamma 0 | --gamma must be above 0",
                "search --space nasbench201 --mode fast | --mode must be torch-buffer or exact",
                "search --space nasbench201 --labels table | --labels table needs --table FILE",
                "search --space nasbench201 --labels table --table t.csv | --labels table needs --column NAME",
                "search --space nasbench201 --table t.csv --column a | --table has no effect with --labels zen",
                "search --space nasbench201 --labels params --column a | --column has no effect with --labels params",
                "search --space nasbench201 --labels flops --column a | --column has no effect with --labels flops",
                "search --space nasbench201 --labels params --batch 4 | --batch has no effect with --labels params",
                "search --space nasbench201 --report-table t.csv | --report-table needs --report-column",
                "search --space nasbench201 --report-column a | --report-column needs --report-table",
                "search --space nasbench201 --edits 2 | --edits has no effect with --design rounds",
                "search --space nasbench201 --searcher bananas --start-pool 64 | it belongs to --searcher delta-nas",
                "search --space nasbench201 --design pairs --start-pool 64 | --start-pool has no effect with --design pairs",
                "search --space nasbench201 --predictor-in p --start-pool 64 | --start-pool has no effect with --predictor-in",
                "search --space nasbench201 --design pairs --initial 8 | --initial has no effect with --design pairs",
                "search --space nasbench201 --preset paper --round-size 8 | --round-size has no effect with --preset paper",
                "search --space nasbench201 --preset paper --design rounds | --preset paper is a setting of --design pairs",
                "search --space nasbench201 --searcher random --population 9 | --population has no effect with --searcher random",
                "search --space block:3x2 --design pairs --edits 4 | --edits must be at most 3, the number of positions of block:3x2, not 4",
                "search --space block:20x4 --labels params --design pairs --edits 20 | --edits 20: no two architectures of block:20x4",
                "search --space nasbench201 --round-size 1000000 | --round-size must be",
                "search --space nasbench201 --design pairs --finalists 1000000 | --finalists must be",
                "search --space nasbench201 --batch 1 --resolution 1 | --labels zen: ",
                "search --space nasbench201 --searcher random --edits 2 | --edits has no effect with --searcher random",
                "space --space nasbench201 --neighbours | --neighbours needs one --arch",
                "space --space block:3x2 --arch 000 --arch 001 --arch 010 | not 3 times",
                "space --space block:3x2 --arch 000 --count | --count counts the whole space",
                "space --space block:20x4 --enumerate | --enumerate lists up to 4000000 architectures",
                "space --space block:3x2 --threads 0 | --threads must be",
                "bench --threads 0 | --threads must be",
                "bench --vector-bits 1024 | --vector-bits must be",
                "bench --space nasbench201 | no option '--space'",
            })
    void wrongUsageIsTwo(String line, String sentence) {
        CommandLineRun.ofLine(line).fails(2, sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "space --space nasbench201 --arch 012 | '012' is not an architecture of nasbench201",
                "space --space block:3x2 --arch 0102 | it has 4 blocks; expected 3 characters from 0 to 1",
                "space --space block:3x2 --arch 000 --arch 002 | '002' is not an architecture",
                "search --space nasbench201 --labels table --table no.csv --column a | no.csv: there is no such file",
                "search --space nasbench201 --predictor-in no.dnp | --predictor-in 'no.dnp' cannot be read (NoSuchFile: no.dnp)",
                "search --space nasbench201 --predictor-out no/p | --predictor-out 'no/p' cannot be written: there is no folder",
                "search --space nasbench201 --predictor-in pom.xml | --predictor-in 'pom.xml' cannot be used: it is no predictor",
                "search --space nasbench201 --predictor-out target | --predictor-out 'target' is a folder",
                "train --dataset no.doa --predictor-out p | --dataset 'no.doa' cannot be read",
                "train --dataset pom.xml --predictor-out p | --dataset 'pom.xml' cannot be used: it is no data set",
                "train --table no.csv --column a --space block:3x2 --predictor-out p | no.csv: there is no such file",
                "search --space nasbench201 --report-table no.csv --report-column a | no.csv: there is no such file",
            })
    void badInputIsThree(String line, String sentence) {
        CommandLineRun.ofLine(line).fails(3, sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "search --space nasbench201",
        "search --space nasbench201 --labels params",
        "space --space nasbench201",
        "bench"
    })
    void aMissingDeviceIsFour(String line) {
        CommandLineRun.ofLine(line + " --backend cudnn").fails(4, "--backend cudnn: ");
    }

    @Test
    void tables() throws IOException {
        String good = file("good.csv", "arch,a,text\n000,1,x\n001,2,y\n");
        Path gzip = folder.resolve("cut.csv.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            out.write("arch,a\n000,1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        byte[] whole = Files.readAllBytes(gzip);
        Files.write(gzip, Arrays.copyOf(whole, whole.length - 6));

        searchByTable(good, "b").fails(3, "there is no column 'b'; columns are a, text");
        searchByTable(good, "text").fails(3, "the column 'text' is no column of numbers", "'x'");
        searchByTable(gzip.toString(), "a").fails(3, "the file is truncated");
        searchByTable(file("empty.csv", ""), "a").fails(3, "the file is empty");
        searchByTable(folder.toString(), "a").fails(3, "this is a folder");
        searchByTable(file("foreign.csv", "arch,a\n0000,1\n"), "a")
                .fails(3, "line 2", "'0000' is not an architecture of block:3x2");
        searchByTable(file("hash.csv", "hash,a\nf00,1\n"), "a").fails(3, "of the space nasbench101, not of block:3x2");
        searchByTable(file("twice.csv", "arch,a\n000,1\n000,1\n"), "a").fails(3, "has a row already");
        CommandLineRun.of(
                        "search",
                        "--space",
                        "block:3x2",
                        "--labels",
                        "params",
                        "--report-table",
                        good,
                        "--report-column",
                        "b")
                .fails(3, "there is no column 'b'");
    }

    private static CommandLineRun searchByTable(String table, String column) {
        return CommandLineRun.of(
                "search", "--space", "block:3x2", "--labels", "table", "--table", table, "--column", column);
    }

    @Test
    void anUnwritableFolderIsNoticedBeforeTheSearch() throws IOException {
        String file = file("file", "");
        for (String out : new String[] {file, file + "/below"}) {
            // The table is not there either: were the folder tried last, that would be the message.
            CommandLineRun.of(
                            "search",
                            "--space",
                            "block:3x2",
                            "--labels",
                            "table",
                            "--table",
                            "no.csv",
                            "--column",
                            "a",
                            "--out",
                            out)
                    .fails(3, "--out", file);
            CommandLineRun.of("space", "--space", "block:3x2", "--out", out).fails(3, "--out", file);
            CommandLineRun.of("bench", "--out", out).fails(3, "--out", file);
        }
        assertThat(Files.size(Path.of(file))).isZero();
    }

    @Test
    void debugPrintsWhere() {
        CommandLineRun run = CommandLineRun.ofLine("space --space block:3x2 --arch 9 --debug");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("InvalidArchitectureException").contains("\tat org.deltanas");
        run = CommandLineRun.ofLine("--debug serach");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("\tat ");
    }

    @Test
    void aValueThatLooksLikeAFileOfArgumentsIsNotOne() {
        CommandLineRun.ofLine("space --space block:3x2 --arch @args").fails(3, "'@args'");
    }
}
