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

    VectorConvKernels() {}

    @Override
    public void pack(
            MemorySegment source,
            int plane,
            int size,
            View view,
            int normAt,
            int firstRow,
            int step,
            int left,
            float[] tile,
            int at,
            int rows,
            int width,
            float pad) {
        int firstColumn = Math.min(left, width);
        int endColumn = Math.max(firstColumn, Math.min(width, left + Math.ceilDiv(size, step)));
        for (int r = 0; r < rows; r++) {
            int row = (firstRow + r) * step;
            int to = at + r * width * LANES;
            if (row < 0 || row >= size) {
                Arrays.fill(tile, to, to + width * LANES, pad);
                continue;
            }
            Arrays.fill(tile, to, to + firstColumn * LANES, pad);
            Arrays.fill(tile, to + endColumn * LANES, to + width * LANES, pad);
            int pixels = endColumn - firstColumn;
            packRow(source, plane + row * size * LANES, step, view, normAt, pixels, tile, to + firstColumn * LANES);
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
            MemorySegment weights,
            int weightAt,
            int blocks,
            int rows,
            MemorySegment target,
            int out,
            int outBlock) {
        int weightsOfBlock = window.weightsOfBlock();
        if (WHOLE_BLOCKS) {
            int block = 0;
            for (; block + 1 < blocks; block += 2) {
                int w = weightAt + block * weightsOfBlock;
                pair(window, tile, weights, w, w + weightsOfBlock, rows, target, out + block * outBlock, outBlock);
            }
            if (block < blocks) {
                single(window, tile, weights, weightAt + block * weightsOfBlock, rows, target, out + block * outBlock);
            }
        } else {
            for (int block = 0; block < blocks; block++) {
                for (int lane = 0; lane < LANES; lane += 2 * WIDTH) {
                    int w = weightAt + block * weightsOfBlock + lane;
                    pair(window, tile, weights, w, w + WIDTH, rows, target, out + block * outBlock + lane, WIDTH);
                }
            }
        }
    }

    /**
     * Two output vectors over all pixels of a band. Groups of four pixels cover a row, the last one moved left to end
     * with it; computing a pixel twice gives the same bits twice.
     */
    private static void pair(
            Window window,
            float[] tile,
            MemorySegment weights,
            int w0,
            int w1,
            int rows,
            MemorySegment target,
            int out,
            int second) {
        int size = window.size();
        boolean point = window.kernel() == 1 && window.stride() == 1;
        // The pixels of a 1x1 convolution are one row, however long the image's rows are.
        int width = point ? rows * size : size;
        int height = point ? 1 : rows;
        if (width < 4) {
            for (int i = 0; i < rows * size; i++) {
                int from = (i / size * window.width() + i % size) * window.stride() * LANES;
                pixel(window, tile, from, weights, w0, target, out + i * LANES);
                pixel(window, tile, from, weights, w1, target, out + second + i * LANES);
            }
            return;
        }
        boolean three = window.kernel() == 3 && window.stride() == 1 && window.dilation() == 1;
        boolean wide = WHOLE_BLOCKS && (point || three);
        int perRow = (width + 3) / 4;
        int groups = perRow * height;
        for (int g = 0; g < groups; g += wide ? 2 : 1) {
            int ya = g / perRow;
            int xa = Math.min(g % perRow * 4, width - 4);
            int fromA = (ya * window.width() + xa) * window.stride() * LANES;
            int toA = out + (ya * size + xa) * LANES;
            if (wide) {
                int h = Math.min(g + 1, groups - 1);
                int yb = h / perRow;
                int xb = Math.min(h % perRow * 4, width - 4);
                int fromB = (yb * window.width() + xb) * LANES;
                int toB = out + (yb * size + xb) * LANES;
                if (three) {
                    threeByThree2x8(window, tile, fromA, fromB, weights, w0, w1, target, toA, toB, second);
                } else {
                    point2x8(window, tile, fromA, fromB, weights, w0, w1, target, toA, toB, second);
                }
            } else if (three) {
                threeByThree2x4(window, tile, fromA, weights, w0, w1, target, toA, second);
            } else if (point) {
                point2x4(window, tile, fromA, weights, w0, w1, target, toA, second);
            } else {
                general2x4(window, tile, fromA, weights, w0, w1, target, toA, second);
            }
        }
    }

    /** One output vector of a whole block over all pixels of a band. */
    private static void single(
            Window window, float[] tile, MemorySegment weights, int w, int rows, MemorySegment target, int out) {
        int size = window.size();
        boolean point = window.kernel() == 1 && window.stride() == 1;
        int width = point ? rows * size : size;
        int height = point ? 1 : rows;
        if (width < 4) {
            for (int i = 0; i < rows * size; i++) {
                int from = (i / size * window.width() + i % size) * window.stride() * LANES;
                pixel(window, tile, from, weights, w, target, out + i * LANES);
            }
            return;
        }
        boolean three = window.kernel() == 3 && window.stride() == 1 && window.dilation() == 1;
        int perRow = (width + 3) / 4;
        int last = perRow * height - 1;
        for (int g = 0; g <= last; g += three || point ? 4 : 2) {
            int ga = g;
            int gb = Math.min(g + 1, last);
            int fromA = from(window, ga, perRow, width);
            int fromB = from(window, gb, perRow, width);
            int toA = out + to(size, ga, perRow, width);
            int toB = out + to(size, gb, perRow, width);
            if (!three && !point) {
                general1x8(window, tile, fromA, fromB, weights, w, target, toA, toB);
                continue;
            }
            int gc = Math.min(g + 2, last);
            int gd = Math.min(g + 3, last);
            int fromC = from(window, gc, perRow, width);
            int fromD = from(window, gd, perRow, width);
            int toC = out + to(size, gc, perRow, width);
            int toD = out + to(size, gd, perRow, width);
            if (three) {
                threeByThree1x16(window, tile, fromA, fromB, fromC, fromD, weights, w, target, toA, toB, toC, toD);
            } else {
                point1x16(window, tile, fromA, fromB, fromC, fromD, weights, w, target, toA, toB, toC, toD);
            }
        }
    }

    private static int from(Window window, int group, int perRow, int width) {
        int x = Math.min(group % perRow * 4, width - 4);
        return (group / perRow * window.width() + x) * window.stride() * LANES;
    }

    private static int to(int size, int group, int perRow, int width) {
        int x = Math.min(group % perRow * 4, width - 4);
        return (group / perRow * size + x) * LANES;
    }

    /** Any kernel, one output vector of one pixel: for images of fewer than four columns. */
    private static void pixel(
            Window window, float[] tile, int from, MemorySegment weights, int weight, MemorySegment target, int to) {
        FloatVector sum = FloatVector.zero(F);
        int w = weight;
        int kernel = window.kernel();
        int tap = window.dilation() * LANES;
        for (int block = 0; block < window.inputBlocks(); block++) {
            int channels = block == window.inputBlocks() - 1 ? window.lastChannels() : LANES;
            for (int ky = 0; ky < kernel; ky++) {
                int row = from + block * window.tileBlock() + ky * tap * window.width();
                for (int c = 0; c < channels; c++) {
                    for (int kx = 0; kx < kernel; kx++) {
                        sum = FloatVector.fromMemorySegment(F, weights, w * 4L, ORDER)
                                .fma(FloatVector.broadcast(F, tile[row + c + kx * tap]), sum);
                        w += LANES;
                    }
                }
            }
        }
        sum.intoMemorySegment(target, to * 4L, ORDER);
    }

    /** 3x3, stride 1: two output vectors of eight pixels, every broadcast shared by the taps of a row. */
    private static void threeByThree2x8(
            Window window,
            float[] tile,
            int fromA,
            int fromB,
            MemorySegment weights,
            int weight0,
            int weight1,
            MemorySegment target,
            int toA,
            int toB,
            int second) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector b00 = FloatVector.zero(F);
        FloatVector b01 = FloatVector.zero(F);
        FloatVector b02 = FloatVector.zero(F);
        FloatVector b03 = FloatVector.zero(F);
        FloatVector a10 = FloatVector.zero(F);
        FloatVector a11 = FloatVector.zero(F);
        FloatVector a12 = FloatVector.zero(F);
        FloatVector a13 = FloatVector.zero(F);
        FloatVector b10 = FloatVector.zero(F);
        FloatVector b11 = FloatVector.zero(F);
        FloatVector b12 = FloatVector.zero(F);
        FloatVector b13 = FloatVector.zero(F);
        int w0 = weight0;
        int w1 = weight1;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        int rowFloats = window.width() * LANES;
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            for (int ky = 0; ky < 3; ky++) {
                int pa = fromA + block * tileBlock + ky * rowFloats;
                int pb = fromB + block * tileBlock + ky * rowFloats;
                for (int c = 0; c < channels; c++) {
                    FloatVector k00 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                    FloatVector k01 = FloatVector.fromMemorySegment(F, weights, (w0 + 1 * LANES) * 4L, ORDER);
                    FloatVector k02 = FloatVector.fromMemorySegment(F, weights, (w0 + 2 * LANES) * 4L, ORDER);
                    FloatVector k10 = FloatVector.fromMemorySegment(F, weights, w1 * 4L, ORDER);
                    FloatVector k11 = FloatVector.fromMemorySegment(F, weights, (w1 + 1 * LANES) * 4L, ORDER);
                    FloatVector k12 = FloatVector.fromMemorySegment(F, weights, (w1 + 2 * LANES) * 4L, ORDER);
                    FloatVector x = FloatVector.broadcast(F, tile[pa + c]);
                    a00 = k00.fma(x, a00);
                    a10 = k10.fma(x, a10);
                    x = FloatVector.broadcast(F, tile[pa + c + 1 * LANES]);
                    a01 = k00.fma(x, a01);
                    a00 = k01.fma(x, a00);
                    a11 = k10.fma(x, a11);
                    a10 = k11.fma(x, a10);
                    x = FloatVector.broadcast(F, tile[pa + c + 2 * LANES]);
                    a02 = k00.fma(x, a02);
                    a01 = k01.fma(x, a01);
                    a00 = k02.fma(x, a00);
                    a12 = k10.fma(x, a12);
                    a11 = k11.fma(x, a11);
                    a10 = k12.fma(x, a10);
                    x = FloatVector.broadcast(F, tile[pa + c + 3 * LANES]);
                    a03 = k00.fma(x, a03);
                    a02 = k01.fma(x, a02);
                    a01 = k02.fma(x, a01);
                    a13 = k10.fma(x, a13);
                    a12 = k11.fma(x, a12);
                    a11 = k12.fma(x, a11);
                    x = FloatVector.broadcast(F, tile[pa + c + 4 * LANES]);
                    a03 = k01.fma(x, a03);
                    a02 = k02.fma(x, a02);
                    a13 = k11.fma(x, a13);
                    a12 = k12.fma(x, a12);
                    x = FloatVector.broadcast(F, tile[pa + c + 5 * LANES]);
                    a03 = k02.fma(x, a03);
                    a13 = k12.fma(x, a13);
                    x = FloatVector.broadcast(F, tile[pb + c]);
                    b00 = k00.fma(x, b00);
                    b10 = k10.fma(x, b10);
                    x = FloatVector.broadcast(F, tile[pb + c + 1 * LANES]);
                    b01 = k00.fma(x, b01);
                    b00 = k01.fma(x, b00);
                    b11 = k10.fma(x, b11);
                    b10 = k11.fma(x, b10);
                    x = FloatVector.broadcast(F, tile[pb + c + 2 * LANES]);
                    b02 = k00.fma(x, b02);
                    b01 = k01.fma(x, b01);
                    b00 = k02.fma(x, b00);
                    b12 = k10.fma(x, b12);
                    b11 = k11.fma(x, b11);
                    b10 = k12.fma(x, b10);
                    x = FloatVector.broadcast(F, tile[pb + c + 3 * LANES]);
                    b03 = k00.fma(x, b03);
                    b02 = k01.fma(x, b02);
                    b01 = k02.fma(x, b01);
                    b13 = k10.fma(x, b13);
                    b12 = k11.fma(x, b12);
                    b11 = k12.fma(x, b11);
                    x = FloatVector.broadcast(F, tile[pb + c + 4 * LANES]);
                    b03 = k01.fma(x, b03);
                    b02 = k02.fma(x, b02);
                    b13 = k11.fma(x, b13);
                    b12 = k12.fma(x, b12);
                    x = FloatVector.broadcast(F, tile[pb + c + 5 * LANES]);
                    b03 = k02.fma(x, b03);
                    b13 = k12.fma(x, b13);
                    w0 += 3 * LANES;
                    w1 += 3 * LANES;
                }
            }
        }
        a00.intoMemorySegment(target, toA * 4L, ORDER);
        a01.intoMemorySegment(target, (toA + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (toA + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (toA + 3 * LANES) * 4L, ORDER);
        b00.intoMemorySegment(target, toB * 4L, ORDER);
        b01.intoMemorySegment(target, (toB + 1 * LANES) * 4L, ORDER);
        b02.intoMemorySegment(target, (toB + 2 * LANES) * 4L, ORDER);
        b03.intoMemorySegment(target, (toB + 3 * LANES) * 4L, ORDER);
        a10.intoMemorySegment(target, (toA + second) * 4L, ORDER);
        a11.intoMemorySegment(target, (toA + second + 1 * LANES) * 4L, ORDER);
        a12.intoMemorySegment(target, (toA + second + 2 * LANES) * 4L, ORDER);
        a13.intoMemorySegment(target, (toA + second + 3 * LANES) * 4L, ORDER);
        b10.intoMemorySegment(target, (toB + second) * 4L, ORDER);
        b11.intoMemorySegment(target, (toB + second + 1 * LANES) * 4L, ORDER);
        b12.intoMemorySegment(target, (toB + second + 2 * LANES) * 4L, ORDER);
        b13.intoMemorySegment(target, (toB + second + 3 * LANES) * 4L, ORDER);
    }

    /** 3x3, stride 1: one output vector of sixteen pixels. */
    private static void threeByThree1x16(
            Window window,
            float[] tile,
            int fromA,
            int fromB,
            int fromC,
            int fromD,
            MemorySegment weights,
            int weight0,
            MemorySegment target,
            int toA,
            int toB,
            int toC,
            int toD) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector b00 = FloatVector.zero(F);
        FloatVector b01 = FloatVector.zero(F);
        FloatVector b02 = FloatVector.zero(F);
        FloatVector b03 = FloatVector.zero(F);
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        FloatVector d00 = FloatVector.zero(F);
        FloatVector d01 = FloatVector.zero(F);
        FloatVector d02 = FloatVector.zero(F);
        FloatVector d03 = FloatVector.zero(F);
        int w0 = weight0;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        int rowFloats = window.width() * LANES;
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            for (int ky = 0; ky < 3; ky++) {
                int pa = fromA + block * tileBlock + ky * rowFloats;
                int pb = fromB + block * tileBlock + ky * rowFloats;
                int pc = fromC + block * tileBlock + ky * rowFloats;
                int pd = fromD + block * tileBlock + ky * rowFloats;
                for (int c = 0; c < channels; c++) {
                    FloatVector k00 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                    FloatVector k01 = FloatVector.fromMemorySegment(F, weights, (w0 + 1 * LANES) * 4L, ORDER);
                    FloatVector k02 = FloatVector.fromMemorySegment(F, weights, (w0 + 2 * LANES) * 4L, ORDER);
                    FloatVector x = FloatVector.broadcast(F, tile[pa + c]);
                    a00 = k00.fma(x, a00);
                    x = FloatVector.broadcast(F, tile[pa + c + 1 * LANES]);
                    a01 = k00.fma(x, a01);
                    a00 = k01.fma(x, a00);
                    x = FloatVector.broadcast(F, tile[pa + c + 2 * LANES]);
                    a02 = k00.fma(x, a02);
                    a01 = k01.fma(x, a01);
                    a00 = k02.fma(x, a00);
                    x = FloatVector.broadcast(F, tile[pa + c + 3 * LANES]);
                    a03 = k00.fma(x, a03);
                    a02 = k01.fma(x, a02);
                    a01 = k02.fma(x, a01);
                    x = FloatVector.broadcast(F, tile[pa + c + 4 * LANES]);
                    a03 = k01.fma(x, a03);
                    a02 = k02.fma(x, a02);
                    x = FloatVector.broadcast(F, tile[pa + c + 5 * LANES]);
                    a03 = k02.fma(x, a03);
                    x = FloatVector.broadcast(F, tile[pb + c]);
                    b00 = k00.fma(x, b00);
                    x = FloatVector.broadcast(F, tile[pb + c + 1 * LANES]);
                    b01 = k00.fma(x, b01);
                    b00 = k01.fma(x, b00);
                    x = FloatVector.broadcast(F, tile[pb + c + 2 * LANES]);
                    b02 = k00.fma(x, b02);
                    b01 = k01.fma(x, b01);
                    b00 = k02.fma(x, b00);
                    x = FloatVector.broadcast(F, tile[pb + c + 3 * LANES]);
                    b03 = k00.fma(x, b03);
                    b02 = k01.fma(x, b02);
                    b01 = k02.fma(x, b01);
                    x = FloatVector.broadcast(F, tile[pb + c + 4 * LANES]);
                    b03 = k01.fma(x, b03);
                    b02 = k02.fma(x, b02);
                    x = FloatVector.broadcast(F, tile[pb + c + 5 * LANES]);
                    b03 = k02.fma(x, b03);
                    x = FloatVector.broadcast(F, tile[pc + c]);
                    c00 = k00.fma(x, c00);
                    x = FloatVector.broadcast(F, tile[pc + c + 1 * LANES]);
                    c01 = k00.fma(x, c01);
                    c00 = k01.fma(x, c00);
                    x = FloatVector.broadcast(F, tile[pc + c + 2 * LANES]);
                    c02 = k00.fma(x, c02);
                    c01 = k01.fma(x, c01);
                    c00 = k02.fma(x, c00);
                    x = FloatVector.broadcast(F, tile[pc + c + 3 * LANES]);
                    c03 = k00.fma(x, c03);
                    c02 = k01.fma(x, c02);
                    c01 = k02.fma(x, c01);
                    x = FloatVector.broadcast(F, tile[pc + c + 4 * LANES]);
                    c03 = k01.fma(x, c03);
                    c02 = k02.fma(x, c02);
                    x = FloatVector.broadcast(F, tile[pc + c + 5 * LANES]);
                    c03 = k02.fma(x, c03);
                    x = FloatVector.broadcast(F, tile[pd + c]);
                    d00 = k00.fma(x, d00);
                    x = FloatVector.broadcast(F, tile[pd + c + 1 * LANES]);
                    d01 = k00.fma(x, d01);
                    d00 = k01.fma(x, d00);
                    x = FloatVector.broadcast(F, tile[pd + c + 2 * LANES]);
                    d02 = k00.fma(x, d02);
                    d01 = k01.fma(x, d01);
                    d00 = k02.fma(x, d00);
                    x = FloatVector.broadcast(F, tile[pd + c + 3 * LANES]);
                    d03 = k00.fma(x, d03);
                    d02 = k01.fma(x, d02);
                    d01 = k02.fma(x, d01);
                    x = FloatVector.broadcast(F, tile[pd + c + 4 * LANES]);
                    d03 = k01.fma(x, d03);
                    d02 = k02.fma(x, d02);
                    x = FloatVector.broadcast(F, tile[pd + c + 5 * LANES]);
                    d03 = k02.fma(x, d03);
                    w0 += 3 * LANES;
                }
            }
        }
        a00.intoMemorySegment(target, toA * 4L, ORDER);
        a01.intoMemorySegment(target, (toA + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (toA + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (toA + 3 * LANES) * 4L, ORDER);
        b00.intoMemorySegment(target, toB * 4L, ORDER);
        b01.intoMemorySegment(target, (toB + 1 * LANES) * 4L, ORDER);
        b02.intoMemorySegment(target, (toB + 2 * LANES) * 4L, ORDER);
        b03.intoMemorySegment(target, (toB + 3 * LANES) * 4L, ORDER);
        c00.intoMemorySegment(target, toC * 4L, ORDER);
        c01.intoMemorySegment(target, (toC + 1 * LANES) * 4L, ORDER);
        c02.intoMemorySegment(target, (toC + 2 * LANES) * 4L, ORDER);
        c03.intoMemorySegment(target, (toC + 3 * LANES) * 4L, ORDER);
        d00.intoMemorySegment(target, toD * 4L, ORDER);
        d01.intoMemorySegment(target, (toD + 1 * LANES) * 4L, ORDER);
        d02.intoMemorySegment(target, (toD + 2 * LANES) * 4L, ORDER);
        d03.intoMemorySegment(target, (toD + 3 * LANES) * 4L, ORDER);
    }

    /** 3x3, stride 1: two output vectors of four pixels, for machines of sixteen registers. */
    private static void threeByThree2x4(
            Window window,
            float[] tile,
            int fromA,
            MemorySegment weights,
            int weight0,
            int weight1,
            MemorySegment target,
            int toA,
            int second) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector a10 = FloatVector.zero(F);
        FloatVector a11 = FloatVector.zero(F);
        FloatVector a12 = FloatVector.zero(F);
        FloatVector a13 = FloatVector.zero(F);
        int w0 = weight0;
        int w1 = weight1;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        int rowFloats = window.width() * LANES;
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            for (int ky = 0; ky < 3; ky++) {
                int pa = fromA + block * tileBlock + ky * rowFloats;
                for (int c = 0; c < channels; c++) {
                    FloatVector k00 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                    FloatVector k01 = FloatVector.fromMemorySegment(F, weights, (w0 + 1 * LANES) * 4L, ORDER);
                    FloatVector k02 = FloatVector.fromMemorySegment(F, weights, (w0 + 2 * LANES) * 4L, ORDER);
                    FloatVector k10 = FloatVector.fromMemorySegment(F, weights, w1 * 4L, ORDER);
                    FloatVector k11 = FloatVector.fromMemorySegment(F, weights, (w1 + 1 * LANES) * 4L, ORDER);
                    FloatVector k12 = FloatVector.fromMemorySegment(F, weights, (w1 + 2 * LANES) * 4L, ORDER);
                    FloatVector x = FloatVector.broadcast(F, tile[pa + c]);
                    a00 = k00.fma(x, a00);
                    a10 = k10.fma(x, a10);
                    x = FloatVector.broadcast(F, tile[pa + c + 1 * LANES]);
                    a01 = k00.fma(x, a01);
                    a00 = k01.fma(x, a00);
                    a11 = k10.fma(x, a11);
                    a10 = k11.fma(x, a10);
                    x = FloatVector.broadcast(F, tile[pa + c + 2 * LANES]);
                    a02 = k00.fma(x, a02);
                    a01 = k01.fma(x, a01);
                    a00 = k02.fma(x, a00);
                    a12 = k10.fma(x, a12);
                    a11 = k11.fma(x, a11);
                    a10 = k12.fma(x, a10);
                    x = FloatVector.broadcast(F, tile[pa + c + 3 * LANES]);
                    a03 = k00.fma(x, a03);
                    a02 = k01.fma(x, a02);
                    a01 = k02.fma(x, a01);
                    a13 = k10.fma(x, a13);
                    a12 = k11.fma(x, a12);
                    a11 = k12.fma(x, a11);
                    x = FloatVector.broadcast(F, tile[pa + c + 4 * LANES]);
                    a03 = k01.fma(x, a03);
                    a02 = k02.fma(x, a02);
                    a13 = k11.fma(x, a13);
                    a12 = k12.fma(x, a12);
                    x = FloatVector.broadcast(F, tile[pa + c + 5 * LANES]);
                    a03 = k02.fma(x, a03);
                    a13 = k12.fma(x, a13);
                    w0 += 3 * LANES;
                    w1 += 3 * LANES;
                }
            }
        }
        a00.intoMemorySegment(target, toA * 4L, ORDER);
        a01.intoMemorySegment(target, (toA + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (toA + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (toA + 3 * LANES) * 4L, ORDER);
        a10.intoMemorySegment(target, (toA + second) * 4L, ORDER);
        a11.intoMemorySegment(target, (toA + second + 1 * LANES) * 4L, ORDER);
        a12.intoMemorySegment(target, (toA + second + 2 * LANES) * 4L, ORDER);
        a13.intoMemorySegment(target, (toA + second + 3 * LANES) * 4L, ORDER);
    }

    /** 1x1: two output vectors of eight pixels. */
    private static void point2x8(
            Window window,
            float[] tile,
            int fromA,
            int fromB,
            MemorySegment weights,
            int weight0,
            int weight1,
            MemorySegment target,
            int toA,
            int toB,
            int second) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector b00 = FloatVector.zero(F);
        FloatVector b01 = FloatVector.zero(F);
        FloatVector b02 = FloatVector.zero(F);
        FloatVector b03 = FloatVector.zero(F);
        FloatVector a10 = FloatVector.zero(F);
        FloatVector a11 = FloatVector.zero(F);
        FloatVector a12 = FloatVector.zero(F);
        FloatVector a13 = FloatVector.zero(F);
        FloatVector b10 = FloatVector.zero(F);
        FloatVector b11 = FloatVector.zero(F);
        FloatVector b12 = FloatVector.zero(F);
        FloatVector b13 = FloatVector.zero(F);
        int w0 = weight0;
        int w1 = weight1;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            int pa = fromA + block * tileBlock;
            int pb = fromB + block * tileBlock;
            for (int c = 0; c < channels; c++) {
                FloatVector k0 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                FloatVector k1 = FloatVector.fromMemorySegment(F, weights, w1 * 4L, ORDER);
                FloatVector x = FloatVector.broadcast(F, tile[pa + c]);
                a00 = k0.fma(x, a00);
                a10 = k1.fma(x, a10);
                x = FloatVector.broadcast(F, tile[pa + c + 1 * LANES]);
                a01 = k0.fma(x, a01);
                a11 = k1.fma(x, a11);
                x = FloatVector.broadcast(F, tile[pa + c + 2 * LANES]);
                a02 = k0.fma(x, a02);
                a12 = k1.fma(x, a12);
                x = FloatVector.broadcast(F, tile[pa + c + 3 * LANES]);
                a03 = k0.fma(x, a03);
                a13 = k1.fma(x, a13);
                x = FloatVector.broadcast(F, tile[pb + c]);
                b00 = k0.fma(x, b00);
                b10 = k1.fma(x, b10);
                x = FloatVector.broadcast(F, tile[pb + c + 1 * LANES]);
                b01 = k0.fma(x, b01);
                b11 = k1.fma(x, b11);
                x = FloatVector.broadcast(F, tile[pb + c + 2 * LANES]);
                b02 = k0.fma(x, b02);
                b12 = k1.fma(x, b12);
                x = FloatVector.broadcast(F, tile[pb + c + 3 * LANES]);
                b03 = k0.fma(x, b03);
                b13 = k1.fma(x, b13);
                w0 += LANES;
                w1 += LANES;
            }
        }
        a00.intoMemorySegment(target, toA * 4L, ORDER);
        a01.intoMemorySegment(target, (toA + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (toA + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (toA + 3 * LANES) * 4L, ORDER);
        b00.intoMemorySegment(target, toB * 4L, ORDER);
        b01.intoMemorySegment(target, (toB + 1 * LANES) * 4L, ORDER);
        b02.intoMemorySegment(target, (toB + 2 * LANES) * 4L, ORDER);
        b03.intoMemorySegment(target, (toB + 3 * LANES) * 4L, ORDER);
        a10.intoMemorySegment(target, (toA + second) * 4L, ORDER);
        a11.intoMemorySegment(target, (toA + second + 1 * LANES) * 4L, ORDER);
        a12.intoMemorySegment(target, (toA + second + 2 * LANES) * 4L, ORDER);
        a13.intoMemorySegment(target, (toA + second + 3 * LANES) * 4L, ORDER);
        b10.intoMemorySegment(target, (toB + second) * 4L, ORDER);
        b11.intoMemorySegment(target, (toB + second + 1 * LANES) * 4L, ORDER);
        b12.intoMemorySegment(target, (toB + second + 2 * LANES) * 4L, ORDER);
        b13.intoMemorySegment(target, (toB + second + 3 * LANES) * 4L, ORDER);
    }

    /** Winograd, one point: two output vectors of eight quads, every kernel row of a channel in one round. */
    private static void winograd2x8(
            Window window,
            float[] tile,
            int from,
            MemorySegment weights,
            int weight0,
            int weight1,
            MemorySegment target,
            int to,
            int second) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector b00 = FloatVector.zero(F);
        FloatVector b01 = FloatVector.zero(F);
        FloatVector b02 = FloatVector.zero(F);
        FloatVector b03 = FloatVector.zero(F);
        FloatVector a10 = FloatVector.zero(F);
        FloatVector a11 = FloatVector.zero(F);
        FloatVector a12 = FloatVector.zero(F);
        FloatVector a13 = FloatVector.zero(F);
        FloatVector b10 = FloatVector.zero(F);
        FloatVector b11 = FloatVector.zero(F);
        FloatVector b12 = FloatVector.zero(F);
        FloatVector b13 = FloatVector.zero(F);
        int w0 = weight0;
        int w1 = weight1;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        int row = window.width() * LANES;
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            int p0 = from + block * tileBlock;
            int p1 = p0 + row;
            int p2 = p1 + row;
            for (int c = 0; c < channels; c++) {
                FloatVector k0 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                FloatVector k1 = FloatVector.fromMemorySegment(F, weights, w1 * 4L, ORDER);
                FloatVector x = FloatVector.broadcast(F, tile[p0 + c]);
                a00 = k0.fma(x, a00);
                a10 = k1.fma(x, a10);
                x = FloatVector.broadcast(F, tile[p0 + c + 1 * LANES]);
                a01 = k0.fma(x, a01);
                a11 = k1.fma(x, a11);
                x = FloatVector.broadcast(F, tile[p0 + c + 2 * LANES]);
                a02 = k0.fma(x, a02);
                a12 = k1.fma(x, a12);
                x = FloatVector.broadcast(F, tile[p0 + c + 3 * LANES]);
                a03 = k0.fma(x, a03);
                a13 = k1.fma(x, a13);
                x = FloatVector.broadcast(F, tile[p0 + c + 4 * LANES]);
                b00 = k0.fma(x, b00);
                b10 = k1.fma(x, b10);
                x = FloatVector.broadcast(F, tile[p0 + c + 5 * LANES]);
                b01 = k0.fma(x, b01);
                b11 = k1.fma(x, b11);
                x = FloatVector.broadcast(F, tile[p0 + c + 6 * LANES]);
                b02 = k0.fma(x, b02);
                b12 = k1.fma(x, b12);
                x = FloatVector.broadcast(F, tile[p0 + c + 7 * LANES]);
                b03 = k0.fma(x, b03);
                b13 = k1.fma(x, b13);
                k0 = FloatVector.fromMemorySegment(F, weights, (w0 + 1 * LANES) * 4L, ORDER);
                k1 = FloatVector.fromMemorySegment(F, weights, (w1 + 1 * LANES) * 4L, ORDER);
                x = FloatVector.broadcast(F, tile[p1 + c]);
                a00 = k0.fma(x, a00);
                a10 = k1.fma(x, a10);
                x = FloatVector.broadcast(F, tile[p1 + c + 1 * LANES]);
                a01 = k0.fma(x, a01);
                a11 = k1.fma(x, a11);
                x = FloatVector.broadcast(F, tile[p1 + c + 2 * LANES]);
                a02 = k0.fma(x, a02);
                a12 = k1.fma(x, a12);
                x = FloatVector.broadcast(F, tile[p1 + c + 3 * LANES]);
                a03 = k0.fma(x, a03);
                a13 = k1.fma(x, a13);
                x = FloatVector.broadcast(F, tile[p1 + c + 4 * LANES]);
                b00 = k0.fma(x, b00);
                b10 = k1.fma(x, b10);
                x = FloatVector.broadcast(F, tile[p1 + c + 5 * LANES]);
                b01 = k0.fma(x, b01);
                b11 = k1.fma(x, b11);
                x = FloatVector.broadcast(F, tile[p1 + c + 6 * LANES]);
                b02 = k0.fma(x, b02);
                b12 = k1.fma(x, b12);
                x = FloatVector.broadcast(F, tile[p1 + c + 7 * LANES]);
                b03 = k0.fma(x, b03);
                b13 = k1.fma(x, b13);
                k0 = FloatVector.fromMemorySegment(F, weights, (w0 + 2 * LANES) * 4L, ORDER);
                k1 = FloatVector.fromMemorySegment(F, weights, (w1 + 2 * LANES) * 4L, ORDER);
                x = FloatVector.broadcast(F, tile[p2 + c]);
                a00 = k0.fma(x, a00);
                a10 = k1.fma(x, a10);
                x = FloatVector.broadcast(F, tile[p2 + c + 1 * LANES]);
                a01 = k0.fma(x, a01);
                a11 = k1.fma(x, a11);
                x = FloatVector.broadcast(F, tile[p2 + c + 2 * LANES]);
                a02 = k0.fma(x, a02);
                a12 = k1.fma(x, a12);
                x = FloatVector.broadcast(F, tile[p2 + c + 3 * LANES]);
                a03 = k0.fma(x, a03);
                a13 = k1.fma(x, a13);
                x = FloatVector.broadcast(F, tile[p2 + c + 4 * LANES]);
                b00 = k0.fma(x, b00);
                b10 = k1.fma(x, b10);
                x = FloatVector.broadcast(F, tile[p2 + c + 5 * LANES]);
                b01 = k0.fma(x, b01);
                b11 = k1.fma(x, b11);
                x = FloatVector.broadcast(F, tile[p2 + c + 6 * LANES]);
                b02 = k0.fma(x, b02);
                b12 = k1.fma(x, b12);
                x = FloatVector.broadcast(F, tile[p2 + c + 7 * LANES]);
                b03 = k0.fma(x, b03);
                b13 = k1.fma(x, b13);
                w0 += 3 * LANES;
                w1 += 3 * LANES;
            }
        }
        a00.intoMemorySegment(target, to * 4L, ORDER);
        a01.intoMemorySegment(target, (to + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (to + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (to + 3 * LANES) * 4L, ORDER);
        b00.intoMemorySegment(target, (to + 4 * LANES) * 4L, ORDER);
        b01.intoMemorySegment(target, (to + 5 * LANES) * 4L, ORDER);
        b02.intoMemorySegment(target, (to + 6 * LANES) * 4L, ORDER);
        b03.intoMemorySegment(target, (to + 7 * LANES) * 4L, ORDER);
        a10.intoMemorySegment(target, (to + second) * 4L, ORDER);
        a11.intoMemorySegment(target, (to + second + 1 * LANES) * 4L, ORDER);
        a12.intoMemorySegment(target, (to + second + 2 * LANES) * 4L, ORDER);
        a13.intoMemorySegment(target, (to + second + 3 * LANES) * 4L, ORDER);
        b10.intoMemorySegment(target, (to + second + 4 * LANES) * 4L, ORDER);
        b11.intoMemorySegment(target, (to + second + 5 * LANES) * 4L, ORDER);
        b12.intoMemorySegment(target, (to + second + 6 * LANES) * 4L, ORDER);
        b13.intoMemorySegment(target, (to + second + 7 * LANES) * 4L, ORDER);
    }

    /** 1x1: one output vector of sixteen pixels. */
    private static void point1x16(
            Window window,
            float[] tile,
            int fromA,
            int fromB,
            int fromC,
            int fromD,
            MemorySegment weights,
            int weight0,
            MemorySegment target,
            int toA,
            int toB,
            int toC,
            int toD) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector b00 = FloatVector.zero(F);
        FloatVector b01 = FloatVector.zero(F);
        FloatVector b02 = FloatVector.zero(F);
        FloatVector b03 = FloatVector.zero(F);
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        FloatVector d00 = FloatVector.zero(F);
        FloatVector d01 = FloatVector.zero(F);
        FloatVector d02 = FloatVector.zero(F);
        FloatVector d03 = FloatVector.zero(F);
        int w0 = weight0;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            int pa = fromA + block * tileBlock;
            int pb = fromB + block * tileBlock;
            int pc = fromC + block * tileBlock;
            int pd = fromD + block * tileBlock;
            for (int c = 0; c < channels; c++) {
                FloatVector k0 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                a00 = k0.fma(FloatVector.broadcast(F, tile[pa + c]), a00);
                a01 = k0.fma(FloatVector.broadcast(F, tile[pa + c + 1 * LANES]), a01);
                a02 = k0.fma(FloatVector.broadcast(F, tile[pa + c + 2 * LANES]), a02);
                a03 = k0.fma(FloatVector.broadcast(F, tile[pa + c + 3 * LANES]), a03);
                b00 = k0.fma(FloatVector.broadcast(F, tile[pb + c]), b00);
                b01 = k0.fma(FloatVector.broadcast(F, tile[pb + c + 1 * LANES]), b01);
                b02 = k0.fma(FloatVector.broadcast(F, tile[pb + c + 2 * LANES]), b02);
                b03 = k0.fma(FloatVector.broadcast(F, tile[pb + c + 3 * LANES]), b03);
                c00 = k0.fma(FloatVector.broadcast(F, tile[pc + c]), c00);
                c01 = k0.fma(FloatVector.broadcast(F, tile[pc + c + 1 * LANES]), c01);
                c02 = k0.fma(FloatVector.broadcast(F, tile[pc + c + 2 * LANES]), c02);
                c03 = k0.fma(FloatVector.broadcast(F, tile[pc + c + 3 * LANES]), c03);
                d00 = k0.fma(FloatVector.broadcast(F, tile[pd + c]), d00);
                d01 = k0.fma(FloatVector.broadcast(F, tile[pd + c + 1 * LANES]), d01);
                d02 = k0.fma(FloatVector.broadcast(F, tile[pd + c + 2 * LANES]), d02);
                d03 = k0.fma(FloatVector.broadcast(F, tile[pd + c + 3 * LANES]), d03);
                w0 += LANES;
            }
        }
        a00.intoMemorySegment(target, toA * 4L, ORDER);
        a01.intoMemorySegment(target, (toA + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (toA + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (toA + 3 * LANES) * 4L, ORDER);
        b00.intoMemorySegment(target, toB * 4L, ORDER);
        b01.intoMemorySegment(target, (toB + 1 * LANES) * 4L, ORDER);
        b02.intoMemorySegment(target, (toB + 2 * LANES) * 4L, ORDER);
        b03.intoMemorySegment(target, (toB + 3 * LANES) * 4L, ORDER);
        c00.intoMemorySegment(target, toC * 4L, ORDER);
        c01.intoMemorySegment(target, (toC + 1 * LANES) * 4L, ORDER);
        c02.intoMemorySegment(target, (toC + 2 * LANES) * 4L, ORDER);
        c03.intoMemorySegment(target, (toC + 3 * LANES) * 4L, ORDER);
        d00.intoMemorySegment(target, toD * 4L, ORDER);
        d01.intoMemorySegment(target, (toD + 1 * LANES) * 4L, ORDER);
        d02.intoMemorySegment(target, (toD + 2 * LANES) * 4L, ORDER);
        d03.intoMemorySegment(target, (toD + 3 * LANES) * 4L, ORDER);
    }

    /** Winograd, one point: one output vector of sixteen quads, every kernel row of a channel in one round. */
    private static void winograd1x16(
            Window window, float[] tile, int from, MemorySegment weights, int weight0, MemorySegment target, int to) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector b00 = FloatVector.zero(F);
        FloatVector b01 = FloatVector.zero(F);
        FloatVector b02 = FloatVector.zero(F);
        FloatVector b03 = FloatVector.zero(F);
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        FloatVector d00 = FloatVector.zero(F);
        FloatVector d01 = FloatVector.zero(F);
        FloatVector d02 = FloatVector.zero(F);
        FloatVector d03 = FloatVector.zero(F);
        int w0 = weight0;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        int row = window.width() * LANES;
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            int p0 = from + block * tileBlock;
            int p1 = p0 + row;
            int p2 = p1 + row;
            for (int c = 0; c < channels; c++) {
                FloatVector k0 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                a00 = k0.fma(FloatVector.broadcast(F, tile[p0 + c]), a00);
                a01 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 1 * LANES]), a01);
                a02 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 2 * LANES]), a02);
                a03 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 3 * LANES]), a03);
                b00 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 4 * LANES]), b00);
                b01 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 5 * LANES]), b01);
                b02 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 6 * LANES]), b02);
                b03 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 7 * LANES]), b03);
                c00 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 8 * LANES]), c00);
                c01 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 9 * LANES]), c01);
                c02 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 10 * LANES]), c02);
                c03 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 11 * LANES]), c03);
                d00 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 12 * LANES]), d00);
                d01 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 13 * LANES]), d01);
                d02 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 14 * LANES]), d02);
                d03 = k0.fma(FloatVector.broadcast(F, tile[p0 + c + 15 * LANES]), d03);
                k0 = FloatVector.fromMemorySegment(F, weights, (w0 + 1 * LANES) * 4L, ORDER);
                a00 = k0.fma(FloatVector.broadcast(F, tile[p1 + c]), a00);
                a01 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 1 * LANES]), a01);
                a02 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 2 * LANES]), a02);
                a03 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 3 * LANES]), a03);
                b00 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 4 * LANES]), b00);
                b01 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 5 * LANES]), b01);
                b02 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 6 * LANES]), b02);
                b03 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 7 * LANES]), b03);
                c00 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 8 * LANES]), c00);
                c01 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 9 * LANES]), c01);
                c02 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 10 * LANES]), c02);
                c03 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 11 * LANES]), c03);
                d00 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 12 * LANES]), d00);
                d01 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 13 * LANES]), d01);
                d02 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 14 * LANES]), d02);
                d03 = k0.fma(FloatVector.broadcast(F, tile[p1 + c + 15 * LANES]), d03);
                k0 = FloatVector.fromMemorySegment(F, weights, (w0 + 2 * LANES) * 4L, ORDER);
                a00 = k0.fma(FloatVector.broadcast(F, tile[p2 + c]), a00);
                a01 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 1 * LANES]), a01);
                a02 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 2 * LANES]), a02);
                a03 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 3 * LANES]), a03);
                b00 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 4 * LANES]), b00);
                b01 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 5 * LANES]), b01);
                b02 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 6 * LANES]), b02);
                b03 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 7 * LANES]), b03);
                c00 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 8 * LANES]), c00);
                c01 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 9 * LANES]), c01);
                c02 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 10 * LANES]), c02);
                c03 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 11 * LANES]), c03);
                d00 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 12 * LANES]), d00);
                d01 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 13 * LANES]), d01);
                d02 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 14 * LANES]), d02);
                d03 = k0.fma(FloatVector.broadcast(F, tile[p2 + c + 15 * LANES]), d03);
                w0 += 3 * LANES;
            }
        }
        a00.intoMemorySegment(target, to * 4L, ORDER);
        a01.intoMemorySegment(target, (to + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (to + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (to + 3 * LANES) * 4L, ORDER);
        b00.intoMemorySegment(target, (to + 4 * LANES) * 4L, ORDER);
        b01.intoMemorySegment(target, (to + 5 * LANES) * 4L, ORDER);
        b02.intoMemorySegment(target, (to + 6 * LANES) * 4L, ORDER);
        b03.intoMemorySegment(target, (to + 7 * LANES) * 4L, ORDER);
        c00.intoMemorySegment(target, (to + 8 * LANES) * 4L, ORDER);
        c01.intoMemorySegment(target, (to + 9 * LANES) * 4L, ORDER);
        c02.intoMemorySegment(target, (to + 10 * LANES) * 4L, ORDER);
        c03.intoMemorySegment(target, (to + 11 * LANES) * 4L, ORDER);
        d00.intoMemorySegment(target, (to + 12 * LANES) * 4L, ORDER);
        d01.intoMemorySegment(target, (to + 13 * LANES) * 4L, ORDER);
        d02.intoMemorySegment(target, (to + 14 * LANES) * 4L, ORDER);
        d03.intoMemorySegment(target, (to + 15 * LANES) * 4L, ORDER);
    }

    /** 1x1: two output vectors of four pixels. */
    private static void point2x4(
            Window window,
            float[] tile,
            int fromA,
            MemorySegment weights,
            int weight0,
            int weight1,
            MemorySegment target,
            int toA,
            int second) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector a10 = FloatVector.zero(F);
        FloatVector a11 = FloatVector.zero(F);
        FloatVector a12 = FloatVector.zero(F);
        FloatVector a13 = FloatVector.zero(F);
        int w0 = weight0;
        int w1 = weight1;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            int pa = fromA + block * tileBlock;
            for (int c = 0; c < channels; c++) {
                FloatVector k0 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                FloatVector k1 = FloatVector.fromMemorySegment(F, weights, w1 * 4L, ORDER);
                FloatVector x = FloatVector.broadcast(F, tile[pa + c]);
                a00 = k0.fma(x, a00);
                a10 = k1.fma(x, a10);
                x = FloatVector.broadcast(F, tile[pa + c + 1 * LANES]);
                a01 = k0.fma(x, a01);
                a11 = k1.fma(x, a11);
                x = FloatVector.broadcast(F, tile[pa + c + 2 * LANES]);
                a02 = k0.fma(x, a02);
                a12 = k1.fma(x, a12);
                x = FloatVector.broadcast(F, tile[pa + c + 3 * LANES]);
                a03 = k0.fma(x, a03);
                a13 = k1.fma(x, a13);
                w0 += LANES;
                w1 += LANES;
            }
        }
        a00.intoMemorySegment(target, toA * 4L, ORDER);
        a01.intoMemorySegment(target, (toA + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (toA + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (toA + 3 * LANES) * 4L, ORDER);
        a10.intoMemorySegment(target, (toA + second) * 4L, ORDER);
        a11.intoMemorySegment(target, (toA + second + 1 * LANES) * 4L, ORDER);
        a12.intoMemorySegment(target, (toA + second + 2 * LANES) * 4L, ORDER);
        a13.intoMemorySegment(target, (toA + second + 3 * LANES) * 4L, ORDER);
    }

    /** Winograd, one point: two output vectors of four quads, every kernel row of a channel in one round. */
    private static void winograd2x4(
            Window window,
            float[] tile,
            int fromA,
            MemorySegment weights,
            int weight0,
            int weight1,
            MemorySegment target,
            int toA,
            int second) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector a10 = FloatVector.zero(F);
        FloatVector a11 = FloatVector.zero(F);
        FloatVector a12 = FloatVector.zero(F);
        FloatVector a13 = FloatVector.zero(F);
        int w0 = weight0;
        int w1 = weight1;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        int row = window.width() * LANES;
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            int pa0 = fromA + block * tileBlock;
            int pa1 = pa0 + row;
            int pa2 = pa1 + row;
            for (int c = 0; c < channels; c++) {
                FloatVector k0 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                FloatVector k1 = FloatVector.fromMemorySegment(F, weights, w1 * 4L, ORDER);
                FloatVector x = FloatVector.broadcast(F, tile[pa0 + c]);
                a00 = k0.fma(x, a00);
                a10 = k1.fma(x, a10);
                x = FloatVector.broadcast(F, tile[pa0 + c + 1 * LANES]);
                a01 = k0.fma(x, a01);
                a11 = k1.fma(x, a11);
                x = FloatVector.broadcast(F, tile[pa0 + c + 2 * LANES]);
                a02 = k0.fma(x, a02);
                a12 = k1.fma(x, a12);
                x = FloatVector.broadcast(F, tile[pa0 + c + 3 * LANES]);
                a03 = k0.fma(x, a03);
                a13 = k1.fma(x, a13);
                k0 = FloatVector.fromMemorySegment(F, weights, (w0 + 1 * LANES) * 4L, ORDER);
                k1 = FloatVector.fromMemorySegment(F, weights, (w1 + 1 * LANES) * 4L, ORDER);
                x = FloatVector.broadcast(F, tile[pa1 + c]);
                a00 = k0.fma(x, a00);
                a10 = k1.fma(x, a10);
                x = FloatVector.broadcast(F, tile[pa1 + c + 1 * LANES]);
                a01 = k0.fma(x, a01);
                a11 = k1.fma(x, a11);
                x = FloatVector.broadcast(F, tile[pa1 + c + 2 * LANES]);
                a02 = k0.fma(x, a02);
                a12 = k1.fma(x, a12);
                x = FloatVector.broadcast(F, tile[pa1 + c + 3 * LANES]);
                a03 = k0.fma(x, a03);
                a13 = k1.fma(x, a13);
                k0 = FloatVector.fromMemorySegment(F, weights, (w0 + 2 * LANES) * 4L, ORDER);
                k1 = FloatVector.fromMemorySegment(F, weights, (w1 + 2 * LANES) * 4L, ORDER);
                x = FloatVector.broadcast(F, tile[pa2 + c]);
                a00 = k0.fma(x, a00);
                a10 = k1.fma(x, a10);
                x = FloatVector.broadcast(F, tile[pa2 + c + 1 * LANES]);
                a01 = k0.fma(x, a01);
                a11 = k1.fma(x, a11);
                x = FloatVector.broadcast(F, tile[pa2 + c + 2 * LANES]);
                a02 = k0.fma(x, a02);
                a12 = k1.fma(x, a12);
                x = FloatVector.broadcast(F, tile[pa2 + c + 3 * LANES]);
                a03 = k0.fma(x, a03);
                a13 = k1.fma(x, a13);
                w0 += 3 * LANES;
                w1 += 3 * LANES;
            }
        }
        a00.intoMemorySegment(target, toA * 4L, ORDER);
        a01.intoMemorySegment(target, (toA + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (toA + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (toA + 3 * LANES) * 4L, ORDER);
        a10.intoMemorySegment(target, (toA + second) * 4L, ORDER);
        a11.intoMemorySegment(target, (toA + second + 1 * LANES) * 4L, ORDER);
        a12.intoMemorySegment(target, (toA + second + 2 * LANES) * 4L, ORDER);
        a13.intoMemorySegment(target, (toA + second + 3 * LANES) * 4L, ORDER);
    }

    /** Any kernel: two output vectors of four pixels. */
    private static void general2x4(
            Window window,
            float[] tile,
            int fromA,
            MemorySegment weights,
            int weight0,
            int weight1,
            MemorySegment target,
            int toA,
            int second) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector a10 = FloatVector.zero(F);
        FloatVector a11 = FloatVector.zero(F);
        FloatVector a12 = FloatVector.zero(F);
        FloatVector a13 = FloatVector.zero(F);
        int w0 = weight0;
        int w1 = weight1;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        int kernel = window.kernel();
        int step = window.stride() * LANES;
        int tap = window.dilation() * LANES;
        int rowFloats = tap * window.width();
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            for (int ky = 0; ky < kernel; ky++) {
                int pa = fromA + block * tileBlock + ky * rowFloats;
                for (int c = 0; c < channels; c++) {
                    for (int kx = 0; kx < kernel; kx++) {
                        int ia = pa + c + kx * tap;
                        FloatVector k0 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                        FloatVector k1 = FloatVector.fromMemorySegment(F, weights, w1 * 4L, ORDER);
                        FloatVector x = FloatVector.broadcast(F, tile[ia]);
                        a00 = k0.fma(x, a00);
                        a10 = k1.fma(x, a10);
                        x = FloatVector.broadcast(F, tile[ia + step]);
                        a01 = k0.fma(x, a01);
                        a11 = k1.fma(x, a11);
                        x = FloatVector.broadcast(F, tile[ia + 2 * step]);
                        a02 = k0.fma(x, a02);
                        a12 = k1.fma(x, a12);
                        x = FloatVector.broadcast(F, tile[ia + 3 * step]);
                        a03 = k0.fma(x, a03);
                        a13 = k1.fma(x, a13);
                        w0 += LANES;
                        w1 += LANES;
                    }
                }
            }
        }
        a00.intoMemorySegment(target, toA * 4L, ORDER);
        a01.intoMemorySegment(target, (toA + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (toA + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (toA + 3 * LANES) * 4L, ORDER);
        a10.intoMemorySegment(target, (toA + second) * 4L, ORDER);
        a11.intoMemorySegment(target, (toA + second + 1 * LANES) * 4L, ORDER);
        a12.intoMemorySegment(target, (toA + second + 2 * LANES) * 4L, ORDER);
        a13.intoMemorySegment(target, (toA + second + 3 * LANES) * 4L, ORDER);
    }

    /** Any kernel: one output vector of eight pixels. */
    private static void general1x8(
            Window window,
            float[] tile,
            int fromA,
            int fromB,
            MemorySegment weights,
            int weight0,
            MemorySegment target,
            int toA,
            int toB) {
        FloatVector a00 = FloatVector.zero(F);
        FloatVector a01 = FloatVector.zero(F);
        FloatVector a02 = FloatVector.zero(F);
        FloatVector a03 = FloatVector.zero(F);
        FloatVector b00 = FloatVector.zero(F);
        FloatVector b01 = FloatVector.zero(F);
        FloatVector b02 = FloatVector.zero(F);
        FloatVector b03 = FloatVector.zero(F);
        int w0 = weight0;
        int inputBlocks = window.inputBlocks();
        int tileBlock = window.tileBlock();
        int kernel = window.kernel();
        int step = window.stride() * LANES;
        int tap = window.dilation() * LANES;
        int rowFloats = tap * window.width();
        for (int block = 0; block < inputBlocks; block++) {
            int channels = block == inputBlocks - 1 ? window.lastChannels() : LANES;
            for (int ky = 0; ky < kernel; ky++) {
                int pa = fromA + block * tileBlock + ky * rowFloats;
                int pb = fromB + block * tileBlock + ky * rowFloats;
                for (int c = 0; c < channels; c++) {
                    for (int kx = 0; kx < kernel; kx++) {
                        int ia = pa + c + kx * tap;
                        int ib = pb + c + kx * tap;
                        FloatVector k0 = FloatVector.fromMemorySegment(F, weights, w0 * 4L, ORDER);
                        a00 = k0.fma(FloatVector.broadcast(F, tile[ia]), a00);
                        a01 = k0.fma(FloatVector.broadcast(F, tile[ia + step]), a01);
                        a02 = k0.fma(FloatVector.broadcast(F, tile[ia + 2 * step]), a02);
                        a03 = k0.fma(FloatVector.broadcast(F, tile[ia + 3 * step]), a03);
                        b00 = k0.fma(FloatVector.broadcast(F, tile[ib]), b00);
                        b01 = k0.fma(FloatVector.broadcast(F, tile[ib + step]), b01);
                        b02 = k0.fma(FloatVector.broadcast(F, tile[ib + 2 * step]), b02);
                        b03 = k0.fma(FloatVector.broadcast(F, tile[ib + 3 * step]), b03);
                        w0 += LANES;
                    }
                }
            }
        }
        a00.intoMemorySegment(target, toA * 4L, ORDER);
        a01.intoMemorySegment(target, (toA + 1 * LANES) * 4L, ORDER);
        a02.intoMemorySegment(target, (toA + 2 * LANES) * 4L, ORDER);
        a03.intoMemorySegment(target, (toA + 3 * LANES) * 4L, ORDER);
        b00.intoMemorySegment(target, toB * 4L, ORDER);
        b01.intoMemorySegment(target, (toB + 1 * LANES) * 4L, ORDER);
        b02.intoMemorySegment(target, (toB + 2 * LANES) * 4L, ORDER);
        b03.intoMemorySegment(target, (toB + 3 * LANES) * 4L, ORDER);
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
        int quads = rows * window.size();
        int plane = Winograd.sumFloats(quads);
        int weightsOfBlock = window.weightsOfColumns();
        int point = window.inputBlocks() * window.tileBlock();
        if (!WHOLE_BLOCKS) {
            for (int block = 0; block < blocks; block++) {
                for (int lane = 0; lane < LANES; lane += 2 * WIDTH) {
                    for (int i = 0; i < Winograd.POINTS; i++) {
                        int w = (i * blocks + block) * weightsOfBlock + lane;
                        pointOfTwo(
                                window, tile, i * point, quads, weights, w, w + WIDTH, sums, i * plane + lane, WIDTH);
                    }
                    int to = out + block * outBlock + lane;
                    quads(sums, lane, plane, quads, target, to);
                    quads(sums, lane + WIDTH, plane, quads, target, to + WIDTH);
                }
            }
            return;
        }
        int second = Winograd.POINTS * plane;
        int block = 0;
        for (; block + 1 < blocks; block += 2) {
            for (int i = 0; i < Winograd.POINTS; i++) {
                int w = (i * blocks + block) * weightsOfBlock;
                pointOfTwo(window, tile, i * point, quads, weights, w, w + weightsOfBlock, sums, i * plane, second);
            }
            quads(sums, 0, plane, quads, target, out + block * outBlock);
            quads(sums, second, plane, quads, target, out + (block + 1) * outBlock);
        }
        if (block < blocks) {
            for (int i = 0; i < Winograd.POINTS; i++) {
                int w = (i * blocks + block) * weightsOfBlock;
                pointOfOne(window, tile, i * point, quads, weights, w, sums, i * plane);
            }
            quads(sums, 0, plane, quads, target, out + block * outBlock);
        }
    }

    /** Two output vectors of {@code quads} numbers that lie one after the other; reads and writes up to whole fours. */
    private static void pointOfTwo(
            Window window,
            float[] tile,
            int from,
            int quads,
            MemorySegment weights,
            int w0,
            int w1,
            MemorySegment sums,
            int to,
            int second) {
        int g = 0;
        if (WHOLE_BLOCKS) {
            for (; g + 4 < quads; g += 8) {
                winograd2x8(window, tile, from + g * LANES, weights, w0, w1, sums, to + g * LANES, second);
            }
        }
        for (; g < quads; g += 4) {
            winograd2x4(window, tile, from + g * LANES, weights, w0, w1, sums, to + g * LANES, second);
        }
    }

    /** The same of one output vector of a whole block. */
    private static void pointOfOne(
            Window window,
            float[] tile,
            int from,
            int quads,
            MemorySegment weights,
            int w,
            MemorySegment sums,
            int to) {
        for (int g = 0; g < quads; g += 16) {
            winograd1x16(window, tile, from + g * LANES, weights, w, sums, to + g * LANES);
        }
    }

    /** The outputs of quads from the sums of their points. */
    private static void quads(MemorySegment sums, int from, int plane, int quads, MemorySegment target, int out) {
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
        int size = window.size();
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            for (int y = 0; y < rows; y++) {
                int from = at + y * window.width() * window.stride() * LANES + lane;
                int to = out + y * size * LANES + lane;
                if (size < 4) {
                    for (int x = 0; x < size; x++) {
                        depthwisePixel(
                                window,
                                tile,
                                from + x * window.stride() * LANES,
                                weights,
                                weightAt + lane,
                                target,
                                to + x * LANES);
                    }
                } else {
                    for (int g = 0; g < size; g += 4) {
                        int x = Math.min(g, size - 4);
                        depthwise4(
                                window,
                                tile,
                                from + x * window.stride() * LANES,
                                weights,
                                weightAt + lane,
                                target,
                                to + x * LANES);
                    }
                }
            }
        }
    }

    private static void depthwise4(
            Window window, float[] tile, int from, MemorySegment weights, int weight, MemorySegment target, int to) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = FloatVector.zero(F);
        FloatVector c = FloatVector.zero(F);
        FloatVector d = FloatVector.zero(F);
        int kernel = window.kernel();
        int step = window.stride() * LANES;
        int tap = window.dilation() * LANES;
        int w = weight;
        for (int ky = 0; ky < kernel; ky++) {
            int i = from + ky * tap * window.width();
            for (int kx = 0; kx < kernel; kx++) {
                FloatVector k = FloatVector.fromMemorySegment(F, weights, w * 4L, ORDER);
                a = k.fma(FloatVector.fromArray(F, tile, i), a);
                b = k.fma(FloatVector.fromArray(F, tile, i + step), b);
                c = k.fma(FloatVector.fromArray(F, tile, i + 2 * step), c);
                d = k.fma(FloatVector.fromArray(F, tile, i + 3 * step), d);
                i += tap;
                w += LANES;
            }
        }
        a.intoMemorySegment(target, to * 4L, ORDER);
        b.intoMemorySegment(target, (to + LANES) * 4L, ORDER);
        c.intoMemorySegment(target, (to + 2 * LANES) * 4L, ORDER);
        d.intoMemorySegment(target, (to + 3 * LANES) * 4L, ORDER);
    }

    private static void depthwisePixel(
            Window window, float[] tile, int from, MemorySegment weights, int weight, MemorySegment target, int to) {
        FloatVector sum = FloatVector.zero(F);
        int kernel = window.kernel();
        int tap = window.dilation() * LANES;
        int w = weight;
        for (int ky = 0; ky < kernel; ky++) {
            int i = from + ky * tap * window.width();
            for (int kx = 0; kx < kernel; kx++) {
                sum = FloatVector.fromMemorySegment(F, weights, w * 4L, ORDER)
                        .fma(FloatVector.fromArray(F, tile, i), sum);
                i += tap;
                w += LANES;
            }
        }
        sum.intoMemorySegment(target, to * 4L, ORDER);
    }

    @Override
    public void averagePool(Window window, float[] tile, int at, float[] reciprocals, MemorySegment target, int out) {
        int size = window.size();
        int kernel = window.kernel();
        if (kernel == 3 && window.stride() == 1 && size >= 4) {
            averagePool3x3(window, tile, at, reciprocals, target, out);
            return;
        }
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    int from = at + (y * window.width() + x) * window.stride() * LANES + lane;
                    FloatVector sum = FloatVector.zero(F);
                    for (int ky = 0; ky < kernel; ky++) {
                        int i = from + ky * window.width() * LANES;
                        for (int kx = 0; kx < kernel; kx++) {
                            sum = sum.add(FloatVector.fromArray(F, tile, i + kx * LANES));
                        }
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
        int size = window.size();
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            for (int y = 0; y < size; y++) {
                for (int group = 0; group < size; group += 4) {
                    int x = Math.min(group, size - 4);
                    int pixel = y * size + x;
                    int from = at + (y * window.width() + x) * LANES + lane;
                    averagePool4(
                            tile, from, window.width() * LANES, reciprocals, pixel, target, out + pixel * LANES + lane);
                }
            }
        }
    }

    private static void averagePool4(
            float[] tile, int from, int rowFloats, float[] reciprocals, int pixel, MemorySegment target, int to) {
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
        int size = window.size();
        int kernel = window.kernel();
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    int from = at + (y * window.width() + x) * window.stride() * LANES + lane;
                    FloatVector largest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
                    for (int ky = 0; ky < kernel; ky++) {
                        int i = from + ky * window.width() * LANES;
                        for (int kx = 0; kx < kernel; kx++) {
                            largest = largest.max(FloatVector.fromArray(F, tile, i + kx * LANES));
                        }
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
