package org.deltanas.bench;

import org.deltanas.encode.Encoding;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.Activation;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.LevelTables;
import org.deltanas.predict.NeighbourScorer;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorKind;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.SearchSpace;

/** Populations of random architectures and predictors to score their neighbours, for benchmarks. */
public final class Populations {
    private static final int LABELS = 64;

    /** What a predictor has learnt makes no difference to its speed. */
    private static final int STEPS = 8;

    private Populations() {}

    /**
     * The design of a predictor.
     *
     * @param text kind, encoding and hidden layers, e.g. {@code potential/adjacency/64-32} or {@code pair/best/64}
     */
    public static PredictorDesign design(String text) {
        String[] parts = text.split("/", -1);
        Encoding encoding = parts.length == 3 ? Encoding.byName(parts[1]) : null;
        if (encoding == null) {
            throw new IllegalArgumentException(
                    "a predictor is kind/encoding/layers, e.g. potential/best/64-64, not " + text);
        }
        return PredictorDesign.of(PredictorKind.byName(parts[0]))
                .withEncoding(encoding)
                .withShape(MlpShape.of(parts[2], Activation.RELU));
    }

    /**
     * Trains an ensemble on random labels and draws a population into the slots of a scorer, which the caller closes.
     *
     * @param predictor as {@link #design} reads it
     * @param members networks in the ensemble
     */
    static NeighbourScorer draw(
            SearchSpace space, String predictor, int members, Simd simd, int population, Philox random) {
        return draw(space, predictor, members, MlpEngine.of(simd), null, population, random);
    }

    /** As {@link #draw}, with the table of a potential made, where it can have one, and used. */
    static NeighbourScorer drawTabulated(
            SearchSpace space, String predictor, int members, Simd simd, int population, Philox random) {
        MlpEngine engine = MlpEngine.of(simd);
        return draw(space, predictor, members, engine, new LevelTables(space, engine), population, random);
    }

    private static NeighbourScorer draw(
            SearchSpace space,
            String predictor,
            int members,
            MlpEngine engine,
            LevelTables tables,
            int population,
            Philox random) {
        Predictor trained = train(space, predictor, members, engine, random);
        if (tables != null) {
            try (Workers workers = new Workers(1)) {
                tables.make(trained, workers);
            }
        }
        NeighbourScorer scorer =
                new NeighbourScorer(space, NeighbourEnumerator.of(space, engine.simd()), engine, population, tables);
        scorer.use(trained);
        for (int i = 0; i < population; i++) {
            space.sample(random, scorer.codes(), i);
            scorer.place(i, scorer.codes(), i);
        }
        return scorer;
    }

    /**
     * Trains an ensemble on random labels.
     *
     * @param predictor as {@link #design} reads it
     * @param members networks in the ensemble
     */
    static Predictor train(SearchSpace space, String predictor, int members, MlpEngine engine, Philox random) {
        PredictorDesign design = design(predictor).withMembers(members);
        TrainingSet data = new TrainingSet(design.features(space));
        TrainingOptions search = TrainingOptions.inSearch();
        TrainingOptions options = new TrainingOptions(
                STEPS,
                search.learningRate(),
                search.weightDecay(),
                search.maxGradientNorm(),
                search.batch(),
                search.pairsPerArchitecture());
        try (Workers workers = new Workers(1);
                CodeSlab code = space.newSlab(1)) {
            for (int i = 0; i < LABELS; i++) {
                space.sample(random, code, 0);
                data.add(code, 0, random.nextDouble());
            }
            return PredictorTrainer.train(design, data, options, 1, engine, workers);
        }
    }
}
