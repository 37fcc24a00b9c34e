package org.deltanas.kernels.conv;

import java.util.Arrays;
import java.util.List;

/**
 * Reverse-mode derivatives of a network by definition, in double precision, over the values that
 * {@link ReferenceBackend} left. For every layer the derivative of one number with respect to the layer's value, and for every
 * convolution that with respect to its weights.
 */
final class ReferenceGradient {
    private final NetworkPlan plan;
    private final int[] sizes;
    private final int batch;
    private final List<double[]> values;
    private final float[][] weights;
    private final boolean norms;
    /** For each layer the derivative with respect to its value. */
    final double[][] ofValues;
    /** For each convolution the derivative with respect to its weights, in their order; null for other layers. */
    final double[][] ofWeights;

    /**
     * Sweeps backwards.
     *
     * @param values the value of every layer
     * @param weights the weights of every convolution
     * @param norms whether batch norms were applied
     * @param ofOutput the derivative with respect to the output
     */
    ReferenceGradient(
            NetworkPlan plan,
            int[] sizes,
            int batch,
            List<double[]> values,
            float[][] weights,
            boolean norms,
            double[] ofOutput) {
        this.plan = plan;
        this.sizes = sizes;
        this.batch = batch;
        this.values = values;
        this.weights = weights;
        this.norms = norms;
        int count = plan.layers().size();
        this.ofValues = new double[count][];
        this.ofWeights = new double[count][];
        for (int i = 0; i < count; i++) {
            ofValues[i] = new double[values.get(i).length];
        }
        ofValues[plan.output()] = ofOutput.clone();
        for (int i = count - 1; i >= 0; i--) {
            back(i);
        }
    }

    private void back(int index) {
        Layer layer = plan.layers().get(index);
        double[] from = ofValues[index];
        int size = sizes[index];
        if (layer instanceof Layer.Convolution c) {
            ofWeights[index] = new double[weights[index].length];
            convolution(c, index, from, size);
        } else if (layer instanceof Layer.BatchNorm b) {
            batchNorm(b, index, from, size * size);
        } else if (layer instanceof Layer.Rescale r) {
            rescale(values.get(r.input()), values.get(index), from, ofValues[r.input()]);
        } else if (layer instanceof Layer.Relu r) {
            double[] to = ofValues[r.input()];
            for (int j = 0; j < from.length; j++) {
                to[j] += values.get(r.input())[j] > 0 ? from[j] : 0;
            }
        } else if (layer instanceof Layer.AveragePool p) {
            pool(p.input(), from, size, p.kernel(), p.stride(), p.padding(), false);
        } else if (layer instanceof Layer.MaxPool p) {
            pool(p.input(), from, size, p.kernel(), p.stride(), p.padding(), true);
        } else if (layer instanceof Layer.Add a) {
            a.inputs().forEach(in -> add(from, 0, ofValues[in], 0, from.length));
        } else if (layer instanceof Layer.Slice s) {
            int pixels = size * size;
            int inputs = plan.layers().get(s.input()).channels();
            for (int n = 0; n < batch; n++) {
                add(from, n * s.channels() * pixels, ofValues[s.input()], n * inputs * pixels, s.channels() * pixels);
            }
        } else if (layer instanceof Layer.Shift s) {
            for (int i = 0; i < from.length; i++) {
                if (i % size + 1 < size && i / size % size + 1 < size) {
                    ofValues[s.input()][i + size + 1] += from[i];
                }
            }
        } else if (layer instanceof Layer.Concat c) {
            int first = 0;
            int pixels = size * size;
            for (int in : c.inputs()) {
                int channels = plan.layers().get(in).channels();
                for (int n = 0; n < batch; n++) {
                    int at = (n * c.channels() + first) * pixels;
                    add(from, at, ofValues[in], n * channels * pixels, channels * pixels);
                }
                first += channels;
            }
        }
    }

