package org.deltanas.kernels.cudnn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.NetworkPlan;

/**
 * A plan made ready for a device: what is zero or of no use is left out, a sum of one summand is that summand, and values
 * share memory wherever their lives do not meet. Value 0 is the images, which belong to nobody and have no place.
 *
 * <p>All values are those of the clean images and, after them, of the perturbed ones, in the order image, channel, row,
 * column. Immutable.
 */
final class DeviceProgram {
    /** cuDNN's kernels read 16 bytes at a time; cudaMalloc gives 256. */
    static final long ALIGNMENT = 256;

    /** Stands for zeros among the sources of a concatenation. */
    static final int ZEROS = -1;

    /** A value. */
    record Value(int channels, int size) {
        int pixels() {
            return size * size;
        }

        int floats() {
            return channels * pixels();
        }

        long bytes(long images) {
            return images * floats() * Float.BYTES;
        }
    }

    /**
     * A layer to evaluate.
     *
     * @param sources the values read; {@link #ZEROS} for zeros
     * @param target the value written
     */
    record Step(Layer layer, List<Integer> sources, int target) {}

    final NetworkPlan plan;
    final int batch;
    final List<Value> values = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    /** The value that is the output; {@link #ZEROS} if it is zero. */
    final int output;
    /** Where each value begins, in bytes, for both passes of the batch; meaningless for value 0. */
    final long[] offsets;
    /** All of them together. */
    final long bytes;

    DeviceProgram(NetworkPlan plan, int[] sizes, int batch) {
        this.plan = plan;
        this.batch = batch;
        List<Layer> layers = plan.layers();
        int[] valueOf = new int[layers.size()];
        Arrays.fill(valueOf, ZEROS);
        valueOf[plan.input()] = newValue(plan.input(), layers.get(plan.input()), sizes[plan.input()]);
        for (int i = 0; i < valueOf.length; i++) {
            Layer layer = layers.get(i);
            if (plan.isNeeded(i) && !plan.isZero(i) && i != plan.input()) {
                List<Integer> sources =
                        layer.inputs().stream().map(in -> valueOf[in]).toList();
                List<Integer> live =
                        sources.stream().filter(source -> source != ZEROS).toList();
                if (layer instanceof Layer.Add && live.size() == 1) {
                    valueOf[i] = live.get(0);
                } else {
                    valueOf[i] = newValue(i, layer, sizes[i]);
                    steps.add(new Step(layer, layer instanceof Layer.Add ? live : sources, valueOf[i]));
                }
            }
        }
        this.output = valueOf[plan.output()];
        this.offsets = new long[values.size()];
        this.bytes = place();
    }

    private int newValue(int index, Layer layer, int size) {
        if ((long) layer.channels() * size * size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("layer " + index + " has " + layer.channels() + " channels of " + size
                    + " pixels a side, more than 2^31 numbers an image: take a smaller resolution");
        }
        values.add(new Value(layer.channels(), size));
        return values.size() - 1;
    }

    /** Images of the largest value that cuDNN can count, both passes of the batch at most. */
    int mostImages() {
        int floats = values.stream().mapToInt(Value::floats).max().orElse(1);
        return Math.min(2 * batch, Integer.MAX_VALUE / floats);
    }

    /** Gives every value the lowest place that is free during its life. */
    private long place() {
        int[] lastUse = new int[values.size()];
        for (int s = 0; s < steps.size(); s++) {
            lastUse[steps.get(s).target()] = s;
            for (int source : steps.get(s).sources()) {
                if (source != ZEROS) {
                    lastUse[source] = s;
                }
            }
        }
        if (output != ZEROS) {
            lastUse[output] = steps.size();
        }
        List<Integer> live = new ArrayList<>();
        long top = 0;
        for (int s = 0; s < steps.size(); s++) {
            int now = s;
            live.removeIf(value -> lastUse[value] < now);
            int target = steps.get(s).target();
            long at = 0;
            for (int other : live) {
                if (offsets[other] - at >= room(target)) {
                    break;
                }
                at = Math.max(at, offsets[other] + room(other));
            }
            offsets[target] = at;
            live.add(target);
            live.sort((a, b) -> Long.compare(offsets[a], offsets[b]));
            top = Math.max(top, at + room(target));
        }
        return top;
    }

    private long room(int value) {
        return aligned(values.get(value).bytes(2L * batch));
    }

    static long aligned(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }
}
