package org.deltanas.bench;

import org.deltanas.encode.Encoding;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
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
        String[] layers = parts[2].split("-", -1);
        MlpShape shape =
                MlpShape.relu(Integer.parseInt(layers[0]), layers.length > 1 ? Integer.parseInt(layers[1]) : 0);
        return new PredictorDesign(PredictorKind.byName(parts[0]), encoding, shape);
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
        PredictorDesign design = design(predictor);
        TrainingSet data = new TrainingSet(design.features(space));
        NeighbourScorer scorer =
                new NeighbourScorer(space, NeighbourEnumerator.of(space, engine.simd()), engine, population, tables);
        TrainingOptions search = TrainingOptions.inSearch();
        TrainingOptions options = new TrainingOptions(
                members,
                STEPS,
                search.learningRate(),
                search.weightDecay(),
                search.maxGradientNorm(),
                search.batch(),
                search.pairsPerArchitecture());
        try (Workers workers = new Workers(1);
                CodeSlab codes = space.newSlab(Math.max(population, LABELS))) {
            for (int i = 0; i < codes.rows(); i++) {
                space.sample(random, codes, i);
                if (i < LABELS) {
                    data.add(codes, i, random.nextDouble());
                }
            }
            Predictor trained = PredictorTrainer.train(design, data, options, 1, engine, workers);
            if (tables != null) {
                tables.make(trained, workers);
            }
            scorer.use(trained);
            for (int i = 0; i < population; i++) {
                scorer.place(i, codes, i);
            }
        }
        return scorer;
    }
}
