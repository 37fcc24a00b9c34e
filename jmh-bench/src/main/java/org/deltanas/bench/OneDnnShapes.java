package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.num.Philox;
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
 * How many floating-point operations a second does oneDNN do in the convolutions of {@link ConvShapes}, without the
 * rectifier before and the statistics behind them? As many images go in, in oneDNN's own layout.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 10,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class OneDnnShapes {

    @Param
    public ConvShapes.Shape shape;

    private OneDnnConvolution convolution;
    private long flops;

    /** Whether oneDNN is there on this system. */
    public static boolean exist() {
        return OneDnn.exists();
    }

    /** The version of oneDNN, e.g. {@code 3.13.0}. */
    public static String version() {
        return OneDnn.version();
    }

    /** Makes the convolution. */
    @Setup
    public void prepare() {
        convolution = shape.oneDnn();
        Philox random = new Philox(1);
        convolution.images(normal(random, shape.imageFloats()));
        convolution.weights(normal(random, Math.toIntExact(shape.weights())));
        flops = shape.flops();
    }

    private static float[] normal(Philox random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (random.nextDouble() - 0.5);
        }
        return numbers;
    }

    /** Frees the convolution. */
    @TearDown(Level.Trial)
    public void close() {
        convolution.close();
    }

    /** One convolution of all images. */
    @Benchmark
    public void convolve(ConvShapes.Operations counter) {
        counter.flops += flops;
        convolution.run();
    }
}
