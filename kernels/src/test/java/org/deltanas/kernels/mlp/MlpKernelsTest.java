package org.deltanas.kernels.mlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.deltanas.kernels.mlp.MlpKernels.HIDDEN;

import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of {@link MlpKernels}, for scalar code and every vector width. */
class MlpKernelsTest {
    private static final int COLUMNS = 23;
    private static final int WARM = 20_000;

    static List<Simd> all() {
        return List.of(Simd.scalar(), Simd.vector(128), Simd.vector(256), Simd.vector(512));
    }

    private static float[] random(int n, long stream) {
        Philox random = new Philox(7, stream);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (4 * random.nextDouble() - 2);
        }
        return x;
    }

    private static SparseRows rows(int count) {
        Philox random = new Philox(8, count);
        SparseRows rows = new SparseRows(1, 1);
        for (int r = 0; r < count; r++) {
            for (int e = random.nextInt(6); e > 0; e--) {
                rows.add(random.nextInt(COLUMNS), random.nextInt(7) - 3);
            }
            rows.endRow();
        }
        return rows;
    }

    private static Mlp mlp() {
        Mlp mlp = new Mlp(COLUMNS);
        mlp.initialise(new Philox(3), 5);
        System.arraycopy(random(HIDDEN, 1), 0, mlp.b1(), 0, HIDDEN);
        System.arraycopy(random(HIDDEN, 2), 0, mlp.b2(), 0, HIDDEN);
        return mlp;
    }

    private static float[] forward(MlpKernels kernels, Mlp mlp, SparseRows rows) {
        int count = rows.rows();
        float[] out = new float[count + 1];
        mlp.forward(kernels, rows, 0, count, new float[count * HIDDEN], new float[count * HIDDEN], out, 1);
        return out;
    }

    @ParameterizedTest
    @MethodSource("all")
    void sparseLayerAgreesWithDoublePrecision(Simd simd) {
        int count = 9;
        SparseRows rows = rows(count);
        float[] base = random(HIDDEN, 3);
        float[] weights = random(COLUMNS * HIDDEN, 4);
        float[] out = new float[count * HIDDEN];
        for (boolean relu : new boolean[] {false, true}) {
            MlpKernels.of(simd).sparseLayer(base, weights, rows, 2, 5, out, relu);
            for (int r = 0; r < 5; r++) {
                for (int j = 0; j < HIDDEN; j++) {
                    double expected = base[j];
                    for (int e = rows.start(r + 2); e < rows.start(r + 3); e++) {
                        expected += (double) rows.value(e) * weights[rows.column(e) * HIDDEN + j];
                    }
                    assertThat((double) out[r * HIDDEN + j])
                            .isCloseTo(relu ? Math.max(expected, 0) : expected, within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void denseAgreesWithDoublePrecision(Simd simd) {
        float[] a = random(70 * 70, 5);
        float[] b = random(70 * HIDDEN, 6);
        float[] start = random(HIDDEN, 7);
        for (int rows : new int[] {1, 3, 4, 7, 64}) {
            for (int steps : new int[] {1, 5, 64}) {
                float[] out = new float[rows * HIDDEN];
                MlpKernels.of(simd).dense(rows, steps, a, 1, 70, b, start, out);
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < HIDDEN; j++) {
                        double expected = start[j];
                        for (int k = 0; k < steps; k++) {
                            expected += (double) a[i + 70 * k] * b[k * HIDDEN + j];
                        }
                        assertThat((double) out[i * HIDDEN + j]).isCloseTo(expected, within(1e-4));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void dotAgreesWithDoublePrecision(Simd simd) {
        float[] hidden = random(3 * HIDDEN, 8);
        float[] weights = random(HIDDEN, 9);
        float[] out = new float[4];
        MlpKernels.of(simd).dot(3, hidden, weights, 0.5f, out, 1);
        for (int r = 0; r < 3; r++) {
            double expected = 0.5;
            for (int j = 0; j < HIDDEN; j++) {
                expected += Math.max(hidden[r * HIDDEN + j], 0.0) * weights[j];
            }
            assertThat((double) out[r + 1]).isCloseTo(expected, within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void sameBitsAsScalarWhetherInterpretedOrCompiled(Simd simd) {
        MlpKernels kernels = MlpKernels.of(simd);
        Mlp mlp = mlp();
        SparseRows rows = rows(13);
        float[] first = forward(kernels, mlp, rows);
        assertThat(first).containsExactly(forward(new ScalarMlpKernels(), mlp, rows));
        for (int i = 1; i < WARM; i++) {
            forward(kernels, mlp, rows);
        }
        assertThat(forward(kernels, mlp, rows)).containsExactly(first);
    }

    @ParameterizedTest
    @MethodSource("all")
    void gradientAgreesWithFiniteDifferences(Simd simd) {
        MlpKernels kernels = MlpKernels.of(simd);
        int count = 6;
        SparseRows rows = rows(count);
        Mlp mlp = new Mlp(COLUMNS);
        mlp.initialise(new Philox(11), 5);
        float[] outGradient = random(count, 12);
        Mlp gradient = new Mlp(COLUMNS);
        float[] hidden1 = new float[count * HIDDEN];
        float[] hidden2 = new float[count * HIDDEN];
        mlp.forward(kernels, rows, 0, count, hidden1, hidden2, new float[count], 0);
        mlp.backward(kernels, rows, 0, count, hidden1, hidden2, outGradient, gradient, new Mlp.BackwardScratch(count));

        Philox random = new Philox(13);
        int checked = 0;
        for (int t = 0; t < mlp.tensors().size(); t++) {
            float[] tensor = mlp.tensors().get(t);
            for (int trial = 0; trial < 60; trial++) {
                int i = random.nextInt(tensor.length);
                float kept = tensor[i];
                float step = 1e-3f;
                tensor[i] = kept + step;
                double up = loss(mlp, rows, count, outGradient);
                tensor[i] = kept - step;
                double down = loss(mlp, rows, count, outGradient);
                tensor[i] = kept;
                double middle = loss(mlp, rows, count, outGradient);
                if (Math.abs(up + down - 2 * middle) > 1e-6) {
                    continue; // a ReLU switched within the step: no derivative to compare with
                }
                double slope = (up - down) / ((kept + step) - (double) (kept - step));
                assertThat((double) gradient.tensors().get(t)[i])
                        .as("tensor %d, element %d", t, i)
                        .isCloseTo(slope, within(2e-3 * (1 + Math.abs(slope))));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(150);
    }

    /** The loss whose gradient by output r is {@code weights[r]}, in double precision. */
    private static double loss(Mlp mlp, SparseRows rows, int count, float[] weights) {
        double loss = 0;
        for (int r = 0; r < count; r++) {
            double[] h1 = new double[HIDDEN];
            double[] h2 = new double[HIDDEN];
            for (int j = 0; j < HIDDEN; j++) {
                h1[j] = mlp.b1()[j];
                h2[j] = mlp.b2()[j];
            }
            for (int e = rows.start(r); e < rows.start(r + 1); e++) {
                for (int j = 0; j < HIDDEN; j++) {
                    h1[j] += (double) rows.value(e) * mlp.w1()[rows.column(e) * HIDDEN + j];
                }
            }
            for (int i = 0; i < HIDDEN; i++) {
                for (int j = 0; j < HIDDEN; j++) {
                    h2[j] += Math.max(h1[i], 0) * mlp.w2()[i * HIDDEN + j];
                }
            }
            double out = mlp.b3()[0];
            for (int j = 0; j < HIDDEN; j++) {
                out += Math.max(h2[j], 0) * mlp.w3()[j];
            }
            loss += weights[r] * out;
        }
        return loss;
    }

    @Test
    void adamWMovesAgainstTheGradientAndDecaysWeightsOnly() {
        Mlp mlp = new Mlp(2);
        Mlp gradient = new Mlp(2);
        mlp.w1()[0] = 1;
        mlp.w1()[1] = 1;
        mlp.b1()[0] = 1;
        gradient.w1()[0] = 100;
        AdamW adam = new AdamW(mlp, gradient, 0.5, 5);
        adam.step(0.01);
        // The first step of Adam is the learning rate times the gradient's sign, whatever its size.
        assertThat((double) mlp.w1()[0]).isCloseTo(1 - 0.01 * 0.5 - 0.01, within(1e-6));
        assertThat((double) mlp.w1()[1]).isCloseTo(1 - 0.01 * 0.5, within(1e-6));
        assertThat(mlp.b1()[0]).isEqualTo(1f);
    }

    private static org.assertj.core.data.Offset<Double> within(double tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }
}
