package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * {@link ConvKernels} in plain Java. The loops over lanes are ones that C2 turns into vector code by itself where it can.
 */
final class ScalarConvKernels implements ConvKernels {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private static float get(MemorySegment segment, int index) {
        return segment.get(FLOAT, (long) index << 2);
    }

    private static void set(MemorySegment segment, int index, float value) {
        segment.set(FLOAT, (long) index << 2, value);
    }

    /** The value of a view; a rectifier keeps NaN. */
    private static float see(float value, View view, int normIndex) {
        float v = value;
        if (view.norm != null) {
            v = (v - view.norm.mean[normIndex]) * view.norm.scale[normIndex];
        }
        return view.relu && v < 0f ? 0f : v;
    }

    @Override
    public void pack(
            MemorySegment source,
            int plane,
            int size,
            View view,
            int normAt,
            int firstRow,
            int rowStep,
            int firstColumn,
            int step,
            float[] tile,
            int at,
            int rowFloats,
            int rows,
            int width,
            float pad) {
        for (int r = 0; r < rows; r++) {
            int row = firstRow + r * rowStep;
            for (int t = 0; t < width; t++) {
                int column = firstColumn + t * step;
                int to = at + r * rowFloats + t * LANES;
                if (row < 0 || row >= size || column < 0 || column >= size) {
                    Arrays.fill(tile, to, to + LANES, pad);
                    continue;
                }
                int from = plane + (row * size + column) * LANES;
                for (int l = 0; l < LANES; l++) {
                    tile[to + l] = see(get(source, from + l), view, normAt + l);
                }
            }
        }
    }

    @Override
    public void dense(
            Window window,
            float[] tile,
            int at,
            MemorySegment weights,
            int weightAt,
            int blocks,
            int firstRow,
            int rows,
            MemorySegment target,
            int out,
            int outBlock) {
        float[] sums = new float[LANES];
        float[] weightsOfBlock = new float[window.weightsOfBlock()];
        for (int block = 0; block < blocks; block++) {
            long from = weightAt + (long) block * weightsOfBlock.length;
            MemorySegment.copy(weights, FLOAT, from << 2, weightsOfBlock, 0, weightsOfBlock.length);
            for (int y = 0; y < rows; y++) {
                int[] steps = window.steps(firstRow + y);
                int skipped = window.skipped(firstRow + y);
                for (int x = 0; x < window.size; x++) {
                    densePixel(steps, tile, at + window.corner(y, x), weightsOfBlock, skipped, sums);
                    int to = out + block * outBlock + (y * window.size + x) * LANES;
                    MemorySegment.copy(sums, 0, target, FLOAT, (long) to << 2, LANES);
                }
            }
        }
    }

    private static void densePixel(int[] steps, float[] tile, int from, float[] weights, int first, float[] sums) {
        Arrays.fill(sums, 0f);
        int w = first;
        for (int step : steps) {
            int p = from + Window.offset(step);
            for (int c = 0; c < Window.channels(step); c++) {
                for (int l = 0; l < LANES; l++) {
                    sums[l] = Math.fma(weights[w + l], tile[p + c], sums[l]);
                }
                w += LANES;
            }
        }
    }

    @Override
    public void packWinograd(
            MemorySegment source,
            int plane,
            int size,
            View view,
            int normAt,
            int firstRow,
            float[] tile,
            int at,
            int pointFloats,
            int rows) {
        int rowFloats = size / Winograd.OUTPUTS * LANES;
        float[] d = new float[Winograd.POINTS];
        for (int r = 0; r < rows; r++) {
            int row = firstRow + r;
            int to = at + r * rowFloats;
            if (row < 0 || row >= size) {
                for (int point = 0; point < Winograd.POINTS; point++) {
                    Arrays.fill(tile, to + point * pointFloats, to + point * pointFloats + rowFloats, 0f);
                }
                continue;
            }
            for (int x = 0; x < size; x += Winograd.OUTPUTS) {
                for (int l = 0; l < LANES; l++) {
                    for (int i = 0; i < d.length; i++) {
                        int column = x - 1 + i;
                        boolean outside = column < 0 || column >= size;
                        int from = plane + (row * size + column) * LANES + l;
                        d[i] = outside ? 0f : see(get(source, from), view, normAt + l);
                    }
                    transform(d, tile, to + l, pointFloats);
                }
                to += LANES;
            }
        }
    }

    private static void transform(float[] d, float[] tile, int to, int pointFloats) {
        float u = Math.fma(d[2], -Winograd.Q2, d[4]);
        float v = Math.fma(d[1], -Winograd.Q2, d[3]);
        float w = Math.fma(d[2], -Winograd.P2, d[4]);
        float z = Math.fma(d[1], -Winograd.P2, d[3]);
        tile[to] = Math.fma(d[0], Winograd.PRODUCT, Math.fma(d[2], -Winograd.SUM, d[4]));
        tile[to + pointFloats] = Math.fma(v, Winograd.P, u);
        tile[to + 2 * pointFloats] = Math.fma(v, -Winograd.P, u);
        tile[to + 3 * pointFloats] = Math.fma(z, Winograd.Q, w);
        tile[to + 4 * pointFloats] = Math.fma(z, -Winograd.Q, w);
        tile[to + 5 * pointFloats] = Math.fma(d[1], Winograd.PRODUCT, Math.fma(d[3], -Winograd.SUM, d[5]));
    }

