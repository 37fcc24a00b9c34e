package org.deltanas.bench;

import java.util.concurrent.TimeUnit;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.kernels.num.Philox;
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
 * How many outputs a second of a network 64-64-32-1 do others compute, on one thread? Dense, in single precision, with
 * inputs that are there already: nothing is enumerated, no best is looked for. Batches are one architecture, the neighbours
 * of one architecture of NAS-Bench-201, and those of a population of 256. No implementation is measured before its outputs
 * are those of double precision.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 10,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class MlpPeers {
    static final String NAIVE = "naive";
    static final String ONNX_RUNTIME = "onnxruntime";
    static final String KERNELS = "kernels";

    private static final int COLUMNS = 64;
    private static final MlpShape SHAPE = MlpShape.relu(64, 32);
    private static final double TOLERANCE = 1e-4;

    /** Plain Java, ONNX Runtime, or this project's kernels without what makes them incremental. */
    @Param({NAIVE, ONNX_RUNTIME, KERNELS})
    public String implementation;

    @Param({"1", "24", "6144"})
    public int batch;

    private DenseMlp mlp;

    /** Counts outputs. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Queries {
        public long queries;

        @Setup(Level.Iteration)
        public void reset() {
            queries = 0;
        }
    }

    /** Draws weights and inputs and checks the implementation. */
    @Setup
    public void prepare() {
        Philox random = new Philox(1);
        Mlp weights = weights(random);
        float[] inputs = draw(random, new float[batch * COLUMNS]);
        mlp = open(implementation, weights, inputs, batch);
        check(implementation, mlp.outputs(), reference(weights, inputs, batch));
    }

    /** Frees what the implementation holds. */
    @TearDown
    public void close() {
        mlp.close();
    }

    /** Computes the outputs of a batch. */
    @Benchmark
    public float[] evaluate(Queries counter) {
        counter.queries += batch;
        return mlp.outputs();
    }

    static Mlp weights(Philox random) {
        Mlp weights = new Mlp(COLUMNS, SHAPE);
        weights.initialise(random, COLUMNS);
        draw(random, weights.b1());
        draw(random, weights.b2());
        draw(random, weights.b3());
        return weights;
    }

    static float[] draw(Philox random, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }

    static DenseMlp open(String implementation, Mlp weights, float[] inputs, int batch) {
        return switch (implementation) {
            case NAIVE -> new NaiveMlp(weights, inputs, batch);
            case ONNX_RUNTIME -> new OnnxRuntimeMlp(weights, inputs, batch);
            case KERNELS -> new KernelMlp(weights, inputs, batch, Simd.best());
            default ->
                throw new IllegalArgumentException("implementation must be " + NAIVE + ", " + ONNX_RUNTIME + " or "
                        + KERNELS + ", not " + implementation);
        };
    }

    /** Outputs in double precision. */
    static double[] reference(Mlp mlp, float[] inputs, int batch) {
        double[] out = new double[batch];
        for (int r = 0; r < batch; r++) {
            double[] row = new double[mlp.columns()];
            for (int k = 0; k < row.length; k++) {
                row[k] = inputs[r * row.length + k];
            }
            double[] hidden = layer(layer(row, mlp.w1(), mlp.b1(), true), mlp.w2(), mlp.b2(), true);
            out[r] = layer(hidden, mlp.w3(), mlp.b3(), false)[0];
        }
        return out;
    }

    private static double[] layer(double[] x, float[] weights, float[] biases, boolean relu) {
        double[] out = new double[biases.length];
        for (int j = 0; j < out.length; j++) {
            double sum = biases[j];
            for (int k = 0; k < x.length; k++) {
                sum += x[k] * weights[k * out.length + j];
            }
            out[j] = relu ? Math.max(0, sum) : sum;
        }
        return out;
    }

    static void check(String implementation, float[] outputs, double[] expected) {
        for (int r = 0; r < expected.length; r++) {
            double error = Math.abs(outputs[r] - expected[r]);
            if (!(error <= TOLERANCE * Math.max(1, Math.abs(expected[r])))) {
                throw new IllegalStateException(
                        implementation + " computes " + outputs[r] + " for row " + r + ", not " + expected[r]);
            }
        }
    }
}
