package org.deltanas.bindings;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.deltanas.bindings.DoubleCudnn.Convolution;
import org.deltanas.bindings.DoubleCudnn.Filter;
import org.deltanas.bindings.DoubleCudnn.Pooling;
import org.deltanas.bindings.DoubleCudnn.Reduction;
import org.deltanas.bindings.DoubleCudnn.Tensor;
import org.deltanas.bindings.DoubleMemory.Floats;

/** What the double's cuDNN computes: in double precision, each result rounded once. */
final class DoubleKernels {
    private DoubleKernels() {}

    /** One plane at a time, tap by tap: the inner loop runs over the pixels of a row. */
    static void convolve(
            Tensor in,
            Floats x,
            Filter filter,
            Floats weights,
            Convolution convolution,
            Tensor out,
            Floats y,
            float alpha,
            float beta) {
        int groupIn = filter.c();
        int groupOut = filter.k() / convolution.groups();
        double[] image = new double[in.c() * in.h() * in.w()];
        double[] plane = new double[out.h() * out.w()];
        for (int n = 0; n < out.n(); n++) {
            for (int i = 0; i < image.length; i++) {
                image[i] = factor(x.get(n * in.nStride() + i), convolution);
            }
            for (int k = 0; k < out.c(); k++) {
                Arrays.fill(plane, 0);
                for (int c = 0; c < groupIn; c++) {
                    int channel = (k / groupOut * groupIn + c) * in.h() * in.w();
                    for (int tap = 0; tap < filter.h() * filter.w(); tap++) {
                        double weight =
                                factor(weights.get((k * groupIn + c) * filter.h() * filter.w() + tap), convolution);
                        int top = tap / filter.w() * convolution.dilation() - convolution.pad();
                        int left = tap % filter.w() * convolution.dilation() - convolution.pad();
                        tap(image, channel, in, weight, top, left, convolution.stride(), plane, out);
                    }
                }
                for (int i = 0; i < plane.length; i++) {
                    blend(y, out.at(n, k, 0, 0) + i, alpha * plane[i], beta);
                }
            }
        }
    }

    /** A factor as it is multiplied: as it is with {@code CUDNN_FMA_MATH}, else with the ten bits of TF32. */
    private static double factor(double value, Convolution convolution) {
        return convolution.math() == 3
                ? value
                : Float.intBitsToFloat((Float.floatToRawIntBits((float) value) + (1 << 12)) & -(1 << 13));
    }

    private static void tap(
            double[] image,
            int channel,
            Tensor in,
            double weight,
            int top,
            int left,
            int stride,
            double[] plane,
            Tensor out) {
        int first = left >= 0 ? 0 : Math.ceilDiv(-left, stride);
        int end = Math.min(out.w(), Math.floorDiv(in.w() - 1 - left, stride) + 1);
        for (int row = 0; row < out.h(); row++) {
            int from = row * stride + top;
            if (from >= 0 && from < in.h()) {
                int source = channel + from * in.w() + left;
                int target = row * out.w();
                for (int column = first; column < end; column++) {
                    plane[target + column] += weight * image[source + column * stride];
                }
            }
        }
    }

    static void pool(Tensor in, Floats x, Pooling pooling, Tensor out, Floats y, float alpha, float beta) {
        for (int n = 0; n < out.n(); n++) {
            for (int c = 0; c < out.c(); c++) {
                for (int row = 0; row < out.h(); row++) {
                    for (int column = 0; column < out.w(); column++) {
                        double value = pooled(in, x, pooling, n, c, row, column);
                        blend(y, out.at(n, c, row, column), alpha * value, beta);
                    }
                }
            }
        }
    }

    private static double pooled(Tensor in, Floats x, Pooling pooling, int n, int c, int row, int column) {
        double sum = 0;
        double largest = Double.NEGATIVE_INFINITY;
        int seen = 0;
        for (int i = 0; i < pooling.window() * pooling.window(); i++) {
            int h = row * pooling.stride() - pooling.pad() + i / pooling.window();
            int w = column * pooling.stride() - pooling.pad() + i % pooling.window();
            if (h >= 0 && h < in.h() && w >= 0 && w < in.w()) {
                double value = x.get(in.at(n, c, h, w));
                sum += value;
                largest = Math.max(largest, value);
                seen++;
            }
        }
        return pooling.mode() == 2 ? sum / seen : largest;
    }

