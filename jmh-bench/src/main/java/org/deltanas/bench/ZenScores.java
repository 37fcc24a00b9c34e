package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.ReferenceBackend;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.proxy.ZenOptions;
import org.deltanas.proxy.ZenScore;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench201Space;
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

/**
 * How long does the Zen-score of one network of NAS-Bench-201 take on each backend: two forward passes of the heaviest
 * cell, six 3x3 convolutions, and of a typical one, a 3x3, a 1x1 and a pool? The seed stays, as in a search, so that the
 * vector backend has the weights and images from the call before; the reference draws them anew. The same in PyTorch:
 * {@code jmh-bench/peers/zen_pytorch.py}, which draws weights and images for every score.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ZenScores {
    private static final String REFERENCE = "reference";
    private static final String VECTOR = "vector";
    private static final String HEAVIEST = "heaviest";
    private static final String TYPICAL = "typical";
    private static final String HEAVIEST_CELL =
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";
    /** 344,346 parameters and 47 million multiply-adds: the median of the space, and the commonest, in both. */
    private static final String TYPICAL_CELL =
            "|nor_conv_1x1~0|+|avg_pool_3x3~0|skip_connect~1|+|skip_connect~0|none~1|nor_conv_3x3~2|";

    @Param({HEAVIEST, TYPICAL})
    public String cell;

    /** Images in a batch, x, and pixels a side of an image. */
    @Param({"4x16", "16x32"})
    public String images;

    @Param({REFERENCE, VECTOR})
    public String backend;

    @Param({"1", "2"})
    public int threads;

    private final double[] score = new double[1];
    private CodeSlab codes;
    private Workers workers;
    private ConvBackend opened;
    private ZenScore zen;

    /** Opens the backend. */
    @Setup
    public void prepare() {
        NasBench201Space space = new NasBench201Space();
        codes = space.newSlab(1);
        space.parse(cell.equals(HEAVIEST) ? HEAVIEST_CELL : TYPICAL_CELL, codes, 0);
        int times = images.indexOf('x');
        ZenOptions defaults = ZenOptions.defaults();
        ZenOptions options = new ZenOptions(
                defaults.mode(),
                Integer.parseInt(images.substring(0, times)),
                Integer.parseInt(images.substring(times + 1)),
                1,
                defaults.gamma(),
                1);
        workers = new Workers(threads);
        opened = backend.equals(REFERENCE) ? new ReferenceBackend() : new VectorBackend(Simd.best());
        zen = new ZenScore(space, options, opened, workers);
    }

    /** Frees what the backend holds and ends the threads. */
    @TearDown
    public void close() {
        zen.close();
        opened.close();
        workers.close();
        codes.close();
    }

    /** Scores the network. */
    @Benchmark
    public double score() {
        zen.evaluate(codes, 0, 1, score);
        return score[0];
    }
}
