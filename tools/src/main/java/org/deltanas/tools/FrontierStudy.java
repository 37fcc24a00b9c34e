package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.kernels.num.FmaThroughput;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorKind;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.ScoringLoop;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * Measures how accurate and how fast networks of some shapes are.
 *
 * @param engine the arithmetic
 * @param workers the threads of trainings; rates are those of one
 */
record FrontierStudy(MlpEngine engine, Workers workers) {
    /** Networks of the larger of the two ensembles; the smaller one is a single network. */
    static final int MEMBERS = PredictorDesign.DEFAULT_MEMBERS;

    private static final long RATE = 1;
    private static final int RATE_LABELS = 64;
    /** What networks have learnt makes no difference to their speed. */
    private static final int RATE_STEPS = 4;

    private static PredictorDesign design(FrontierBenchmark benchmark, boolean statistics, MlpShape shape) {
        return PredictorDesign.of(PredictorKind.POTENTIAL)
                .withEncoding(benchmark.encoding(statistics))
                .withShape(shape)
                .withMembers(MEMBERS);
    }

    /** The rates of shapes in a space, by one network and by an ensemble, with and without statistics. */
    List<FrontierRate> rates(
            FrontierBenchmark benchmark, SearchSpace space, List<MlpShape> shapes, StudyRows<FrontierRate> rows) {
        // Taken before the first rate, half a second: not at all where an earlier run left all rates.
        double[] peak = {Double.NaN};
        List<FrontierRate> rates = new ArrayList<>();
        for (boolean statistics : new boolean[] {true, false}) {
            FeatureMap features = benchmark.encoding(statistics).of(space);
            for (MlpShape shape : shapes) {
                for (int members : new int[] {1, MEMBERS}) {
                    PredictorDesign design =
                            design(benchmark, statistics, shape).withMembers(members);
                    rates.add(rows.get(row -> row.answers(space.name(), statistics, shape, members), () -> {
                        peak[0] = Double.isNaN(peak[0]) ? peakGflops() : peak[0];
                        double rate = rate(design, features, space);
                        return new FrontierRate(space.name(), statistics, shape, members, rate, peak[0]);
                    }));
                }
            }
        }
        return rates;
    }

    private double peakGflops() {
        return engine.simd().isVector() ? FmaThroughput.vectorGflops() : FmaThroughput.scalarGflops();
    }

    private double rate(PredictorDesign design, FeatureMap features, SearchSpace space) {
        Philox random = new Philox(RATE);
        TrainingSet data = new TrainingSet(features);
        try (CodeSlab code = space.newSlab(1)) {
            for (int i = 0; i < RATE_LABELS; i++) {
                space.sample(random, code, 0);
                data.add(code, 0, random.nextDouble());
            }
        }
        TrainingOptions search = TrainingOptions.inSearch();
        TrainingOptions brief = new TrainingOptions(
                RATE_STEPS,
                search.learningRate(),
                search.weightDecay(),
                search.maxGradientNorm(),
                search.batch(),
                search.pairsPerArchitecture());
        Predictor predictor = PredictorTrainer.train(design, data, brief, RATE, engine, workers);
        try (ScoringLoop loop = new ScoringLoop(space, predictor, engine, random)) {
            return loop.neighboursPerSecond();
        }
    }

    /** The taus of shapes on the splits of some seeds. */
    List<FrontierTau> taus(
            FrontierBenchmark benchmark,
            MeasuredNetworks networks,
            int labels,
            List<MlpShape> shapes,
            long firstSeed,
            int seeds,
            StudyRows<FrontierTau> rows) {
        List<FrontierTau> taus = new ArrayList<>();
        String cell = benchmark.cell(labels);
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            long split = seed;
            try (RankSplit drawn = new RankSplit(networks, labels, benchmark.test(), seed)) {
                for (boolean statistics : new boolean[] {true, false}) {
                    FeatureMap features = benchmark.encoding(statistics).of(networks.space());
                    for (MlpShape shape : shapes) {
                        taus.add(rows.get(
                                row -> row.answers(cell, statistics, shape, split),
                                () -> tau(
                                        cell,
                                        statistics,
                                        design(benchmark, statistics, shape),
                                        features,
                                        drawn,
                                        split)));
                    }
                }
            }
        }
        return taus;
    }

    private FrontierTau tau(
            String cell, boolean statistics, PredictorDesign design, FeatureMap features, RankSplit split, long seed) {
        RankTrial test = new RankTrial(engine, workers);
        Predictor ensemble = test.train(design, features, split, seed);
        RankTrial.Outcome together = test.test(ensemble, split);
        double tau = 0;
        double pairTau = 0;
        for (int m = 0; m < ensemble.members(); m++) {
            RankTrial.Outcome alone = test.test(ensemble.alone(m), split);
            tau += alone.tau() / ensemble.members();
            pairTau += alone.pairTau() / ensemble.members();
        }
        return new FrontierTau(
                cell, statistics, design.shape(), seed, together.tau(), together.pairTau(), tau, pairTau);
    }
}
