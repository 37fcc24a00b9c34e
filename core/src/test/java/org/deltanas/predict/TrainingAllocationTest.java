package org.deltanas.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step of training makes no garbage once warm. */
class TrainingAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long WARM_UP_NANOS = 60_000_000_000L;
    private static final int STEPS = 200;
    private static final double RATE = 1e-3;

    @ParameterizedTest
    @CsvSource({
        "potential, nasbench201, 40, 0",
        "potential, nasbench201, 40, 512",
        "potential, nasbench101, 400, 256",
        "pair, nasbench201, 40, 512",
        "difference, nasbench201, 40, 0",
        "difference, block:20x4, 40, 128"
    })
    void aStepAllocatesNothing(String kind, String name, int labels, int bits) {
        SearchSpace space = SearchSpaces.byName(name);
        PredictorDesign design = PredictorDesign.of(PredictorKind.byName(kind)).withMembers(1);
        TrainingSet data = new TrainingSet(design.features(space));
        Philox random = new Philox(1);
        MlpEngine engine = MlpEngine.of(bits == 0 ? Simd.scalar() : Simd.vector(bits));
        try (CodeSlab code = space.newSlab(1)) {
            for (int i = 0; i < labels; i++) {
                space.sample(random, code, 0);
                data.add(code, 0, random.nextDouble());
            }
            PredictorTrainer.Member member =
                    new PredictorTrainer.Member(design, data, rows(data), TrainingOptions.inSearch(), 1, 0, engine);
            long allocated = Long.MAX_VALUE;
            long deadline = System.nanoTime() + WARM_UP_NANOS;
            // Vectors are boxed until C2 has compiled the kernels, so warm up until many steps stay clean.
            for (int step = 0; allocated > 0 && System.nanoTime() < deadline; step += STEPS) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < STEPS; i++) {
                    member.step(step + i, RATE);
                }
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).as("bytes in %d warm steps", STEPS).isZero();
        }
    }

    private static SparseRows rows(TrainingSet data) {
        return new Standardisation(data.features(), data.rows()).apply(data.rows());
    }
}
