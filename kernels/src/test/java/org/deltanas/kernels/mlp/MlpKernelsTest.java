package org.deltanas.kernels.mlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.num.Philox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@link MlpKernels}, for scalar code and every vector width, and several shapes. */
class MlpKernelsTest {
    private static final int COLUMNS = 23;
    private static final int WARM = 12_000;
    private static final List<MlpShape> SHAPES = List.of(
            MlpShape.relu(64, 64),
            MlpShape.relu(64, 32),
            MlpShape.relu(96, 0),
            new MlpShape(32, 64, Activation.SQUARED_RELU),
            new MlpShape(64, 32, Activation.SILU));

    static Stream<Arguments> all() {
        List<Arguments> all = new ArrayList<>();
        for (Simd simd : List.of(Simd.scalar(), Simd.vector(128), Simd.vector(256), Simd.vector(512))) {
            for (MlpShape shape : SHAPES) {
                all.add(Arguments.of(simd, shape));
            }
        }
        return all.stream();
    }

    private static MlpKernels kernels(Simd simd, MlpShape shape) {
        return MlpEngine.of(simd).kernels(shape);
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

    private static Mlp mlp(MlpShape shape) {
        Mlp mlp = new Mlp(COLUMNS, shape);
        mlp.initialise(new Philox(3), 5);
        System.arraycopy(random(shape.hidden1(), 1), 0, mlp.b1(), 0, shape.hidden1());
        System.arraycopy(random(shape.hidden2(), 2), 0, mlp.b2(), 0, shape.hidden2());
        return mlp;
    }

    private static float[] forward(MlpKernels kernels, Mlp mlp, SparseRows rows) {
        float[] out = new float[MlpKernels.padded(rows.rows()) + 1];
        mlp.forward(kernels, rows, 0, rows.rows(), new Mlp.Hidden(48), out, 1);
        return Arrays.copyOfRange(out, 1, 1 + rows.rows());
    }

    /** The definition in double precision. */
    private static double output(Mlp mlp, SparseRows rows, int row) {
        int h1 = mlp.shape().hidden1();
        int h2 = mlp.shape().hidden2();
        double[] first = new double[h1];
        for (int j = 0; j < h1; j++) {
            first[j] = mlp.b1()[j];
            for (int e = rows.start(row); e < rows.start(row + 1); e++) {
                first[j] += (double) rows.value(e) * mlp.w1()[rows.column(e) * h1 + j];
            }
            first[j] = activation(mlp, first[j]);
        }
        double[] last = first;
        if (h2 > 0) {
            last = new double[h2];
            for (int j = 0; j < h2; j++) {
                last[j] = mlp.b2()[j];
                for (int i = 0; i < h1; i++) {
                    last[j] += first[i] * mlp.w2()[i * h2 + j];
                }
                last[j] = activation(mlp, last[j]);
            }
        }
        double out = mlp.b3()[0];
        for (int j = 0; j < last.length; j++) {
            out += last[j] * mlp.w3()[j];
        }
        return out;
    }

    private static double activation(Mlp mlp, double x) {
        return switch (mlp.shape().activation()) {
            case RELU -> Math.max(x, 0);
            case SQUARED_RELU -> Math.max(x, 0) * Math.max(x, 0);
            case SILU -> x / (1 + Math.exp(-x));
        };
    }

    @ParameterizedTest
    @MethodSource("all")
    void agreesWithDoublePrecision(Simd simd, MlpShape shape) {
        Mlp mlp = mlp(shape);
        for (int count : new int[] {1, 5, 12, 47, 48, 61}) {
            SparseRows rows = rows(count);
            float[] out = forward(kernels(simd, shape), mlp, rows);
            for (int r = 0; r < count; r++) {
                double expected = output(mlp, rows, r);
                assertThat((double) out[r]).isCloseTo(expected, within(1e-5 * (10 + Math.abs(expected))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void replacedColumnsAreEntriesTakenAwayAndPutIn(Simd simd, MlpShape shape) {
        MlpKernels kernels = kernels(simd, shape);
        int width = shape.hidden1();
        float[] accumulator = random(2 * width, 21);
        float[] weights = random((COLUMNS + 3) * width, 22);
        Philox random = new Philox(23);
        for (int arity = 1; arity <= 3; arity++) {
            ColumnChanges changes = new ColumnChanges();
            changes.clear(arity);
            SparseRows entries = new SparseRows(1, 1);
            for (int group = 0; group < 4; group++) {
                changes.startGroup();
                int[] removed = new int[arity];
                for (int i = 0; i < arity; i++) {
                    removed[i] = random.nextInt(COLUMNS);
                    changes.setRemoved(i, removed[i]);
                }
                for (int r = 0; r < group + 2; r++) {
                    changes.addRow();
                    for (int column : removed) {
                        entries.add(column, -1);
                    }
                    for (int i = 0; i < arity; i++) {
                        int column = random.nextInt(COLUMNS);
                        changes.setAdded(i, column);
                        entries.add(column, 1);
                    }
                    entries.endRow();
                }
            }
            assertThat(changes.rows()).isEqualTo(14);
            assertThat(changes.start(3)).isEqualTo(9);
            Mlp.Hidden expected = new Mlp.Hidden(14);
            expected.fit(shape);
            Mlp.Hidden actual = new Mlp.Hidden(16);
            actual.fit(shape);
            kernels.edited(accumulator, width, weights, 3 * width, entries, 2, 12, expected, 0);
            kernels.replaced(accumulator, width, weights, 3 * width, changes, 2, 12, actual, 2);
            int start = Mlp.Hidden.START;
            assertThat(Arrays.copyOfRange(actual.first(), start + 2 * width, start + 14 * width))
                    .containsExactly(Arrays.copyOfRange(expected.first(), start, start + 12 * width));
            assertThat(Arrays.copyOf(actual.first(), start + 2 * width)).containsOnly(0);
            // The accumulator itself, which holds what adds up exactly in any order.
            float[] exact = integers(2 * width, 24);
            float[] exactWeights = integers(COLUMNS * width, 25);
            float[] moved = exact.clone();
            float[] byEntries = exact.clone();
            kernels.replace(moved, width, exactWeights, changes, 11);
            kernels.accumulate(exact, width, exactWeights, entries, 11, byEntries, width);
            assertThat(moved).containsExactly(byEntries);
        }
    }

    private static float[] integers(int count, int seed) {
        Philox random = new Philox(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextInt(2001) - 1000;
        }
        return numbers;
    }

    @ParameterizedTest
    @MethodSource("all")
    void findsTheFirstOfTheLargest(Simd simd, MlpShape shape) {
        MlpKernels kernels = kernels(simd, shape);
        Philox random = new Philox(41);
        assertThat(kernels.indexOfMax(new float[3], 2, 2)).isEqualTo(-1);
        for (int trial = 0; trial < 500; trial++) {
            int from = random.nextInt(5);
            int to = from + 1 + random.nextInt(200);
            float[] values = new float[to + 4];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(9) - (trial % 2 == 0 ? 4 : 12);
            }
            int expected = from;
            for (int i = from; i < to; i++) {
                expected = values[i] > values[expected] ? i : expected;
            }
            assertThat(kernels.indexOfMax(values, from, to)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void denseAgreesWithDoublePrecision(Simd simd, MlpShape shape) {
        float[] a = random(70 * 70, 5);
        int width = 96;
        float[] b = random(70 * width, 6);
        float[] start = random(width, 7);
        for (int rows : new int[] {1, 3, 4, 7, 64}) {
            for (int steps : new int[] {1, 5, 64}) {
                float[] out = new float[rows * width];
                kernels(simd, shape).dense(rows, width, steps, a, 1, 70, b, start, out);
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < width; j++) {
                        double expected = start[j];
                        for (int k = 0; k < steps; k++) {
                            expected += (double) a[i + 70 * k] * b[k * width + j];
                        }
                        assertThat((double) out[i * width + j]).isCloseTo(expected, within(1e-4));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void sameBitsAsScalarWhetherInterpretedOrCompiled(Simd simd, MlpShape shape) {
        MlpKernels kernels = kernels(simd, shape);
        Mlp mlp = mlp(shape);
        SparseRows rows = rows(13);
        float[] first = forward(kernels, mlp, rows);
        assertThat(first).containsExactly(forward(new ScalarMlpKernels(shape), mlp, rows));
        for (int i = 1; i < WARM; i++) {
            forward(kernels, mlp, rows);
        }
        assertThat(forward(kernels, mlp, rows)).containsExactly(first);
    }

    @ParameterizedTest
    @MethodSource("all")
    void gradientAgreesWithFiniteDifferences(Simd simd, MlpShape shape) {
        MlpKernels kernels = kernels(simd, shape);
        int count = 6;
        SparseRows rows = rows(count);
        Mlp mlp = new Mlp(COLUMNS, shape);
        mlp.initialise(new Philox(11), 5);
        float[] outGradient = random(count, 12);
        Mlp gradient = gradient(kernels, mlp, rows, outGradient);
        Mlp scalar = gradient(new ScalarMlpKernels(shape), mlp, rows, outGradient);
        for (int t = 0; t < gradient.tensors().size(); t++) {
            assertThat(gradient.tensors().get(t))
                    .containsExactly(scalar.tensors().get(t));
        }

        Philox random = new Philox(13);
        int checked = 0;
        for (int t = 0; t < mlp.tensors().size(); t++) {
            float[] tensor = mlp.tensors().get(t);
            for (int trial = 0; trial < 60 && tensor.length > 0; trial++) {
                int i = random.nextInt(tensor.length);
                float kept = tensor[i];
                float step = 1e-3f;
                tensor[i] = kept + step;
                double up = loss(mlp, rows, count, outGradient);
                tensor[i] = kept - step;
                double down = loss(mlp, rows, count, outGradient);
                tensor[i] = kept;
                double middle = loss(mlp, rows, count, outGradient);
                if (shape.activation() == Activation.RELU && Math.abs(up + down - 2 * middle) > 1e-6) {
                    continue; // a ReLU switched within the step: no derivative to compare with
                }
                double slope = (up - down) / ((kept + step) - (double) (kept - step));
                assertThat((double) gradient.tensors().get(t)[i])
                        .as("tensor %d, element %d", t, i)
                        .isCloseTo(slope, within(3e-3 * (1 + Math.abs(slope))));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(120);
    }

    /** The loss whose gradient by output r is {@code weights[r]}, in double precision. */
    private static Mlp gradient(MlpKernels kernels, Mlp mlp, SparseRows rows, float[] outGradient) {
        Backpropagation network = new Backpropagation(mlp, kernels, rows.rows());
        network.take(rows, rows.rows());
        network.forward();
        for (int r = 0; r < rows.rows(); r++) {
            assertThat((double) network.out()[r]).isCloseTo(output(mlp, rows, r), within(1e-4));
        }
        System.arraycopy(outGradient, 0, network.outGradient(), 0, rows.rows());
        Mlp gradient = new Mlp(COLUMNS, mlp.shape());
        network.backward(gradient);
        return gradient;
    }

    private static double loss(Mlp mlp, SparseRows rows, int count, float[] weights) {
        double loss = 0;
        for (int r = 0; r < count; r++) {
            loss += weights[r] * output(mlp, rows, r);
        }
        return loss;
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRoundedFirstLayerAddsUpInAnyOrder(Simd simd, MlpShape shape) {
        MlpKernels kernels = kernels(simd, shape);
        Mlp mlp = mlp(shape);
        int largest = 300;
        assertThat(mlp.addsUpExactly(c -> largest)).isFalse();
        float[] before = mlp.w1().clone();
        mlp.roundFirstLayer(c -> largest);
        assertThat(mlp.addsUpExactly(c -> largest)).isTrue();
        for (int i = 0; i < before.length; i++) {
            assertThat((double) mlp.w1()[i]).isCloseTo(before[i], within(2e-3));
        }
        Philox random = new Philox(31);
        int width = shape.hidden1();
        SparseRows forwards = new SparseRows(1, 1);
        SparseRows backwards = new SparseRows(1, 1);
        int[] values = new int[COLUMNS];
        for (int c = 0; c < COLUMNS; c++) {
            values[c] = random.nextInt(2 * largest + 1) - largest;
            forwards.add(c, values[c]);
        }
        forwards.endRow();
        for (int c = COLUMNS - 1; c >= 0; c--) {
            // In two parts, as an edit adds to what was there.
            int part = random.nextInt(Math.abs(values[c]) + 1) * Integer.signum(values[c]);
            backwards.add(c, part);
            backwards.add(c, values[c] - part);
        }
        backwards.endRow();
        float[] a = new float[width];
        float[] b = new float[width];
        kernels.accumulate(mlp.b1(), 0, mlp.w1(), forwards, 0, a, 0);
        kernels.accumulate(mlp.b1(), 0, mlp.w1(), backwards, 0, b, 0);
        assertThat(b).containsExactly(a);
    }

    @ParameterizedTest
    @CsvSource({"0, 32", "33, 32", "64, 48", "544, 0"})
    void oddWidthsAreRefused(int hidden1, int hidden2) {
        assertThatThrownBy(() -> MlpShape.relu(hidden1, hidden2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiples of 32")
                .hasMessageContaining(hidden1 + ", " + hidden2);
    }

    @ParameterizedTest
    @CsvSource({"64-32, 64, 32", "256, 256, 0", "512-512, 512, 512"})
    void shapesAreReadAsTheyAreWritten(String layers, int hidden1, int hidden2) {
        MlpShape shape = MlpShape.of(layers, Activation.SILU);
        assertThat(shape).isEqualTo(new MlpShape(hidden1, hidden2, Activation.SILU));
        assertThat(shape.layers()).isEqualTo(layers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "64-", "-64", "64-0", "0", "60", "64-64-64", "64x64", "99999999999"})
    void whatIsNoShapeIsRefused(String layers) {
        assertThatThrownBy(() -> MlpShape.of(layers, Activation.RELU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple of 32 up to 512, not '" + layers + "'");
    }

    @Test
    void adamWMovesAgainstTheGradientAndDecaysWeightsOnly() {
        Mlp mlp = new Mlp(2, MlpShape.relu(64, 64));
        Mlp gradient = new Mlp(2, MlpShape.relu(64, 64));
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

    private static Offset<Double> within(double tolerance) {
        return Offset.offset(tolerance);
    }
}
