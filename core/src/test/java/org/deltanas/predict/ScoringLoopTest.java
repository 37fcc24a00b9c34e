package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Test;

class ScoringLoopTest {
    @Test
    void everyNeighbourOfThePopulationIsScoredAndCounted() {
        SearchSpace space = SearchSpaces.byName("nasbench201");
        MlpEngine engine = MlpEngine.of(Simd.best());
        PredictorDesign design = PredictorDesign.of(PredictorKind.POTENTIAL).withMembers(2);
        TrainingSet data = new TrainingSet(design.features(space));
        TrainingOptions brief = new TrainingOptions(5, 3e-3, 0.03, 5, 64, 2);
        try (Workers workers = new Workers(1);
                CodeSlab code = space.newSlab(1)) {
            Philox random = new Philox(1);
            for (int i = 0; i < 20; i++) {
                space.sample(random, code, 0);
                data.add(code, 0, random.nextDouble());
            }
            Predictor predictor = PredictorTrainer.train(design, data, brief, 1, engine, workers);
            try (ScoringLoop loop = new ScoringLoop(space, predictor, engine, random)) {
                for (int step = 0; step < 10; step++) {
                    assertThat(loop.step()).isEqualTo(ScoringLoop.POPULATION * 24L);
                }
            }
        }
    }

    @Test
    void aNetworkAloneIsOneOfTheEnsemble() {
        SearchSpace space = SearchSpaces.byName("block:8x3");
        MlpEngine engine = MlpEngine.of(Simd.best());
        PredictorDesign design = PredictorDesign.of(PredictorKind.POTENTIAL).withMembers(3);
        TrainingSet data = new TrainingSet(design.features(space));
        TrainingOptions brief = new TrainingOptions(20, 3e-3, 0.03, 5, 64, 2);
        try (Workers workers = new Workers(1);
                CodeSlab codes = space.newSlab(30)) {
            Philox random = new Philox(2);
            for (int i = 0; i < codes.rows(); i++) {
                space.sample(random, codes, i);
                data.add(codes, i, random.nextDouble());
            }
            Predictor ensemble = PredictorTrainer.train(design, data, brief, 1, engine, workers);
            double[] mean = new double[codes.rows()];
            double[] own = new double[codes.rows()];
            double[] together = new double[codes.rows()];
            ensemble.levels(codes, 0, codes.rows(), engine, together);
            for (int m = 0; m < 3; m++) {
                assertThat(ensemble.alone(m).members()).isEqualTo(1);
                ensemble.alone(m).levels(codes, 0, codes.rows(), engine, own);
                for (int i = 0; i < own.length; i++) {
                    mean[i] += own[i] / 3;
                }
            }
            assertThat(mean).containsExactly(together, Offset.offset(1e-12));
        }
    }
}
