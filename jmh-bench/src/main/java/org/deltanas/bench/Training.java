package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorKind;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpaces;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How long does a round of a search train: an ensemble of four, 120 steps, on this many labels? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class Training {
    @Param("nasbench201")
    public String space;

    @Param("potential")
    public String predictor;

    @Param({"16", "150"})
    public int labels;

    @Param({Kernels.SCALAR, Kernels.VECTOR_128, Kernels.VECTOR_256, Kernels.VECTOR_512})
    public String kernel;

    @Param({"1", "2"})
    public int threads;

    private TrainingSet data;
    private MlpEngine engine;
    private PredictorDesign design;
    private Workers workers;

    /** Labels random architectures. */
    @Setup
    public void prepare() {
        CategoricalSpace searched = (CategoricalSpace) SearchSpaces.byName(space);
        MixedLabel label = new MixedLabel(searched);
        design = PredictorDesign.of(PredictorKind.byName(predictor));
        data = new TrainingSet(design.features(searched));
        engine = MlpEngine.of(Kernels.simd(kernel));
        workers = new Workers(threads);
        Philox random = new Philox(1);
        try (CodeSlab codes = searched.newSlab(1)) {
            for (int i = 0; i < labels; i++) {
                searched.sample(random, codes, 0);
                data.add(codes, 0, label.value(codes, 0));
            }
        }
    }

    /** Ends the threads. */
    @TearDown
    public void close() {
        workers.close();
    }

    /** Trains from scratch. */
    @Benchmark
    public Predictor train() {
        return PredictorTrainer.train(design, data, TrainingOptions.inSearch(), 1, engine, workers);
    }
}