    static void map(Tensor in, Floats x, Tensor out, Floats y, float alpha, float beta, DoubleUnaryOperator function) {
        for (int n = 0; n < out.n(); n++) {
            for (int c = 0; c < out.c(); c++) {
                for (int h = 0; h < out.h(); h++) {
                    for (int w = 0; w < out.w(); w++) {
                        double value = function.applyAsDouble(x.get(in.at(n, c, h, w)));
                        blend(y, out.at(n, c, h, w), alpha * value, beta);
                    }
                }
            }
        }
    }

    static void add(Tensor in, Floats x, Tensor out, Floats y, float alpha, float beta) {
        for (int n = 0; n < out.n(); n++) {
            for (int c = 0; c < out.c(); c++) {
                for (int h = 0; h < out.h(); h++) {
                    for (int w = 0; w < out.w(); w++) {
                        int at = in.at(
                                in.n() == 1 ? 0 : n, in.c() == 1 ? 0 : c, in.h() == 1 ? 0 : h, in.w() == 1 ? 0 : w);
                        blend(y, out.at(n, c, h, w), alpha * x.get(at), beta);
                    }
                }
            }
        }
    }

    /** With a momentum of 1, of what was there before nothing is left but NaN and infinities. */
    static void normalise(
            Tensor shape,
            Floats x,
            Floats y,
            Floats scale,
            Floats shift,
            Floats means,
            Floats variances,
            double epsilon) {
        long count = (long) shape.n() * shape.h() * shape.w();
        for (int c = 0; c < shape.c(); c++) {
            double mean = sum(shape, x, c, 0, 1) / count;
            double squares = sum(shape, x, c, mean, 2);
            means.set(c, 0 * means.get(c) + mean);
            variances.set(c, 0 * variances.get(c) + squares / (count - 1));
            normalise(shape, x, y, c, mean, scale.get(c) / Math.sqrt(squares / count + epsilon), shift.get(c));
        }
    }

    static void normaliseWith(
            Tensor shape,
            Floats x,
            Floats y,
            Floats scale,
            Floats shift,
            Floats means,
            Floats variances,
            double epsilon) {
        for (int c = 0; c < shape.c(); c++) {
            double factor = scale.get(c) / Math.sqrt(variances.get(c) + epsilon);
            normalise(shape, x, y, c, means.get(c), factor, shift.get(c));
        }
    }

    private static void normalise(Tensor shape, Floats x, Floats y, int c, double mean, double factor, double shift) {
        for (int n = 0; n < shape.n(); n++) {
            int plane = shape.at(n, c, 0, 0);
            for (int i = plane; i < plane + shape.h() * shape.w(); i++) {
                y.set(i, (x.get(i) - mean) * factor + shift);
            }
        }
    }

    static void reduce(Reduction reduction, Tensor shape, Floats x, Floats y) {
        long count = (long) shape.n() * shape.h() * shape.w();
        for (int c = 0; c < shape.c(); c++) {
            switch (reduction.operation()) {
                case 5 -> y.set(c, sum(shape, x, c, 0, 1) / count);
                case 6 -> y.set(c, absoluteSum(shape, x, c));
                default -> y.set(c, Math.sqrt(sum(shape, x, c, 0, 2)));
            }
        }
    }

    private static double absoluteSum(Tensor shape, Floats x, int c) {
        double sum = 0;
        for (int n = 0; n < shape.n(); n++) {
            for (int h = 0; h < shape.h(); h++) {
                for (int w = 0; w < shape.w(); w++) {
                    sum += Math.abs(x.get(shape.at(n, c, h, w)));
                }
            }
        }
        return sum;
    }

    private static double sum(Tensor shape, Floats x, int c, double mean, int power) {
        double sum = 0;
        for (int n = 0; n < shape.n(); n++) {
            int plane = shape.at(n, c, 0, 0);
            for (int i = plane; i < plane + shape.h() * shape.w(); i++) {
                double value = x.get(i) - mean;
                sum += power == 1 ? value : value * value;
            }
        }
        return sum;
    }

    private static void blend(Floats y, int at, double value, float beta) {
        y.set(at, beta == 0 ? value : value + beta * y.get(at));
    }
}
