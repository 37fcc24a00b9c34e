package org.deltanas.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.LevelTables;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorKind;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loop of enumerating, scoring and stepping makes no garbage once warm. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long WARM_UP_NANOS = 60_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "potential, nasbench201, 0",
        "potential, nasbench201, 512",
        "potential, nasbench-macro, 256",
        "potential, block:20x4, 128",
        "potential, block:60x16, 512",
        "pair, nasbench201, 512",
        "difference, nasbench201, 512"
    })
    void theSearchLoopAllocatesNothing(String kindName, String name, int bits) {
        PredictorDesign design = PredictorDesign.of(PredictorKind.byName(kindName));
        CategoricalSpace space = (CategoricalSpace) SearchSpaces.byName(name);
        Simd simd = bits == 0 ? Simd.scalar() : Simd.vector(bits);
        MlpEngine engine = MlpEngine.of(simd);
        SyntheticLabel label = new SyntheticLabel(space, 0.5);
        LevelTables tables = new LevelTables(space, engine);
        try (Workers workers = new Workers(1);
                LabelOracle oracle = new LabelOracle(space, label, Direction.MAX, 0, 0);
                CodeSlab codes = space.newSlab(16)) {
            TrainingSet data = new TrainingSet(design.features(space));
            Philox random = new Philox(1);
            for (int i = 0; i < 16; i++) {
                space.sample(random, codes, i);
                data.add(codes, i, label.value(codes, i));
            }
            oracle.evaluate(codes, 0, 16);
            Predictor predictor = PredictorTrainer.train(design, data, TrainingOptions.inSearch(), 1, engine, workers);
            NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, simd);
            try (Walk walk = new Walk(oracle, DeltaNasOptions.rounds(1).walks(), enumerator, engine, tables, 8, 16)) {
                // Vectors are boxed until C2 has compiled the kernels, so warm up until a round stays clean.
                long allocated = Long.MAX_VALUE;
                long queries = 0;
                long deadline = System.nanoTime() + WARM_UP_NANOS;
                for (int round = 0; allocated > 0 && System.nanoTime() < deadline; round++) {
                    for (int m = 0; m < 8; m++) {
                        space.sample(random, walk.members(), m);
                    }
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    walk.start(predictor, 1, round);
                    for (int step = 0; step < 12 && walk.step(); step++) {
                        queries = walk.neighbourQueries();
                    }
                    allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                }
                assertThat(queries).isGreaterThan(space.maxNeighbours());
                assertThat(allocated).as("bytes in a warm walk").isZero();
            }
        }
    }
}
