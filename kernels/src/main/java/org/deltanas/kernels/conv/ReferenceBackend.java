package org.deltanas.kernels.conv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;

/**
 * The definition of every layer in double precision, plain loops over {@code [image][channel][row][column]}. Slow; the
 * oracle that other backends are tested against. Runs plans in parallel; allocates as it pleases.
 */
public final class ReferenceBackend implements ConvBackend {
    private final ProbeNumbers numbers = new ProbeNumbers(Simd.scalar());
    private boolean closed;

    /** A backend that holds nothing. */
    public ReferenceBackend() {}

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public List<PerturbationResponse> perturb(List<NetworkPlan> plans, PerturbationProbe probe, Workers workers) {
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        int[][] sizes = new int[plans.size()][];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = probe.check(plans.get(i));
        }
        PerturbationResponse[] responses = new PerturbationResponse[plans.size()];
        workers.forEach(responses.length, (worker, i) -> responses[i] = perturb(plans.get(i), probe, sizes[i]));
        return Arrays.asList(responses);
    }

    @Override
    public List<Observation> observe(List<NetworkPlan> plans, ObservationProbe probe, Workers workers) {
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        int[][] sizes = new int[plans.size()][];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = probe.check(plans.get(i));
        }
        Observation[] observations = new Observation[plans.size()];
        workers.forEach(observations.length, (worker, i) -> observations[i] = observe(plans.get(i), probe, sizes[i]));
        return Arrays.asList(observations);
    }

    /** {@inheritDoc} Numbers beyond 10^308 end in NaN here. */
    @Override
    public double[] synapticFlow(List<NetworkPlan> plans, FlowProbe probe, Workers workers) {
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        int[][] sizes = new int[plans.size()][];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = plans.get(i).sizes(probe.resolution());
        }
        double[] flows = new double[plans.size()];
        workers.forEach(flows.length, (worker, i) -> flows[i] = synapticFlow(plans.get(i), probe, sizes[i]));
        return flows;
    }

    private double synapticFlow(NetworkPlan plan, FlowProbe probe, int[] sizes) {
        int channels = plan.layers().get(plan.input()).channels();
        float[] image = new float[channels * sizes[plan.input()] * sizes[plan.input()]];
        Arrays.fill(image, 1);
        List<double[]> values = forward(plan, probe.weights(), sizes, image, 1, null);
        float[][] weights = weights(plan, probe.weights());
        int pixels = sizes[plan.output()] * sizes[plan.output()];
        double[] ofOutput = new double[values.get(plan.output()).length];
        Arrays.fill(ofOutput, 1.0 / pixels);
        ReferenceGradient gradient = new ReferenceGradient(plan, sizes, 1, values, weights, false, ofOutput);
        // The classifier's own.
        double sum = Arrays.stream(values.get(plan.output())).sum() / pixels;
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; weights[i] != null && j < weights[i].length; j++) {
                sum += Math.abs(weights[i][j] * gradient.ofWeights[i][j]);
            }
        }
        return StrictMath.log(sum);
    }

    /** The weights of every convolution, null for other layers. */
    float[][] weights(NetworkPlan plan, WeightDraw draw) {
        float[][] weights = new float[plan.layers().size()][];
        for (int i = 0; i < weights.length; i++) {
            if (plan.layers().get(i) instanceof Layer.Convolution c) {
                weights[i] = new float[Math.toIntExact(c.weights())];
                numbers.weights(draw, c, weights[i]);
            }
        }
        return weights;
    }

    @Override
    public void close() {
        closed = true;
    }

    private PerturbationResponse perturb(NetworkPlan plan, PerturbationProbe probe, int[] sizes) {
        int channels = plan.layers().get(plan.input()).channels();
        int count = channels * sizes[plan.input()] * sizes[plan.input()];
        float[] clean = new float[probe.batch() * count];
        float[] perturbed = new float[probe.batch() * count];
        for (int n = 0; n < probe.batch(); n++) {
            numbers.image(probe, n, count, clean, perturbed, n * count);
        }
        double[] cleanVariances = new double[plan.batchNorms()];
        double[] perturbedVariances = new double[plan.batchNorms()];
        double[] a = forward(plan, probe.weights(), sizes, clean, probe.batch(), cleanVariances)
                .get(plan.output());
        double[] b = forward(plan, probe.weights(), sizes, perturbed, probe.batch(), perturbedVariances)
                .get(plan.output());
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return new PerturbationResponse(sum / probe.batch(), cleanVariances, perturbedVariances);
    }

    private Observation observe(NetworkPlan plan, ObservationProbe probe, int[] sizes) {
        int channels = plan.layers().get(plan.input()).channels();
        int count = channels * sizes[plan.input()] * sizes[plan.input()];
        float[] images = new float[probe.batch() * count];
        WeightDraw weights = probe.weights();
        for (int n = 0; n < probe.batch(); n++) {
            numbers.image(weights.seed(), weights.repeat(), n, count, images, n * count);
        }
        double[] variances = new double[plan.batchNorms()];
        List<double[]> values = forward(plan, weights, sizes, images, probe.batch(), variances);
        if (probe.subject() == ObservationProbe.Subject.RECTIFIERS) {
            return Observation.ofRectifiers(probe.batch(), agreements(plan, values, probe.batch()));
        }
        int outputs = plan.layers().get(plan.output()).channels();
        return Observation.ofOutput(outputs, covariance(values.get(plan.output()), outputs, probe.batch()));
    }

    private static long[] agreements(NetworkPlan plan, List<double[]> values, int images) {
        long[] agreements = new long[images * images];
        for (int i = 0; i < values.size(); i++) {
            if (!plan.isNeeded(i) || !(plan.layers().get(i) instanceof Layer.Relu relu)) {
                continue;
            }
            double[] in = values.get(relu.input());
            int count = in.length / images;
            for (int pair = 0; pair < agreements.length; pair++) {
                int a = pair / images * count;
                int b = pair % images * count;
                for (int j = 0; j < count; j++) {
                    agreements[pair] += in[a + j] > 0 == in[b + j] > 0 ? 1 : 0;
                }
            }
        }
        return agreements;
    }

    private static double[] covariance(double[] values, int channels, int images) {
        int pixels = values.length / images / channels;
        double[] means = new double[channels];
        for (int i = 0; i < values.length; i++) {
            means[i / pixels % channels] += values[i] / (images * pixels);
        }
        double[] covariance = new double[channels * channels];
        for (int n = 0; n < images; n++) {
            for (int pair = 0; pair < covariance.length; pair++) {
                int a = pair / channels;
                int b = pair % channels;
                for (int j = 0; j < pixels; j++) {
                    covariance[pair] += (values[(n * channels + a) * pixels + j] - means[a])
                            * (values[(n * channels + b) * pixels + j] - means[b])
                            / (images * pixels);
                }
            }
        }
        return covariance;
    }

    private List<double[]> forward(
            NetworkPlan plan, WeightDraw draw, int[] sizes, float[] images, int batch, double[] variances) {
        return forward(plan, weights(plan, draw), sizes, images, batch, variances);
    }

    /**
     * The value of every layer.
     *
     * @param variances receives what batch norms saw; null if they are to let everything pass as it is
     */
    static List<double[]> forward(
            NetworkPlan plan, float[][] weights, int[] sizes, float[] images, int batch, double[] variances) {
        List<Layer> layers = plan.layers();
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            int size = sizes[i];
            double[] out = new double[batch * layer.channels() * size * size];
            if (layer instanceof Layer.Input) {
                for (int j = 0; j < out.length; j++) {
                    out[j] = images[j];
                }
            } else if (layer instanceof Layer.Convolution c) {
                convolve(c, weights[i], values.get(c.input()), sizes[c.input()], out, size, batch);
            } else if (layer instanceof Layer.BatchNorm b && variances == null) {
                System.arraycopy(values.get(b.input()), 0, out, 0, out.length);
            } else if (layer instanceof Layer.BatchNorm b) {
                variances[b.index()] = normalise(values.get(b.input()), out, b.channels(), size * size, batch);
            } else if (layer instanceof Layer.Rescale r) {
                rescale(values.get(r.input()), out);
            } else if (layer instanceof Layer.Relu r) {
                double[] in = values.get(r.input());
                for (int j = 0; j < out.length; j++) {
                    out[j] = Math.max(in[j], 0);
                }
            } else if (layer instanceof Layer.AveragePool p) {
                pool(values.get(p.input()), sizes[p.input()], out, size, p.kernel(), p.stride(), p.padding(), false);
            } else if (layer instanceof Layer.MaxPool p) {
                pool(values.get(p.input()), sizes[p.input()], out, size, p.kernel(), p.stride(), p.padding(), true);
            } else if (layer instanceof Layer.Add a) {
                for (int input : a.inputs()) {
                    double[] in = values.get(input);
                    for (int j = 0; j < out.length; j++) {
                        out[j] += in[j];
                    }
                }
            } else if (layer instanceof Layer.Slice s) {
                int inPixels = layers.get(s.input()).channels() * size * size;
                int outPixels = s.channels() * size * size;
                for (int n = 0; n < batch; n++) {
                    System.arraycopy(values.get(s.input()), n * inPixels, out, n * outPixels, outPixels);
                }
            } else if (layer instanceof Layer.Shift s) {
                shift(values.get(s.input()), out, size);
            } else if (layer instanceof Layer.Concat c) {
                concatenate(c, values, layers, size * size, out, batch);
            }
            values.add(out);
        }
        return values;
    }

    private static void convolve(
            Layer.Convolution c, float[] weights, double[] in, int inSize, double[] out, int size, int batch) {
        int groupIn = c.inputChannels() / c.groups();
        int groupOut = c.channels() / c.groups();
        int taps = groupIn * c.kernel() * c.kernel();
        double[] ofTap = new double[taps * groupOut];
        double[] sums = new double[groupOut];
        for (int group = 0; group < c.groups(); group++) {
            for (int o = 0; o < groupOut; o++) {
                for (int tap = 0; tap < taps; tap++) {
                    ofTap[tap * groupOut + o] = weights[(group * groupOut + o) * taps + tap];
                }
            }
            for (int n = 0; n < batch; n++) {
                int inPlane = (n * c.inputChannels() + group * groupIn) * inSize * inSize;
                int outPlane = (n * c.channels() + group * groupOut) * size * size;
                for (int pixel = 0; pixel < size * size; pixel++) {
                    Arrays.fill(sums, 0);
                    int top = pixel / size * c.stride() - c.padding();
                    int left = pixel % size * c.stride() - c.padding();
                    sumTaps(c, ofTap, in, inPlane, inSize, top, left, sums);
                    for (int o = 0; o < groupOut; o++) {
                        out[outPlane + o * size * size + pixel] = sums[o];
                    }
                }
            }
        }
    }

    /** All output channels of a group at one pixel: the inner loop runs over them, and C2 turns it into vector code. */
    private static void sumTaps(
            Layer.Convolution c, double[] ofTap, double[] in, int plane, int size, int top, int left, double[] sums) {
        int kernel = c.kernel();
        for (int i = 0; i < c.inputChannels() / c.groups(); i++) {
            for (int ky = 0; ky < kernel; ky++) {
                int y = top + ky * c.dilation();
                if (y < 0 || y >= size) {
                    continue;
                }
                for (int kx = 0; kx < kernel; kx++) {
                    int x = left + kx * c.dilation();
                    if (x < 0 || x >= size) {
                        continue;
                    }
                    double v = in[plane + (i * size + y) * size + x];
                    int tap = ((i * kernel + ky) * kernel + kx) * sums.length;
                    for (int o = 0; o < sums.length; o++) {
                        sums[o] += ofTap[tap + o] * v;
                    }
                }
            }
        }
    }

    /** Returns the mean over channels of the unbiased variance. */
    private static double normalise(double[] in, double[] out, int channels, int pixels, int batch) {
        double variances = 0;
        long count = (long) batch * pixels;
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int n = 0; n < batch; n++) {
                int plane = (n * channels + c) * pixels;
                for (int i = plane; i < plane + pixels; i++) {
                    sum += in[i];
                }
            }
            double mean = sum / count;
            double squares = 0;
            for (int n = 0; n < batch; n++) {
                int plane = (n * channels + c) * pixels;
                for (int i = plane; i < plane + pixels; i++) {
                    squares += (in[i] - mean) * (in[i] - mean);
                }
            }
            double scale = 1 / Math.sqrt(squares / count + NetworkPlan.EPSILON);
            for (int n = 0; n < batch; n++) {
                int plane = (n * channels + c) * pixels;
                for (int i = plane; i < plane + pixels; i++) {
                    out[i] = (in[i] - mean) * scale;
                }
            }
            variances += squares / (count - 1);
        }
        return variances / channels;
    }

    private static void rescale(double[] in, double[] out) {
        double squares = 0;
        for (double v : in) {
            squares += v * v;
        }
        double scale = squares > 0 ? 1 / Math.sqrt(squares / in.length) : 1;
        for (int i = 0; i < in.length; i++) {
            out[i] = in[i] * scale;
        }
    }

    private static void pool(
            double[] in, int inSize, double[] out, int size, int kernel, int stride, int padding, boolean max) {
        int planes = out.length / (size * size);
        for (int plane = 0; plane < planes; plane++) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    int top = y * stride - padding;
                    int left = x * stride - padding;
                    double sum = 0;
                    double largest = Double.NEGATIVE_INFINITY;
                    int seen = 0;
                    for (int iy = Math.max(top, 0); iy < Math.min(top + kernel, inSize); iy++) {
                        for (int ix = Math.max(left, 0); ix < Math.min(left + kernel, inSize); ix++) {
                            double v = in[(plane * inSize + iy) * inSize + ix];
                            sum += v;
                            largest = Math.max(largest, v);
                            seen++;
                        }
                    }
                    out[(plane * size + y) * size + x] = max ? largest : sum / seen;
                }
            }
        }
    }

    private static void shift(double[] in, double[] out, int size) {
        for (int i = 0; i < out.length; i++) {
            boolean inside = i % size + 1 < size && i / size % size + 1 < size;
            out[i] = inside ? in[i + size + 1] : 0;
        }
    }

    private static void concatenate(
            Layer.Concat c, List<double[]> values, List<Layer> layers, int pixels, double[] out, int batch) {
        int first = 0;
        for (int input : c.inputs()) {
            int channels = layers.get(input).channels();
            for (int n = 0; n < batch; n++) {
                System.arraycopy(
                        values.get(input),
                        n * channels * pixels,
                        out,
                        (n * c.channels() + first) * pixels,
                        channels * pixels);
            }
            first += channels;
        }
    }
}
