package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.kernels.VectorWidth;

/**
 * {@link ConvKernels} on the Vector API: a template of {@link VectorWidth#specialise}, never used itself.
 *
 * <p>C2 is asked for little: every kernel is a small static method that calls the Vector API directly, since helper
 * methods in a large kernel end its inlining and vectors are then boxed. Tiles of 16 sums fill the 32 registers of
 * AVX-512 beside weights and a broadcast; narrower vectors have 16 registers and get tiles of 8. A rectifier is a
 * comparison and a blend: {@code max} takes six instructions to be right about NaN and negative zero, and an integer
 * maximum would turn the NaN of an overflow into 0.
 */
final class VectorConvKernels implements ConvKernels {
    private static final VectorSpecies<Float> F = VectorWidth.floats(VectorWidth.of(MethodHandles.lookup()));
    private static final int WIDTH = F.length();
    private static final boolean WHOLE_BLOCKS = WIDTH == LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /**
     * The class of all segments that kernels get. A kernel that has asked for it needs no virtual calls to reach their memory,
     * around which all sums would be spilled; where a kernel is compiled before others have run, nothing else tells.
     */
    private static final Class<?> NATIVE = MemorySegment.NULL.getClass();

    private static final String NOT_NATIVE = "kernels work on native segments alone";

