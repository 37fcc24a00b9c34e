package org.deltanas.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.deltanas.datasets.BenchmarkTable;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.proxy.Direction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains predictors on part of a table and tells how they rank the rest. */
@Command(
        name = "rank",
        description = "Trains predictors on random networks of a table and tells Kendall's tau on the others.",
        mixinStandardHelpOptions = true,
        versionProvider = DeltaNasCli.Version.class)
final class RankCommand implements Callable<Integer> {
    private static final int DEFAULT_TRAIN = 150;
    private static final int MOST = 100_000_000;

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private KernelOptions kernels;

    @Mixin
    private PredictorOptions predictor;

    @Option(names = "--table", required = true, paramLabel = "FILE", description = "The table.")
    private Path file;

    @Option(names = "--column", required = true, paramLabel = "NAME", description = "The column to rank by.")
    private String column;

    @Option(names = "--space", paramLabel = "NAME", description = "The table's space (default: told by the file).")
    private String spaceName;

    @Option(
            names = "--direction",
            paramLabel = "DIR",
            defaultValue = "max",
            description = "Whether large or small values are good, max or min (default: ${DEFAULT-VALUE}).")
    private String direction;

    @Option(
            names = "--train",
            paramLabel = "N",
            description = "Random networks to train on, any two a pair (default: " + DEFAULT_TRAIN + ").")
    private Integer train;

    @Option(
            names = "--train-fraction",
            paramLabel = "F",
            description = "The same as a fraction of all networks with a value, above 0 and below 1.")
    private Double trainFraction;

    @Option(
            names = "--test",
            paramLabel = "N",
            description = "Random other networks to rank (default: all; published splits of NAS-Bench-101 take 7290).")
    private Integer test;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "Splits, with seeds from --seed on; the same ones whatever is trained (default: ${DEFAULT-VALUE}).")
    private Integer trials;

    RankCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        common.validate();
        kernels.validate();
        predictor.validate();
        Check.oneOf("--direction", direction, "max", "min");
        Check.range("--train", train, 2, MOST);
        Check.range("--test", test, 2, MOST);
        Check.range("--trials", trials, 1, 10_000);
        if (train != null && trainFraction != null) {
            throw new UsageException("--train and --train-fraction say the same: give one of them");
        }
        if (trainFraction != null && !(trainFraction > 0 && trainFraction < 1)) {
            throw new UsageException("--train-fraction must be a number above 0 and below 1, not " + trainFraction);
        }
        OutputFolder folder = common.folder();
        RankReport report;
        try (BenchmarkTable table = BenchmarkTable.read(file, spaceName == null ? null : Spaces.named(spaceName));
                MeasuredNetworks networks =
                        new MeasuredNetworks(table, column, direction.equals("max") ? Direction.MAX : Direction.MIN)) {
            report = report(networks);
        }
        String json = JsonText.of(report.json());
        spec.commandLine().getOut().print(common.json ? json : report.text());
        spec.commandLine().getOut().flush();
        if (folder != null) {
            folder.write("rank.json", json);
            folder.write("rank.csv", report.csv());
        }
        return ExitCode.DONE;
    }

    private RankReport report(MeasuredNetworks networks) {
        int size = trainingSize(networks);
        PredictorDesign design = predictor.design();
        FeatureMap features = predictor.features(networks.space());
        Simd simd = kernels.simd();
        List<RankTrial.Outcome> outcomes = new ArrayList<>();
        double[] trainSeconds = new double[trials];
        long start = System.nanoTime();
        try (Workers workers = new Workers(common.threadCount())) {
            RankTrial ranking = new RankTrial(MlpEngine.of(simd), workers);
            for (int t = 0; t < trials; t++) {
                long seed = common.seed + t;
                try (RankSplit split = new RankSplit(networks, size, test == null ? MOST : test, seed)) {
                    long begun = System.nanoTime();
                    Predictor trained = ranking.train(design, features, split, seed);
                    trainSeconds[t] = (System.nanoTime() - begun) * 1e-9;
                    outcomes.add(ranking.test(trained, split));
                }
            }
        }
        return new RankReport(
                networks.space().name(),
                String.valueOf(file.getFileName()),
                networks.column().info(),
                networks.direction(),
                networks.missing(),
                design,
                common.seed,
                outcomes,
                new RankReport.Run(
                        (System.nanoTime() - start) * 1e-9,
                        Spread.of(trainSeconds),
                        simd.toString(),
                        common.threadCount(),
                        invocation.repeatable(common.seed)));
    }

    private int trainingSize(MeasuredNetworks networks) {
        int wanted = trainFraction != null
                ? (int) (trainFraction * networks.count())
                : train != null ? train : DEFAULT_TRAIN;
        if (wanted < 2 || wanted > networks.count() - 2) {
            throw new UsageException((trainFraction != null ? "--train-fraction" : "--train") + " asks for " + wanted
                    + " networks to train on: at least 2 must be trained on and 2 left to rank of the "
                    + networks.count() + " with a value " + networks.column().name());
        }
        return wanted;
    }
}
