package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.predict.DifferenceDataSet;
import org.deltanas.search.DifferenceSampler;
import org.deltanas.search.LabelOracle;
import org.deltanas.space.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Collects a difference data set (Algorithm 1) and saves it. */
@Command(
        name = "dataset",
        description = "Labels pairs of architectures some edits apart and saves them as a difference data set.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class DatasetCommand implements Callable<Integer> {
    private static final int MOST = 100_000_000;

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private LabelOptions labels;

    @Mixin
    private ScoreOptions scores;

    @Mixin
    private KernelOptions kernels;

    @Option(names = "--space", required = true, paramLabel = "NAME", description = Spaces.NAMES)
    private String spaceName;

    @Option(
            names = "--edits",
            paramLabel = "K",
            defaultValue = "1",
            description = "Edits between the two architectures of a pair (default: ${DEFAULT-VALUE}).")
    private Integer edits;

    @Option(
            names = "--samples-per-difference",
            paramLabel = "N",
            defaultValue = "4",
            description = "Pairs drawn for each difference (default: ${DEFAULT-VALUE}).")
    private Integer samples;

    @Option(
            names = "--queries",
            paramLabel = "N",
            description = "Label evaluations in all (default: as many as the differences and their samples need).")
    private Integer queries;

    @Option(
            names = "--max-seconds",
            paramLabel = "S",
            description = "End after this time with what there is. Results then depend on the machine.")
    private Double maxSeconds;

    @Option(names = "--dataset-out", required = true, paramLabel = "FILE", description = "The file to write.")
    private Path file;

    @Option(
            names = "--resume",
            description = "Go on from the labels in --out DIR that an earlier run of the same command left there.")
    private boolean resume;

    DatasetCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        GivenOptions given = new GivenOptions(spec.commandLine().getParseResult());
        common.validate();
        labels.validate(given);
        given.refuse(LabelOptions.REPORT_OPTIONS, "dataset", "search");
        scores.validate(given, labels.proxy().stream().toList(), "--labels", labels.labels);
        kernels.validate();
        Check.range("--edits", edits, 1, MOST);
        Check.range("--samples-per-difference", samples, 1, MOST);
        Check.range("--queries", queries, 2, MOST);
        Check.seconds(maxSeconds);
        if (resume && common.out == null) {
            throw new UsageException("--resume needs --out DIR, where the earlier run left labels.csv");
        }
        SearchSpace space = Spaces.named(spaceName);
        WholeFile.check("--dataset-out", file);
        OutputFolder folder = common.folder();
        Simd simd = kernels.simd();
        Deadline deadline = Deadline.in(maxSeconds);
        try (Workers workers = new Workers(common.threadCount());
                OpenedLabel label =
                        OpenedLabel.open(space, labels, scores, common, simd, workers, folder, resume, deadline)) {
            ObjectNode json = sample(space, label, deadline, workers);
            String text = JsonText.of(json);
            PrintWriter out = spec.commandLine().getOut();
            out.print(common.json ? text : text(json));
            out.flush();
            if (folder != null) {
                folder.write("dataset.json", text);
            }
        }
        return ExitCode.DONE;
    }

    private ObjectNode sample(SearchSpace space, OpenedLabel label, Deadline deadline, Workers workers) {
        int differences = DifferenceSampler.differences(space);
        int budget = queries != null ? queries : (int) Math.min(MOST, 2L * differences * samples);
        PrintWriter terminal =
                invocation.terminal() && !common.json ? spec.commandLine().getErr() : null;
        long start = System.nanoTime();
        try (LabelOracle oracle = label.oracle();
                Progress progress = Progress.start(deadline, budget, terminal);
                DifferenceDataSet data = draw(oracle, budget, progress)) {
            if (data.pairs() == 0) {
                throw new NoResultException("no pair of architectures has a label "
                        + label.facts().name() + " at both ends: ask for more queries");
            }
            WholeFile.write(file, out -> data.write(out, label.origin(data.size())));
            double seconds = (System.nanoTime() - start) * 1e-9;
            ObjectNode json = JsonText.object();
            SearchJson.putLabel(json, space, label.facts());
            json.put("seed", common.seed);
            json.put("edits", edits);
            json.put("samplesPerDifference", samples);
            json.put("differences", differences);
            json.put("pairs", data.pairs());
            json.put("architectures", data.size());
            json.put("queries", oracle.queries());
            ObjectNode run = json.putObject("run");
            run.put("seconds", seconds);
            run.put("file", file.toString());
            run.put("bytes", file.toFile().length());
            run.put("backend", label.backend().name());
            run.put("backendReason", label.backendReason());
            JsonText.putRepeatable(run, workers.threads(), invocation.repeatable(common.seed));
            return json;
        }
    }

    private DifferenceDataSet draw(LabelOracle oracle, int budget, Progress progress) {
        try {
            return new DifferenceSampler(oracle, common.seed).sample(edits, samples, budget, progress);
        } catch (IllegalArgumentException e) {
            if (edits > 1) {
                throw new UsageException("--edits " + edits + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private String text(ObjectNode json) {
        List<String> lines = new ArrayList<>();
        lines.add("difference data set of " + json.get("space").asText());
        lines.add("");
        SearchText.add(
                lines,
                "pairs",
                SearchText.count(json.get("pairs").asInt()) + ", " + edits + (edits == 1 ? " edit" : " edits")
                        + " apart, for "
                        + SearchText.count(json.get("differences").asInt()) + " differences");
        SearchText.add(
                lines,
                "architectures",
                SearchText.count(json.get("architectures").asInt()));
        SearchText.add(lines, "queries", SearchText.count(json.get("queries").asInt()) + " labels");
        SearchText.add(
                lines,
                "time",
                String.format(
                        Locale.ROOT, "%.1f s", json.get("run").get("seconds").asDouble()));
        SearchText.add(lines, "file", file.toString());
        SearchText.add(lines, "seed", Long.toString(common.seed));
        return String.join("\n", lines) + "\n";
    }
}
