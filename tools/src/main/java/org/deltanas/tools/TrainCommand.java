package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.DifferenceDataSet;
import org.deltanas.predict.Origin;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorFile;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.predict.Validation;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.RandomSearch;
import org.deltanas.search.Search;
import org.deltanas.search.SearchListener;
import org.deltanas.space.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a predictor from a difference data set or a table, and saves it. */
@Command(
        name = "train",
        description = "Trains a predictor from a difference data set or from rows of a table, and saves it.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class TrainCommand implements Callable<Integer> {
    private static final long TRAIN = 1;
    private static final long VALIDATE = 2;
    private static final List<String> TABLE_ONLY = List.of("--column", "--train", "--direction", "--noise");

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private KernelOptions kernels;

    @Option(names = "--dataset", paramLabel = "FILE", description = "A difference data set, made by dataset.")
    private Path dataset;

    @Option(names = "--table", paramLabel = "FILE", description = "A table, in the place of --dataset.")
    private Path table;

    @Option(names = "--column", paramLabel = "NAME", description = "With --table: the column to learn.")
    private String column;

    @Option(
            names = "--space",
            paramLabel = "NAME",
            description =
                    "With --table: the table's space. With --dataset: the data set's, needed where a file FILE.json defines it.")
    private String spaceName;

    @Option(
            names = "--train",
            paramLabel = "N",
            defaultValue = "150",
            description =
                    "With --table: random architectures to learn from, any two a pair (default: ${DEFAULT-VALUE}).")
    private Integer train;

    @Option(
            names = "--direction",
            paramLabel = "DIR",
            defaultValue = "max",
            description =
                    "With --table: whether large or small values are good, max or min (default: ${DEFAULT-VALUE}).")
    private String direction;

    @Mixin
    private PredictorOptions predictor;

    @Option(names = "--predictor-out", required = true, paramLabel = "FILE", description = "The file to write.")
    private Path file;

    TrainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /** What to learn. */
    private record Lesson(SearchSpace space, TrainingSet data, Origin origin) {}

    @Override
    public Integer call() {
        GivenOptions given = new GivenOptions(spec.commandLine().getParseResult());
        common.validate();
        kernels.validate();
        predictor.validate();
        Check.oneOf("--direction", direction, "max", "min");
        Check.range("--train", train, 2, 100_000_000);
        if ((dataset == null) == (table == null)) {
            throw new UsageException("either --dataset FILE or --table FILE is needed");
        }
        if (dataset != null) {
            given.refuse(TABLE_ONLY, "--dataset", "--table");
        } else if (column == null || spaceName == null) {
            throw new UsageException("--table needs " + (column == null ? "--column NAME" : "--space NAME"));
        }
        WholeFile.check("--predictor-out", file);
        OutputFolder folder = common.folder();
        PredictorDesign design = predictor.design();
        Lesson lesson = dataset != null ? fromDataSet() : fromTable();
        ObjectNode json = learn(design, lesson);
        String text = JsonText.of(json);
        PrintWriter out = spec.commandLine().getOut();
        out.print(common.json ? text : text(design, json));
        out.flush();
        if (folder != null) {
            folder.write("train.json", text);
        }
        return ExitCode.DONE;
    }

    private Lesson fromDataSet() {
        SearchSpace space = spaceName == null ? null : Spaces.named(spaceName);
        DifferenceDataSet.Stored stored = StoredFiles.dataSet("--dataset", dataset, space);
        try (DifferenceDataSet data = stored.data()) {
            TrainingSet lessons = data.trainingSet(
                    predictor.features(data.space()), stored.origin().direction());
            return new Lesson(data.space(), lessons, stored.origin());
        }
    }

    private Lesson fromTable() {
        SearchSpace space = Spaces.named(spaceName);
        LabelOptions options = LabelOptions.table(table, column, direction);
        FeatureMap features = predictor.features(space);
        try (Tables tables = Tables.read(space, options);
                LabelOracle oracle = new LabelOracle(space, tables.label(), options.direction(), 0, common.seed)) {
            Search.run(new RandomSearch(space, common.seed), oracle, train, SearchListener.NONE);
            TrainingSet data = oracle.trainingSet(features);
            if (data.size() < 2) {
                throw new NoResultException("of " + oracle.queries() + " random architectures " + data.size()
                        + " have a value " + column + ": ask for more with --train");
            }
            return new Lesson(
                    space, data, new Origin(space.id(), column, options.direction(), common.seed, data.size()));
        }
    }

    private ObjectNode learn(PredictorDesign design, Lesson lesson) {
        MlpEngine arithmetic = MlpEngine.of(kernels.simd());
        TrainingSet data = lesson.data();
        TrainingOptions options = TrainingOptions.once(data.size());
        long start = System.nanoTime();
        Predictor trained;
        double seconds;
        Validation validation;
        try (Workers workers = new Workers(common.threadCount())) {
            trained = PredictorTrainer.train(
                    design, data, options, Philox.derive(common.seed, TRAIN), arithmetic, workers);
            seconds = (System.nanoTime() - start) * 1e-9;
            validation = Validation.holdOut(
                    design, data, options, Philox.derive(common.seed, VALIDATE), arithmetic, workers);
        }
        WholeFile.write(file, new PredictorFile(trained, lesson.origin())::write);
        ObjectNode json = JsonText.object();
        json.put("space", lesson.space().name());
        PredictorOptions.put(json, design);
        SearchJson.putOrigin(json.putObject("data"), lesson.origin());
        json.put("architectures", data.size());
        if (data.pairs() > 0) {
            json.put("pairs", data.pairs());
        }
        json.put("seed", common.seed);
        SearchJson.putValidation(json, validation);
        ObjectNode run = json.putObject("run");
        run.put("trainSeconds", seconds);
        run.put("file", file.toString());
        run.put("bytes", file.toFile().length());
        JsonText.putRepeatable(run, common.threadCount(), invocation.repeatable(common.seed));
        return json;
    }

    private String text(PredictorDesign design, ObjectNode json) {
        List<String> lines = new ArrayList<>();
        lines.add(json.get("predictor").asText() + " predictor of "
                + json.get("space").asText());
        lines.add("");
        SearchText.add(lines, "networks", PredictorOptions.inWords(design));
        ObjectNode data = (ObjectNode) json.get("data");
        SearchText.add(
                lines,
                "learnt",
                data.get("label").asText() + " of "
                        + SearchText.count(json.get("architectures").asInt())
                        + " architectures, "
                        + (json.has("pairs")
                                ? SearchText.count(json.get("pairs").asInt()) + " pairs"
                                : "any two a pair"));
        if (!json.get("validation").isNull()) {
            SearchText.add(
                    lines,
                    "validation",
                    String.format(
                            Locale.ROOT,
                            "Kendall tau %.3f on %s held-out pairs",
                            json.get("validation").get("tau").asDouble(),
                            SearchText.count(json.get("validation").get("pairs").asInt())));
        }
        SearchText.add(
                lines,
                "training time",
                String.format(
                        Locale.ROOT,
                        "%.1f s",
                        json.get("run").get("trainSeconds").asDouble()));
        SearchText.add(lines, "file", file.toString());
        SearchText.add(lines, "seed", Long.toString(common.seed));
        return String.join("\n", lines) + "\n";
    }
}
