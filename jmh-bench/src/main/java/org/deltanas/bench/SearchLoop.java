package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.NeighbourScorer;
import org.deltanas.predict.PredictorKind;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.SearchSpaces;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many neighbours a second does the loop enumerate - score - step predict? One operation is the step of one member
 * of a population of 256; the counter {@code queries} counts neighbours times networks of the ensemble, each a full
 * evaluation of features - 64 - 64 - 1.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SearchLoop {
    private static final int POPULATION = 256;
    private static final int LABELS = 64;

    @Param({"nasbench201", "nasbench-macro", "block:20x4", "block:200x16"})
    public String space;

    @Param("potential")
    public String predictor;

    @Param({Kernels.SCALAR, Kernels.VECTOR_128, Kernels.VECTOR_256, Kernels.VECTOR_512})
    public String kernel;

    @Param({"1", "4"})
    public int members;

    private CategoricalSpace searched;
    private CodeSlab population;
    private NeighbourScorer scorer;
    private Philox random;
    private int next;

    /** Counts neighbours. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Queries {
        public long queries;

        @Setup(Level.Iteration)
        public void reset() {
            queries = 0;
        }
    }

    /** Trains an ensemble and draws a population. */
    @Setup
    public void prepare() {
        searched = (CategoricalSpace) SearchSpaces.byName(space);
        Simd simd = Kernels.simd(kernel);
        MlpKernels kernels = MlpKernels.of(simd);
        PredictorKind kind = PredictorKind.byName(predictor);
        TrainingSet data = new TrainingSet(kind.features(searched));
        MixedLabel label = new MixedLabel(searched);
        random = new Philox(1);
        population = searched.newSlab(POPULATION);
        for (int i = 0; i < POPULATION; i++) {
            searched.sample(random, population, i);
            if (i < LABELS) {
                data.add(population, i, label.value(population, i));
            }
        }
        TrainingOptions search = TrainingOptions.inSearch();
        TrainingOptions options = new TrainingOptions(
                members,
                search.steps(),
                search.learningRate(),
                search.weightDecay(),
                search.maxGradientNorm(),
                search.batch(),
                search.pairsPerArchitecture());
        scorer = NeighbourScorer.of(kind, searched, NeighbourEnumerator.of(searched, simd), kernels);
        try (Workers workers = new Workers(1)) {
            scorer.use(PredictorTrainer.train(kind, data, options, 1, kernels, workers));
        }
    }

    /** Frees the population. */
    @TearDown
    public void close() {
        population.close();
    }

    /** One member steps to its best neighbour, or starts anew where none is better. */
    @Benchmark
    public int step(Queries counter) {
        int member = next;
        next = (next + 1) % POPULATION;
        int count = scorer.score(population, member);
        counter.queries += (long) count * members;
        int best = count;
        for (int i = 0; i < count; i++) {
            if (scorer.mean(i) > scorer.mean(best)) {
                best = i;
            }
        }
        if (best == count) {
            searched.sample(random, population, member);
        } else {
            searched.edits().apply(scorer.neighbours().edit(best), population, member);
        }
        return best;
    }
}