    VectorConvKernels() {}

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
        if (step == 1
                && rowStep == 1
                && firstColumn == 0
                && width == size
                && rowFloats == size * LANES
                && firstRow >= 0
                && firstRow + rows <= size) {
            packRow(source, plane + firstRow * size * LANES, 1, view, normAt, rows * size, tile, at);
            return;
        }
        int first = Math.min(width, Math.max(0, Math.ceilDiv(-firstColumn, step)));
        int end = Math.max(first, Math.min(width, Math.ceilDiv(size - firstColumn, step)));
        for (int r = 0; r < rows; r++) {
            int row = firstRow + r * rowStep;
            int to = at + r * rowFloats;
            if (row < 0 || row >= size) {
                Arrays.fill(tile, to, to + width * LANES, pad);
                continue;
            }
            Arrays.fill(tile, to, to + first * LANES, pad);
            Arrays.fill(tile, to + end * LANES, to + width * LANES, pad);
            int from = plane + (row * size + firstColumn + first * step) * LANES;
            packRow(source, from, step, view, normAt, end - first, tile, to + first * LANES);
        }
    }

    private static void packRow(
            MemorySegment source, int from, int step, View view, int normAt, int pixels, float[] tile, int to) {
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            if (view.norm == null) {
                packPlain(source, from + lane, step, view.relu, pixels, tile, to + lane);
            } else {
                packNormed(source, from + lane, step, view, normAt + lane, pixels, tile, to + lane);
            }
        }
    }

    private static void packPlain(
            MemorySegment source, int from, int step, boolean relu, int pixels, float[] tile, int to) {
        if (relu) {
            for (int i = 0; i < pixels; i++) {
                FloatVector v = FloatVector.fromMemorySegment(F, source, (from + i * step * LANES) * 4L, ORDER);
                v.blend(0f, v.lt(0f)).intoArray(tile, to + i * LANES);
            }
        } else {
            for (int i = 0; i < pixels; i++) {
                FloatVector.fromMemorySegment(F, source, (from + i * step * LANES) * 4L, ORDER)
                        .intoArray(tile, to + i * LANES);
            }
        }
    }

    private static void packNormed(
            MemorySegment source, int from, int step, View view, int normAt, int pixels, float[] tile, int to) {
        FloatVector mean = FloatVector.fromArray(F, view.norm.mean, normAt);
        FloatVector scale = FloatVector.fromArray(F, view.norm.scale, normAt);
        if (view.relu) {
            for (int i = 0; i < pixels; i++) {
                FloatVector v = FloatVector.fromMemorySegment(F, source, (from + i * step * LANES) * 4L, ORDER)
                        .sub(mean)
                        .mul(scale);
                v.blend(0f, v.lt(0f)).intoArray(tile, to + i * LANES);
            }
        } else {
            for (int i = 0; i < pixels; i++) {
                FloatVector.fromMemorySegment(F, source, (from + i * step * LANES) * 4L, ORDER)
                        .sub(mean)
                        .mul(scale)
                        .intoArray(tile, to + i * LANES);
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
        int width = window.flat ? rows * window.size : window.size;
        int height = window.flat ? 1 : rows;
        for (int block = 0; block < blocks; block += WHOLE_BLOCKS ? 2 : 1) {
            for (int y = 0; y < height; y++) {
                int[] steps = window.steps(firstRow + y);
                int w = weightAt + block * window.weightsOfBlock() + window.skipped(firstRow + y);
                int from = at + window.corner(y, 0);
                int to = out + block * outBlock + y * width * LANES;
                if (!WHOLE_BLOCKS) {
                    for (int lane = 0; lane < LANES; lane += 2 * WIDTH) {
                        pair(steps, tile, from, weights, w + lane, w + lane + WIDTH, width, target, to + lane, WIDTH);
                    }
                } else if (block + 1 < blocks) {
                    pair(steps, tile, from, weights, w, w + window.weightsOfBlock(), width, target, to, outBlock);
                } else if (width >= 16) {
                    single(steps, tile, from, weights, w, width, target, to);
                } else {
                    pair(steps, tile, from, weights, w, w, width, target, to, 0);
                }
            }
        }
    }

    /**
     * Two output vectors of a row. Groups of pixels cover it, the last one moved left to end with it; computing a pixel twice
     * gives the same bits twice.
     */
    private static void pair(
            int[] steps,
            float[] tile,
            int from,
            MemorySegment weights,
            int w0,
            int w1,
            int width,
            MemorySegment target,
            int to,
            int second) {
        if (WHOLE_BLOCKS && width >= 8) {
            for (int g = 0; g < width; g += 8) {
                int x = Math.min(g, width - 8) * LANES;
                dense2x8(steps, tile, from + x, weights, w0, w1, target, to + x, second);
            }
        } else if (width >= 4) {
            for (int g = 0; g < width; g += 4) {
                int x = Math.min(g, width - 4) * LANES;
                dense2x4(steps, tile, from + x, weights, w0, w1, target, to + x, second);
            }
        } else {
            for (int x = 0; x < width * LANES; x += LANES) {
                pixel(steps, tile, from + x, weights, w0, target, to + x);
                pixel(steps, tile, from + x, weights, w1, target, to + x + second);
            }
        }
    }

    /** One output vector of a whole block, of a row of sixteen pixels or more. */
    private static void single(
            int[] steps,
            float[] tile,
            int from,
            MemorySegment weights,
            int w,
            int width,
            MemorySegment target,
            int to) {
        for (int g = 0; g < width; g += 16) {
            int x = Math.min(g, width - 16) * LANES;
            dense1x16(steps, tile, from + x, weights, w, target, to + x);
        }
    }

    /** One output vector of one pixel: for images of fewer than four columns. */
    private static void pixel(
            int[] steps, float[] tile, int from, MemorySegment weights, int weight, MemorySegment target, int to) {
        FloatVector sum = FloatVector.zero(F);
        int w = weight;
        for (int step : steps) {
            int p = from + Window.offset(step);
            int channels = Window.channels(step);
            for (int c = 0; c < channels; c++) {
                sum = FloatVector.fromMemorySegment(F, weights, w * 4L, ORDER)
                        .fma(FloatVector.broadcast(F, tile[p + c]), sum);
                w += LANES;
            }
        }
        sum.intoMemorySegment(target, to * 4L, ORDER);
    }

    /** Two output vectors of eight pixels. */
    private static void dense2x8(
            int[] steps,
            float[] tile,
            int from,
            MemorySegment weights,
            int weight0,
            int weight1,
            MemorySegment target,
            int to,
            int second) {
        if (weights.getClass() != NATIVE || target.getClass() != NATIVE) {
            throw new IllegalArgumentException(NOT_NATIVE);
        }
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = FloatVector.zero(F);
        FloatVector a2 = FloatVector.zero(F);
        FloatVector a3 = FloatVector.zero(F);
        FloatVector a4 = FloatVector.zero(F);
        FloatVector a5 = FloatVector.zero(F);
        FloatVector a6 = FloatVector.zero(F);
        FloatVector a7 = FloatVector.zero(F);
        FloatVector b0 = FloatVector.zero(F);
        FloatVector b1 = FloatVector.zero(F);
        FloatVector b2 = FloatVector.zero(F);
        FloatVector b3 = FloatVector.zero(F);
        FloatVector b4 = FloatVector.zero(F);
        FloatVector b5 = FloatVector.zero(F);
        FloatVector b6 = FloatVector.zero(F);
        FloatVector b7 = FloatVector.zero(F);
        int w0 = weight0;
        int w1 = weight1;
        for (int step : steps) {
            int p = from + Window.offset(step);
            int channels = Window.channels(step);
            for (int c = 0; c < channels; c++) {
                FloatVector k0 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                FloatVector k1 = FloatVector.fromMemorySegment(F, weights, w1 * 4L, ORDER);
                FloatVector x = FloatVector.broadcast(F, tile[p + c]);
                a0 = k0.fma(x, a0);
                b0 = k1.fma(x, b0);
                x = FloatVector.broadcast(F, tile[p + c + LANES]);
                a1 = k0.fma(x, a1);
                b1 = k1.fma(x, b1);
                x = FloatVector.broadcast(F, tile[p + c + 2 * LANES]);
                a2 = k0.fma(x, a2);
                b2 = k1.fma(x, b2);
                x = FloatVector.broadcast(F, tile[p + c + 3 * LANES]);
                a3 = k0.fma(x, a3);
                b3 = k1.fma(x, b3);
                x = FloatVector.broadcast(F, tile[p + c + 4 * LANES]);
                a4 = k0.fma(x, a4);
                b4 = k1.fma(x, b4);
                x = FloatVector.broadcast(F, tile[p + c + 5 * LANES]);
                a5 = k0.fma(x, a5);
                b5 = k1.fma(x, b5);
                x = FloatVector.broadcast(F, tile[p + c + 6 * LANES]);
                a6 = k0.fma(x, a6);
                b6 = k1.fma(x, b6);
                x = FloatVector.broadcast(F, tile[p + c + 7 * LANES]);
                a7 = k0.fma(x, a7);
                b7 = k1.fma(x, b7);
                w0 += LANES;
                w1 += LANES;
            }
        }
        a0.intoMemorySegment(target, to * 4L, ORDER);
        a1.intoMemorySegment(target, (to + LANES) * 4L, ORDER);
        a2.intoMemorySegment(target, (to + 2 * LANES) * 4L, ORDER);
        a3.intoMemorySegment(target, (to + 3 * LANES) * 4L, ORDER);
        a4.intoMemorySegment(target, (to + 4 * LANES) * 4L, ORDER);
        a5.intoMemorySegment(target, (to + 5 * LANES) * 4L, ORDER);
        a6.intoMemorySegment(target, (to + 6 * LANES) * 4L, ORDER);
        a7.intoMemorySegment(target, (to + 7 * LANES) * 4L, ORDER);
        b0.intoMemorySegment(target, (to + second) * 4L, ORDER);
        b1.intoMemorySegment(target, (to + second + LANES) * 4L, ORDER);
        b2.intoMemorySegment(target, (to + second + 2 * LANES) * 4L, ORDER);
        b3.intoMemorySegment(target, (to + second + 3 * LANES) * 4L, ORDER);
        b4.intoMemorySegment(target, (to + second + 4 * LANES) * 4L, ORDER);
        b5.intoMemorySegment(target, (to + second + 5 * LANES) * 4L, ORDER);
        b6.intoMemorySegment(target, (to + second + 6 * LANES) * 4L, ORDER);
        b7.intoMemorySegment(target, (to + second + 7 * LANES) * 4L, ORDER);
    }

    /** One output vector of sixteen pixels. */
    private static void dense1x16(
            int[] steps, float[] tile, int from, MemorySegment weights, int weight, MemorySegment target, int to) {
        if (weights.getClass() != NATIVE || target.getClass() != NATIVE) {
            throw new IllegalArgumentException(NOT_NATIVE);
        }
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = FloatVector.zero(F);
        FloatVector a2 = FloatVector.zero(F);
        FloatVector a3 = FloatVector.zero(F);
        FloatVector a4 = FloatVector.zero(F);
        FloatVector a5 = FloatVector.zero(F);
        FloatVector a6 = FloatVector.zero(F);
        FloatVector a7 = FloatVector.zero(F);
        FloatVector b0 = FloatVector.zero(F);
        FloatVector b1 = FloatVector.zero(F);
        FloatVector b2 = FloatVector.zero(F);
        FloatVector b3 = FloatVector.zero(F);
        FloatVector b4 = FloatVector.zero(F);
        FloatVector b5 = FloatVector.zero(F);
        FloatVector b6 = FloatVector.zero(F);
        FloatVector b7 = FloatVector.zero(F);
        int w = weight;
        for (int step : steps) {
            int p = from + Window.offset(step);
            int channels = Window.channels(step);
            for (int c = 0; c < channels; c++) {
                FloatVector k = FloatVector.fromMemorySegment(F, weights, w * 4L, ORDER);
                a0 = k.fma(FloatVector.broadcast(F, tile[p + c]), a0);
                a1 = k.fma(FloatVector.broadcast(F, tile[p + c + LANES]), a1);
                a2 = k.fma(FloatVector.broadcast(F, tile[p + c + 2 * LANES]), a2);
                a3 = k.fma(FloatVector.broadcast(F, tile[p + c + 3 * LANES]), a3);
                a4 = k.fma(FloatVector.broadcast(F, tile[p + c + 4 * LANES]), a4);
                a5 = k.fma(FloatVector.broadcast(F, tile[p + c + 5 * LANES]), a5);
                a6 = k.fma(FloatVector.broadcast(F, tile[p + c + 6 * LANES]), a6);
                a7 = k.fma(FloatVector.broadcast(F, tile[p + c + 7 * LANES]), a7);
                b0 = k.fma(FloatVector.broadcast(F, tile[p + c + 8 * LANES]), b0);
                b1 = k.fma(FloatVector.broadcast(F, tile[p + c + 9 * LANES]), b1);
                b2 = k.fma(FloatVector.broadcast(F, tile[p + c + 10 * LANES]), b2);
                b3 = k.fma(FloatVector.broadcast(F, tile[p + c + 11 * LANES]), b3);
                b4 = k.fma(FloatVector.broadcast(F, tile[p + c + 12 * LANES]), b4);
                b5 = k.fma(FloatVector.broadcast(F, tile[p + c + 13 * LANES]), b5);
                b6 = k.fma(FloatVector.broadcast(F, tile[p + c + 14 * LANES]), b6);
                b7 = k.fma(FloatVector.broadcast(F, tile[p + c + 15 * LANES]), b7);
                w += LANES;
            }
        }
        a0.intoMemorySegment(target, to * 4L, ORDER);
        a1.intoMemorySegment(target, (to + LANES) * 4L, ORDER);
        a2.intoMemorySegment(target, (to + 2 * LANES) * 4L, ORDER);
        a3.intoMemorySegment(target, (to + 3 * LANES) * 4L, ORDER);
        a4.intoMemorySegment(target, (to + 4 * LANES) * 4L, ORDER);
        a5.intoMemorySegment(target, (to + 5 * LANES) * 4L, ORDER);
        a6.intoMemorySegment(target, (to + 6 * LANES) * 4L, ORDER);
        a7.intoMemorySegment(target, (to + 7 * LANES) * 4L, ORDER);
        b0.intoMemorySegment(target, (to + 8 * LANES) * 4L, ORDER);
        b1.intoMemorySegment(target, (to + 9 * LANES) * 4L, ORDER);
        b2.intoMemorySegment(target, (to + 10 * LANES) * 4L, ORDER);
        b3.intoMemorySegment(target, (to + 11 * LANES) * 4L, ORDER);
        b4.intoMemorySegment(target, (to + 12 * LANES) * 4L, ORDER);
        b5.intoMemorySegment(target, (to + 13 * LANES) * 4L, ORDER);
        b6.intoMemorySegment(target, (to + 14 * LANES) * 4L, ORDER);
        b7.intoMemorySegment(target, (to + 15 * LANES) * 4L, ORDER);
    }

    /** Two output vectors of four pixels, for machines of sixteen registers and narrow images. */
    private static void dense2x4(
            int[] steps,
            float[] tile,
            int from,
            MemorySegment weights,
            int weight0,
            int weight1,
            MemorySegment target,
            int to,
            int second) {
        if (weights.getClass() != NATIVE || target.getClass() != NATIVE) {
            throw new IllegalArgumentException(NOT_NATIVE);
        }
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = FloatVector.zero(F);
        FloatVector a2 = FloatVector.zero(F);
        FloatVector a3 = FloatVector.zero(F);
        FloatVector b0 = FloatVector.zero(F);
        FloatVector b1 = FloatVector.zero(F);
        FloatVector b2 = FloatVector.zero(F);
        FloatVector b3 = FloatVector.zero(F);
        int w0 = weight0;
        int w1 = weight1;
        for (int step : steps) {
            int p = from + Window.offset(step);
            int channels = Window.channels(step);
            for (int c = 0; c < channels; c++) {
                FloatVector k0 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                FloatVector k1 = FloatVector.fromMemorySegment(F, weights, w1 * 4L, ORDER);
                FloatVector x = FloatVector.broadcast(F, tile[p + c]);
                a0 = k0.fma(x, a0);
                b0 = k1.fma(x, b0);
                x = FloatVector.broadcast(F, tile[p + c + LANES]);
                a1 = k0.fma(x, a1);
                b1 = k1.fma(x, b1);
                x = FloatVector.broadcast(F, tile[p + c + 2 * LANES]);
                a2 = k0.fma(x, a2);
                b2 = k1.fma(x, b2);
                x = FloatVector.broadcast(F, tile[p + c + 3 * LANES]);
                a3 = k0.fma(x, a3);
                b3 = k1.fma(x, b3);
                w0 += LANES;
                w1 += LANES;
            }
        }
        a0.intoMemorySegment(target, to * 4L, ORDER);
        a1.intoMemorySegment(target, (to + LANES) * 4L, ORDER);
        a2.intoMemorySegment(target, (to + 2 * LANES) * 4L, ORDER);
        a3.intoMemorySegment(target, (to + 3 * LANES) * 4L, ORDER);
        b0.intoMemorySegment(target, (to + second) * 4L, ORDER);
        b1.intoMemorySegment(target, (to + second + LANES) * 4L, ORDER);
        b2.intoMemorySegment(target, (to + second + 2 * LANES) * 4L, ORDER);
        b3.intoMemorySegment(target, (to + second + 3 * LANES) * 4L, ORDER);
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
        for (int r = 0; r < rows; r++) {
            int row = firstRow + r;
            int to = at + r * rowFloats;
            if (row < 0 || row >= size) {
                for (int point = 0; point < Winograd.POINTS; point++) {
                    Arrays.fill(tile, to + point * pointFloats, to + point * pointFloats + rowFloats, 0f);
                }
                continue;
            }
            for (int lane = 0; lane < LANES; lane += WIDTH) {
                int from = plane + row * size * LANES + lane;
                packQuads(source, from, size, view, normAt + lane, tile, to + lane, pointFloats);
            }
        }
    }

    private static void packQuads(
            MemorySegment source, int from, int size, View view, int normAt, float[] tile, int to, int pointFloats) {
        // x - 0 and x * 1 keep every bit, and nothing is below minus infinity.
        FloatVector mean = FloatVector.zero(F);
        FloatVector scale = FloatVector.broadcast(F, 1f);
        if (view.norm != null) {
            mean = FloatVector.fromArray(F, view.norm.mean, normAt);
            scale = FloatVector.fromArray(F, view.norm.scale, normAt);
        }
        FloatVector floor = FloatVector.broadcast(F, view.relu ? 0f : Float.NEGATIVE_INFINITY);
        FloatVector p = FloatVector.broadcast(F, Winograd.P);
        FloatVector minusP = FloatVector.broadcast(F, -Winograd.P);
        FloatVector q = FloatVector.broadcast(F, Winograd.Q);
        FloatVector minusQ = FloatVector.broadcast(F, -Winograd.Q);
        FloatVector minusP2 = FloatVector.broadcast(F, -Winograd.P2);
        FloatVector minusQ2 = FloatVector.broadcast(F, -Winograd.Q2);
        FloatVector minusSum = FloatVector.broadcast(F, -Winograd.SUM);
        FloatVector product = FloatVector.broadcast(F, Winograd.PRODUCT);
        FloatVector d0 = FloatVector.zero(F);
        FloatVector d1 = FloatVector.fromMemorySegment(F, source, from * 4L, ORDER)
                .sub(mean)
                .mul(scale);
        d1 = d1.blend(floor, d1.lt(floor));
        int last = size - Winograd.OUTPUTS;
        for (int x = 0; x <= last; x += Winograd.OUTPUTS) {
            int in = from + x * LANES;
            FloatVector d2 = FloatVector.fromMemorySegment(F, source, (in + 1 * LANES) * 4L, ORDER)
                    .sub(mean)
                    .mul(scale);
            d2 = d2.blend(floor, d2.lt(floor));
            FloatVector d3 = FloatVector.fromMemorySegment(F, source, (in + 2 * LANES) * 4L, ORDER)
                    .sub(mean)
                    .mul(scale);
            d3 = d3.blend(floor, d3.lt(floor));
            FloatVector d4 = FloatVector.fromMemorySegment(F, source, (in + 3 * LANES) * 4L, ORDER)
                    .sub(mean)
                    .mul(scale);
            d4 = d4.blend(floor, d4.lt(floor));
            FloatVector d5 = FloatVector.zero(F);
            if (x < last) {
                d5 = FloatVector.fromMemorySegment(F, source, (in + 4 * LANES) * 4L, ORDER)
                        .sub(mean)
                        .mul(scale);
                d5 = d5.blend(floor, d5.lt(floor));
            }
            FloatVector u = d2.fma(minusQ2, d4);
            FloatVector v = d1.fma(minusQ2, d3);
            FloatVector w = d2.fma(minusP2, d4);
            FloatVector z = d1.fma(minusP2, d3);
            d0.fma(product, d2.fma(minusSum, d4)).intoArray(tile, to);
            v.fma(p, u).intoArray(tile, to + pointFloats);
            v.fma(minusP, u).intoArray(tile, to + 2 * pointFloats);
            z.fma(q, w).intoArray(tile, to + 3 * pointFloats);
            z.fma(minusQ, w).intoArray(tile, to + 4 * pointFloats);
            d1.fma(product, d3.fma(minusSum, d5)).intoArray(tile, to + 5 * pointFloats);
            d0 = d4;
            d1 = d5;
            to += LANES;
        }
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
        for (int block = 0; block < blocks; block += 2) {
            int two = Math.min(2, blocks - block);
            for (int i = 0; i < Winograd.POINTS; i++) {
                dense(
                        window,
                        tile,
                        i * window.inputBlocks * window.tileBlock,
                        weights,
                        (i * blocks + block) * window.weightsOfBlock(),
                        two,
                        0,
                        rows,
                        sums,
                        i * plane,
                        Winograd.POINTS * plane);
            }
            for (int b = 0; b < two; b++) {
                for (int lane = 0; lane < LANES; lane += WIDTH) {
                    int to = out + (block + b) * outBlock + lane;
                    quads(sums, b * Winograd.POINTS * plane + lane, plane, quads, target, to);
                }
            }
        }
    }

    /** The outputs of quads from the sums of their points. */
    private static void quads(MemorySegment sums, int from, int plane, int quads, MemorySegment target, int out) {
        if (sums.getClass() != NATIVE || target.getClass() != NATIVE) {
            throw new IllegalArgumentException(NOT_NATIVE);
        }
        FloatVector p = FloatVector.broadcast(F, Winograd.P);
        FloatVector q = FloatVector.broadcast(F, Winograd.Q);
        FloatVector p2 = FloatVector.broadcast(F, Winograd.P2);
        FloatVector q2 = FloatVector.broadcast(F, Winograd.Q2);
        FloatVector p3 = FloatVector.broadcast(F, Winograd.P3);
        FloatVector q3 = FloatVector.broadcast(F, Winograd.Q3);
        for (int i = 0; i < quads; i++) {
            int at = from + i * LANES;
            int to = out + i * Winograd.OUTPUTS * LANES;
            FloatVector m0 = FloatVector.fromMemorySegment(F, sums, at * 4L, ORDER);
            FloatVector m1 = FloatVector.fromMemorySegment(F, sums, (at + plane) * 4L, ORDER);
            FloatVector m2 = FloatVector.fromMemorySegment(F, sums, (at + 2 * plane) * 4L, ORDER);
            FloatVector m3 = FloatVector.fromMemorySegment(F, sums, (at + 3 * plane) * 4L, ORDER);
            FloatVector m4 = FloatVector.fromMemorySegment(F, sums, (at + 4 * plane) * 4L, ORDER);
            FloatVector m5 = FloatVector.fromMemorySegment(F, sums, (at + 5 * plane) * 4L, ORDER);
            FloatVector a = m1.add(m2);
            FloatVector b = m1.sub(m2);
            FloatVector c = m3.add(m4);
            FloatVector e = m3.sub(m4);
            m0.add(a).add(c).intoMemorySegment(target, to * 4L, ORDER);
            b.fma(p, e.mul(q)).intoMemorySegment(target, (to + 1 * LANES) * 4L, ORDER);
            a.fma(p2, c.mul(q2)).intoMemorySegment(target, (to + 2 * LANES) * 4L, ORDER);
            b.fma(p3, e.fma(q3, m5)).intoMemorySegment(target, (to + 3 * LANES) * 4L, ORDER);
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
        int size = window.size;
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            for (int y = 0; y < rows; y++) {
                int from = at + y * window.stride * window.width * LANES + lane;
                int to = out + y * size * LANES + lane;
                if (size < 4) {
                    for (int x = 0; x < size; x++) {
                        depthwisePixel(
                                window, tile, from + x * LANES, weights, weightAt + lane, target, to + x * LANES);
                    }
                } else {
                    for (int g = 0; g < size; g += 4) {
                        int x = Math.min(g, size - 4);
                        depthwise4(window, tile, from + x * LANES, weights, weightAt + lane, target, to + x * LANES);
                    }
                }
            }
        }
    }

    private static void depthwise4(
            Window window, float[] tile, int from, MemorySegment weights, int weight, MemorySegment target, int to) {
        if (weights.getClass() != NATIVE || target.getClass() != NATIVE) {
            throw new IllegalArgumentException(NOT_NATIVE);
        }
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        FloatVector c = FloatVector.zero(F);
        FloatVector d = FloatVector.zero(F);
        int w = weight;
        for (int tap : window.taps) {
            int i = from + tap;
            FloatVector k = FloatVector.fromMemorySegment(F, weights, w * 4L, ORDER);
            a = k.fma(FloatVector.fromArray(F, tile, i), a);
            b = k.fma(FloatVector.fromArray(F, tile, i + LANES), b);
            c = k.fma(FloatVector.fromArray(F, tile, i + 2 * LANES), c);
            d = k.fma(FloatVector.fromArray(F, tile, i + 3 * LANES), d);
            w += LANES;
        }
        a.intoMemorySegment(target, to * 4L, ORDER);
        b.intoMemorySegment(target, (to + LANES) * 4L, ORDER);
        c.intoMemorySegment(target, (to + 2 * LANES) * 4L, ORDER);
        d.intoMemorySegment(target, (to + 3 * LANES) * 4L, ORDER);
    }

    private static void depthwisePixel(
            Window window, float[] tile, int from, MemorySegment weights, int weight, MemorySegment target, int to) {
        FloatVector sum = FloatVector.zero(F);
        int w = weight;
        for (int tap : window.taps) {
            sum = FloatVector.fromMemorySegment(F, weights, w * 4L, ORDER)
                    .fma(FloatVector.fromArray(F, tile, from + tap), sum);
            w += LANES;
        }
        sum.intoMemorySegment(target, to * 4L, ORDER);
    }

    @Override
    public void averagePool(Window window, float[] tile, int at, float[] reciprocals, MemorySegment target, int out) {
        int size = window.size;
        if (window.kernel == 3 && window.stride == 1 && size >= 4) {
            averagePool3x3(window, tile, at, reciprocals, target, out);
            return;
        }
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    int from = at + (y * window.stride * window.width + x) * LANES + lane;
                    FloatVector sum = FloatVector.zero(F);
                    for (int tap : window.taps) {
                        sum = sum.add(FloatVector.fromArray(F, tile, from + tap));
                    }
                    int pixel = y * size + x;
                    sum.mul(reciprocals[pixel]).intoMemorySegment(target, (out + pixel * LANES + lane) * 4L, ORDER);
                }
            }
        }
    }

    /** Four pixels at a time, which share what they read and do not wait for each other's sums. */
    private static void averagePool3x3(
            Window window, float[] tile, int at, float[] reciprocals, MemorySegment target, int out) {
        int size = window.size;
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            for (int y = 0; y < size; y++) {
                for (int group = 0; group < size; group += 4) {
                    int x = Math.min(group, size - 4);
                    int pixel = y * size + x;
                    int from = at + (y * window.width + x) * LANES + lane;
                    averagePool4(
                            tile, from, window.width * LANES, reciprocals, pixel, target, out + pixel * LANES + lane);
                }
            }
        }
    }

    private static void averagePool4(
            float[] tile, int from, int rowFloats, float[] reciprocals, int pixel, MemorySegment target, int to) {
        if (target.getClass() != NATIVE) {
            throw new IllegalArgumentException(NOT_NATIVE);
        }
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        FloatVector c = FloatVector.zero(F);
        FloatVector d = FloatVector.zero(F);
        int i = from;
        for (int ky = 0; ky < 3; ky++) {
            FloatVector x = FloatVector.fromArray(F, tile, i);
            a = a.add(x);
            x = FloatVector.fromArray(F, tile, i + LANES);
            a = a.add(x);
            b = b.add(x);
            x = FloatVector.fromArray(F, tile, i + 2 * LANES);
            a = a.add(x);
            b = b.add(x);
            c = c.add(x);
            x = FloatVector.fromArray(F, tile, i + 3 * LANES);
            b = b.add(x);
            c = c.add(x);
            d = d.add(x);
            x = FloatVector.fromArray(F, tile, i + 4 * LANES);
            c = c.add(x);
            d = d.add(x);
            x = FloatVector.fromArray(F, tile, i + 5 * LANES);
            d = d.add(x);
            i += rowFloats;
        }
        a.mul(reciprocals[pixel]).intoMemorySegment(target, to * 4L, ORDER);
        b.mul(reciprocals[pixel + 1]).intoMemorySegment(target, (to + LANES) * 4L, ORDER);
        c.mul(reciprocals[pixel + 2]).intoMemorySegment(target, (to + 2 * LANES) * 4L, ORDER);
        d.mul(reciprocals[pixel + 3]).intoMemorySegment(target, (to + 3 * LANES) * 4L, ORDER);
    }

    @Override
    public void maxPool(Window window, float[] tile, int at, MemorySegment target, int out) {
        int size = window.size;
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    int from = at + (y * window.stride * window.width + x) * LANES + lane;
                    FloatVector largest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
                    for (int tap : window.taps) {
                        largest = largest.max(FloatVector.fromArray(F, tile, from + tap));
                    }
                    largest.intoMemorySegment(target, (out + (y * size + x) * LANES + lane) * 4L, ORDER);
                }
            }
        }
    }

    @Override
    public void copy(MemorySegment source, int from, View view, int normAt, int pixels, MemorySegment target, int to) {
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            if (view.norm == null) {
                combine(source, from + lane, view.relu, pixels, target, to + lane, false);
            } else {
                combineNormed(source, from + lane, view, normAt + lane, pixels, target, to + lane, false);
            }
        }
    }

    @Override
    public void add(MemorySegment source, int from, View view, int normAt, int pixels, MemorySegment target, int to) {
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            if (view.norm == null) {
                combine(source, from + lane, view.relu, pixels, target, to + lane, true);
            } else {
                combineNormed(source, from + lane, view, normAt + lane, pixels, target, to + lane, true);
            }
        }
    }

    private static void combine(
            MemorySegment source, int from, boolean relu, int pixels, MemorySegment target, int to, boolean add) {
        if (source.getClass() != NATIVE || target.getClass() != NATIVE) {
            throw new IllegalArgumentException(NOT_NATIVE);
        }
        for (int i = 0; i < pixels; i++) {
            FloatVector v = FloatVector.fromMemorySegment(F, source, (from + i * LANES) * 4L, ORDER);
            if (relu) {
                v = v.blend(0f, v.lt(0f));
            }
            long at = (to + i * LANES) * 4L;
            if (add) {
                v = FloatVector.fromMemorySegment(F, target, at, ORDER).add(v);
            }
            v.intoMemorySegment(target, at, ORDER);
        }
    }

    private static void combineNormed(
            MemorySegment source,
            int from,
            View view,
            int normAt,
            int pixels,
            MemorySegment target,
            int to,
            boolean add) {
        if (source.getClass() != NATIVE || target.getClass() != NATIVE) {
            throw new IllegalArgumentException(NOT_NATIVE);
        }
        FloatVector mean = FloatVector.fromArray(F, view.norm.mean, normAt);
        FloatVector scale = FloatVector.fromArray(F, view.norm.scale, normAt);
        for (int i = 0; i < pixels; i++) {
            FloatVector v = FloatVector.fromMemorySegment(F, source, (from + i * LANES) * 4L, ORDER)
                    .sub(mean)
                    .mul(scale);
            if (view.relu) {
                v = v.blend(0f, v.lt(0f));
            }
            long at = (to + i * LANES) * 4L;
            if (add) {
                v = FloatVector.fromMemorySegment(F, target, at, ORDER).add(v);
            }
            v.intoMemorySegment(target, at, ORDER);
        }
    }

    @Override
    public void moments(MemorySegment source, int from, int pixels, float[] out) {
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            momentsOfLanes(source, from + lane, pixels, out, lane);
        }
    }

    private static void momentsOfLanes(MemorySegment source, int from, int pixels, float[] out, int to) {
        FloatVector pivot = FloatVector.fromMemorySegment(F, source, from * 4L, ORDER);
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        FloatVector s2 = FloatVector.zero(F);
        FloatVector s3 = FloatVector.zero(F);
        FloatVector q0 = FloatVector.zero(F);
        FloatVector q1 = FloatVector.zero(F);
        FloatVector q2 = FloatVector.zero(F);
        FloatVector q3 = FloatVector.zero(F);
        int i = 0;
        for (; i + 3 < pixels; i += 4) {
            int at = from + i * LANES;
            FloatVector d =
                    FloatVector.fromMemorySegment(F, source, at * 4L, ORDER).sub(pivot);
            s0 = s0.add(d);
            q0 = d.fma(d, q0);
            d = FloatVector.fromMemorySegment(F, source, (at + LANES) * 4L, ORDER)
                    .sub(pivot);
            s1 = s1.add(d);
            q1 = d.fma(d, q1);
            d = FloatVector.fromMemorySegment(F, source, (at + 2 * LANES) * 4L, ORDER)
                    .sub(pivot);
            s2 = s2.add(d);
            q2 = d.fma(d, q2);
            d = FloatVector.fromMemorySegment(F, source, (at + 3 * LANES) * 4L, ORDER)
                    .sub(pivot);
            s3 = s3.add(d);
            q3 = d.fma(d, q3);
        }
        if (i < pixels) {
            FloatVector d = FloatVector.fromMemorySegment(F, source, (from + i * LANES) * 4L, ORDER)
                    .sub(pivot);
            s0 = s0.add(d);
            q0 = d.fma(d, q0);
        }
        if (i + 1 < pixels) {
            FloatVector d = FloatVector.fromMemorySegment(F, source, (from + (i + 1) * LANES) * 4L, ORDER)
                    .sub(pivot);
            s1 = s1.add(d);
            q1 = d.fma(d, q1);
        }
        if (i + 2 < pixels) {
            FloatVector d = FloatVector.fromMemorySegment(F, source, (from + (i + 2) * LANES) * 4L, ORDER)
                    .sub(pivot);
            s2 = s2.add(d);
            q2 = d.fma(d, q2);
        }
        pivot.intoArray(out, to);
        s0.add(s1).add(s2.add(s3)).intoArray(out, LANES + to);
        q0.add(q1).add(q2.add(q3)).intoArray(out, 2 * LANES + to);
    }

    @Override
    public void distance(
            MemorySegment source, int clean, int perturbed, View view, int normAt, int pixels, float[] out) {
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            distanceOfLanes(source, clean + lane, perturbed + lane, view, normAt + lane, pixels, out, lane);
        }
    }

    private static void distanceOfLanes(
            MemorySegment source, int clean, int perturbed, View view, int normAt, int pixels, float[] out, int to) {
        // x - 0 and x * 1 keep every bit.
        FloatVector meanA = FloatVector.zero(F);
        FloatVector meanB = meanA;
        FloatVector scaleA = FloatVector.broadcast(F, 1f);
        FloatVector scaleB = scaleA;
        if (view.norm != null) {
            meanA = FloatVector.fromArray(F, view.norm.mean, normAt);
            scaleA = FloatVector.fromArray(F, view.norm.scale, normAt);
            meanB = FloatVector.fromArray(F, view.norm.mean, normAt + view.norm.padded);
            scaleB = FloatVector.fromArray(F, view.norm.scale, normAt + view.norm.padded);
        }
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        FloatVector s2 = FloatVector.zero(F);
        FloatVector s3 = FloatVector.zero(F);
        for (int i = 0; i < pixels; i++) {
            FloatVector a = FloatVector.fromMemorySegment(F, source, (clean + i * LANES) * 4L, ORDER)
                    .sub(meanA)
                    .mul(scaleA);
            FloatVector b = FloatVector.fromMemorySegment(F, source, (perturbed + i * LANES) * 4L, ORDER)
                    .sub(meanB)
                    .mul(scaleB);
            if (view.relu) {
                a = a.blend(0f, a.lt(0f));
                b = b.blend(0f, b.lt(0f));
            }
            // The sums take turns by being passed on, which keeps this loop short.
            FloatVector next = s0.add(a.sub(b).abs());
            s0 = s1;
            s1 = s2;
            s2 = s3;
            s3 = next;
        }
        FloatVector t0 = s0;
        FloatVector t1 = s1;
        FloatVector t2 = s2;
        FloatVector t3 = s3;
        int turn = pixels & 3;
        if (turn == 1) {
            t0 = s3;
            t1 = s0;
            t2 = s1;
            t3 = s2;
        } else if (turn == 2) {
            t0 = s2;
            t1 = s3;
            t2 = s0;
            t3 = s1;
        } else if (turn == 3) {
            t0 = s1;
            t1 = s2;
            t2 = s3;
            t3 = s0;
        }
        t0.add(t1).add(t2.add(t3)).intoArray(out, to);
    }
}