    private static void add(double[] from, int at, double[] to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] += from[at + i];
        }
    }

    private void convolution(Layer.Convolution c, int index, double[] from, int size) {
        double[] in = values.get(c.input());
        double[] to = ofValues[c.input()];
        float[] w = weights[index];
        double[] dw = ofWeights[index];
        int inSize = sizes[c.input()];
        int groupIn = c.inputChannels() / c.groups();
        int groupOut = c.channels() / c.groups();
        int taps = c.kernel() * c.kernel();
        for (int n = 0; n < batch; n++) {
            for (int o = 0; o < c.channels(); o++) {
                for (int pixel = 0; pixel < size * size; pixel++) {
                    double d = from[(n * c.channels() + o) * size * size + pixel];
                    for (int i = 0; i < groupIn; i++) {
                        int plane = (n * c.inputChannels() + o / groupOut * groupIn + i) * inSize * inSize;
                        for (int tap = 0; tap < taps; tap++) {
                            int y = pixel / size * c.stride() - c.padding() + tap / c.kernel() * c.dilation();
                            int x = pixel % size * c.stride() - c.padding() + tap % c.kernel() * c.dilation();
                            if (y >= 0 && y < inSize && x >= 0 && x < inSize) {
                                int at = plane + y * inSize + x;
                                int weight = (o * groupIn + i) * taps + tap;
                                to[at] += w[weight] * d;
                                dw[weight] += in[at] * d;
                            }
                        }
                    }
                }
            }
        }
    }

    /** With y = (x - mean) s: dx = s (dy - mean(dy) - y mean(dy y)), epsilon left in s and y alike. */
    private void batchNorm(Layer.BatchNorm b, int index, double[] from, int pixels) {
        double[] in = values.get(b.input());
        double[] to = ofValues[b.input()];
        if (!norms) {
            add(from, 0, to, 0, from.length);
            return;
        }
        double[] out = values.get(index);
        double count = (double) batch * pixels;
        for (int c = 0; c < b.channels(); c++) {
            double mean = 0;
            double sum = 0;
            double product = 0;
            double squares = 0;
            for (int n = 0; n < batch; n++) {
                for (int i = (n * b.channels() + c) * pixels; i < (n * b.channels() + c + 1) * pixels; i++) {
                    mean += in[i] / count;
                    sum += from[i] / count;
                    product += from[i] * out[i] / count;
                }
            }
            for (int n = 0; n < batch; n++) {
                for (int i = (n * b.channels() + c) * pixels; i < (n * b.channels() + c + 1) * pixels; i++) {
                    squares += (in[i] - mean) * (in[i] - mean) / count;
                }
            }
            double scale = 1 / Math.sqrt(squares + NetworkPlan.EPSILON);
            for (int n = 0; n < batch; n++) {
                for (int i = (n * b.channels() + c) * pixels; i < (n * b.channels() + c + 1) * pixels; i++) {
                    to[i] += scale * (from[i] - sum - out[i] * product);
                }
            }
        }
    }

    private static void rescale(double[] in, double[] out, double[] from, double[] to) {
        double squares = 0;
        double product = 0;
        for (int i = 0; i < in.length; i++) {
            squares += in[i] * in[i] / in.length;
            product += from[i] * out[i] / in.length;
        }
        double scale = squares > 0 ? 1 / Math.sqrt(squares) : 1;
        for (int i = 0; i < in.length; i++) {
            to[i] += scale * (from[i] - (squares > 0 ? out[i] * product : 0));
        }
    }

    private void pool(int input, double[] from, int size, int kernel, int stride, int padding, boolean max) {
        double[] in = values.get(input);
        double[] to = ofValues[input];
        int inSize = sizes[input];
        for (int i = 0; i < from.length; i++) {
            int plane = i / (size * size) * inSize * inSize;
            int top = i / size % size * stride - padding;
            int left = i % size * stride - padding;
            int[] seen = new int[kernel * kernel];
            int count = 0;
            int largest = -1;
            for (int y = Math.max(top, 0); y < Math.min(top + kernel, inSize); y++) {
                for (int x = Math.max(left, 0); x < Math.min(left + kernel, inSize); x++) {
                    int at = plane + y * inSize + x;
                    seen[count++] = at;
                    largest = largest < 0 || in[at] > in[largest] ? at : largest;
                }
            }
            if (max) {
                to[largest] += from[i];
            } else {
                double share = from[i] / count;
                Arrays.stream(seen, 0, count).forEach(at -> to[at] += share);
            }
        }
    }
}