    @Override
    public void winograd(
            Window window,
            float[] tile,
            MemorySegment weights,
            int blocks,
            int rows,
            MemorySegment sums,
            MemorySegment target,
            int out,
            int outBlock) {
        int quads = rows * window.size;
        int plane = quads * LANES;
        float[] products = new float[Winograd.POINTS * LANES];
        for (int block = 0; block < blocks; block++) {
            for (int point = 0; point < Winograd.POINTS; point++) {
                int from = point * window.inputBlocks * window.tileBlock;
                int w = (point * blocks + block) * window.weightsOfBlock();
                dense(window, tile, from, weights, w, 1, 0, rows, sums, point * plane, plane);
            }
            for (int quad = 0; quad < quads; quad++) {
                for (int point = 0; point < Winograd.POINTS; point++) {
                    long from = (long) (point * plane + quad * LANES) << 2;
                    MemorySegment.copy(sums, FLOAT, from, products, point * LANES, LANES);
                }
                outputs(products, target, out + block * outBlock + quad * Winograd.OUTPUTS * LANES);
            }
        }
    }

    private static void outputs(float[] sums, MemorySegment target, int out) {
        for (int l = 0; l < LANES; l++) {
            float a = sums[LANES + l] + sums[2 * LANES + l];
            float b = sums[LANES + l] - sums[2 * LANES + l];
            float c = sums[3 * LANES + l] + sums[4 * LANES + l];
            float e = sums[3 * LANES + l] - sums[4 * LANES + l];
            set(target, out + l, sums[l] + a + c);
            set(target, out + LANES + l, Math.fma(b, Winograd.P, e * Winograd.Q));
            set(target, out + 2 * LANES + l, Math.fma(a, Winograd.P2, c * Winograd.Q2));
            set(target, out + 3 * LANES + l, Math.fma(b, Winograd.P3, Math.fma(e, Winograd.Q3, sums[5 * LANES + l])));
        }
    }

    @Override
    public void depthwise(
            Window window,
            float[] tile,
            int at,
            MemorySegment weights,
            int weightAt,
            int rows,
            MemorySegment target,
            int out) {
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < window.size; x++) {
                int from = at + window.corner(y, x);
                for (int l = 0; l < LANES; l++) {
                    float sum = 0f;
                    int w = weightAt + l;
                    for (int tap : window.taps) {
                        sum = Math.fma(get(weights, w), tile[from + tap + l], sum);
                        w += LANES;
                    }
                    set(target, out + (y * window.size + x) * LANES + l, sum);
                }
            }
        }
    }

    @Override
    public void averagePool(Window window, float[] tile, int at, float[] reciprocals, MemorySegment target, int out) {
        for (int y = 0; y < window.size; y++) {
            for (int x = 0; x < window.size; x++) {
                int pixel = y * window.size + x;
                int from = at + window.corner(y, x);
                for (int l = 0; l < LANES; l++) {
                    float sum = 0f;
                    for (int tap : window.taps) {
                        sum += tile[from + tap + l];
                    }
                    set(target, out + pixel * LANES + l, sum * reciprocals[pixel]);
                }
            }
        }
    }

    @Override
    public void maxPool(Window window, float[] tile, int at, MemorySegment target, int out) {
        for (int y = 0; y < window.size; y++) {
            for (int x = 0; x < window.size; x++) {
                int pixel = y * window.size + x;
                int from = at + window.corner(y, x);
                for (int l = 0; l < LANES; l++) {
                    float largest = Float.NEGATIVE_INFINITY;
                    for (int tap : window.taps) {
                        largest = Math.max(largest, tile[from + tap + l]);
                    }
                    set(target, out + pixel * LANES + l, largest);
                }
            }
        }
    }

    @Override
    public void copy(MemorySegment source, int from, View view, int normAt, int pixels, MemorySegment target, int to) {
        for (int i = 0; i < pixels * LANES; i++) {
            set(target, to + i, see(get(source, from + i), view, normAt + i % LANES));
        }
    }

    @Override
    public void add(MemorySegment source, int from, View view, int normAt, int pixels, MemorySegment target, int to) {
        for (int i = 0; i < pixels * LANES; i++) {
            set(target, to + i, get(target, to + i) + see(get(source, from + i), view, normAt + i % LANES));
        }
    }

    @Override
    public void moments(MemorySegment source, int from, int pixels, float[] out) {
        for (int l = 0; l < LANES; l++) {
            float pivot = get(source, from + l);
            float[] sums = new float[4];
            float[] squares = new float[4];
            for (int i = 0; i < pixels; i++) {
                float d = get(source, from + i * LANES + l) - pivot;
                sums[i & 3] += d;
                squares[i & 3] = Math.fma(d, d, squares[i & 3]);
            }
            out[l] = pivot;
            out[LANES + l] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
            out[2 * LANES + l] = (squares[0] + squares[1]) + (squares[2] + squares[3]);
        }
    }

    @Override
    public void distance(
            MemorySegment source, int clean, int perturbed, View view, int normAt, int pixels, float[] out) {
        int otherNorm = view.norm == null ? normAt : normAt + view.norm.padded;
        for (int l = 0; l < LANES; l++) {
            float[] sums = new float[4];
            for (int i = 0; i < pixels; i++) {
                float a = see(get(source, clean + i * LANES + l), view, normAt + l);
                float b = see(get(source, perturbed + i * LANES + l), view, otherNorm + l);
                sums[i & 3] += Math.abs(a - b);
            }
            out[l] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        }
    }
}
