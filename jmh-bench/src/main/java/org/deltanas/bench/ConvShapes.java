package org.deltanas.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.Filter;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.VectorBackend;
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
 * How many floating-point operations a second does a convolution do, with the rectifier before it and the statistics of the
 * batch norm behind it, at batch 16 clean and perturbed? The counter {@code flops} counts those of the definition, two a tap:
 * where fewer products do, it can pass the {@link FmaPeak}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 10, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ConvShapes {
    private static final int BATCH = 16;
    /** Clean and perturbed. */
    private static final int IMAGES = 2 * BATCH;
    /** Convolutions of one call, so that the distance of the outputs is of no account. */
    private static final int LAYERS = 16;

    /** Layers of NAS-Bench-201's networks, and kernels of other spaces. */
    public enum Shape {
        CONV3X3_16_AT_32(16, 16, 32, 3, 1, 1, 1),
        CONV3X3_32_AT_16(32, 32, 16, 3, 1, 1, 1),
        CONV3X3_64_AT_8(64, 64, 8, 3, 1, 1, 1),
        CONV1X1_16_AT_32(16, 16, 32, 1, 1, 1, 1),
        CONV1X1_32_AT_16(32, 32, 16, 1, 1, 1, 1),
        CONV1X1_64_AT_8(64, 64, 8, 1, 1, 1, 1),
        STRIDE2_16_TO_32_AT_32(16, 32, 32, 3, 2, 1, 1),
        STRIDE2_32_TO_64_AT_16(32, 64, 16, 3, 2, 1, 1),
        DILATED3X3_64_AT_8(64, 64, 8, 3, 1, 2, 1),
        DEPTHWISE3X3_64_AT_16(64, 64, 16, 3, 1, 1, 64),
        CONV5X5_32_AT_16(32, 32, 16, 5, 1, 1, 1),
        CONV7X7_16_AT_32(16, 16, 32, 7, 1, 1, 1);

        private final int in;
        private final int out;
        private final int size;
        private final int kernel;
        private final int stride;
        private final int dilation;
        private final int groups;

        Shape(int in, int out, int size, int kernel, int stride, int dilation, int groups) {
            this.in = in;
            this.out = out;
            this.size = size;
            this.kernel = kernel;
            this.stride = stride;
            this.dilation = dilation;
            this.groups = groups;
        }

        NetworkPlan plan() {
            NetworkPlan.Builder net = NetworkPlan.builder();
            int input = net.relu(net.input(in));
            int last = input;
            for (int i = 0; i < LAYERS; i++) {
                int padding = dilation * (kernel / 2);
                last = net.batchNorm(net.convolution(input, out, kernel, stride, padding, dilation, groups, i));
            }
            return net.build(last);
        }

        /** The same convolution, once, by oneDNN. */
        OneDnnConvolution oneDnn() {
            return new OneDnnConvolution(
                    IMAGES, in, out, size, kernel, stride, dilation * (kernel / 2), dilation, groups);
        }

        /** Floats of all images. */
        int imageFloats() {
            return IMAGES * in * size * size;
        }

        /** Weights of one convolution. */
        long weights() {
            return plan().layers().stream()
                    .filter(Filter.class::isInstance)
                    .mapToLong(layer -> ((Filter) layer).weights())
                    .findFirst()
                    .orElseThrow();
        }

        /** Operations of one convolution of all images, two a tap. */
        long flops() {
            return 2L * IMAGES * plan().evaluatedMacs(size) / LAYERS;
        }
    }

    @Param
    public Shape shape;

    private Workers workers;
    private VectorBackend backend;
    private List<NetworkPlan> plans;
    private PerturbationProbe probe;
    private long flops;

    /** Counts operations. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Operations {
        public long flops;

        @Setup(Level.Iteration)
        public void reset() {
            flops = 0;
        }
    }

    /** Opens the backend. */
    @Setup
    public void prepare() {
        flops = LAYERS * shape.flops();
        plans = List.of(shape.plan());
        probe = new PerturbationProbe(1, 0, BATCH, shape.size, 0.01);
        workers = new Workers(1);
        backend = new VectorBackend(Simd.best());
    }

    /** Frees what the backend holds. */
    @TearDown
    public void close() {
        backend.close();
        workers.close();
    }

    /** Sixteen convolutions of the same images. */
    @Benchmark
    public double convolve(Operations counter) {
        counter.flops += flops;
        return backend.perturb(plans, probe, workers).get(0).distance();
    }
}
