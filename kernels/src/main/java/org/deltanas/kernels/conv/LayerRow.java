package org.deltanas.kernels.conv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One layer of a {@link NetworkPlan} as the numbers it is made of, whatever its kind, in a slot that the next network's layer
 * overwrites. {@link Layer} is the same for readers.
 */
final class LayerRow implements Filter {
    /** The kinds of layers, as {@link Layer} describes them. */
    enum Kind {
        INPUT,
        ZEROS,
        CONVOLUTION,
        BATCH_NORM,
        RESCALE,
        RELU,
        AVERAGE_POOL,
        MAX_POOL,
        SLICE,
        SHIFT,
        ADD,
        CONCAT
    }

    private Kind kind;
    private int channels;
    private int[] inputs = new int[2];
    private int inputCount;
    private int inputChannels;
    private int kernel;
    private int stride;
    private int padding;
    private int dilation;
    private int groups;
    private long weightStream;
    /** For a batch norm, its number and whether it has parameters. */
    private int index;

    private boolean affine;
    /** Whether the value is zero whatever the input. */
    boolean zero;
    /** Whether the output or a batch norm depends on it. */
    boolean needed;

    /** Begins a layer without inputs. */
    LayerRow start(Kind ofKind, int ofChannels) {
        kind = ofKind;
        channels = ofChannels;
        inputCount = 0;
        inputChannels = 0;
        groups = 1;
        zero = ofKind == Kind.ZEROS;
        needed = false;
        return this;
    }

    /** Adds an input. */
    LayerRow read(int layer) {
        if (inputCount == inputs.length) {
            inputs = Arrays.copyOf(inputs, 2 * inputCount);
        }
        inputs[inputCount++] = layer;
        return this;
    }

    LayerRow window(int ofKernel, int ofStride, int ofPadding, int ofDilation) {
        kernel = ofKernel;
        stride = ofStride;
        padding = ofPadding;
        dilation = ofDilation;
        return this;
    }

    LayerRow filter(int ofInputChannels, int ofGroups, long stream) {
        inputChannels = ofInputChannels;
        groups = ofGroups;
        weightStream = stream;
        return this;
    }

    LayerRow norm(int number, boolean hasParameters) {
        index = number;
        affine = hasParameters;
        return this;
    }

    Kind kind() {
        return kind;
    }

    int inputCount() {
        return inputCount;
    }

    int input(int i) {
        return inputs[i];
    }

    /** The only input, or the first. */
    int input() {
        return inputs[0];
    }

    int index() {
        return index;
    }

    /** Trainable parameters. */
    long parameters() {
        return switch (kind) {
            case CONVOLUTION -> weights();
            case BATCH_NORM -> affine ? 2L * channels : 0;
            default -> 0;
        };
    }

    /** The width of its value where that of its first input is {@code size}; less than 1 if no pixel is left. */
    int size(int size) {
        if (kind != Kind.CONVOLUTION && kind != Kind.AVERAGE_POOL && kind != Kind.MAX_POOL) {
            return size;
        }
        int room = size + 2 * padding - (dilation * (kernel - 1) + 1);
        return room < 0 ? 0 : room / stride + 1;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public int inputChannels() {
        return inputChannels;
    }

    @Override
    public int kernel() {
        return kernel;
    }

    @Override
    public int stride() {
        return stride;
    }

    @Override
    public int padding() {
        return padding;
    }

    @Override
    public int dilation() {
        return dilation;
    }

    @Override
    public int groups() {
        return groups;
    }

    @Override
    public long weightStream() {
        return weightStream;
    }

    /** The layer for readers. Allocates. */
    Layer layer() {
        return switch (kind) {
            case INPUT -> new Layer.Input(channels);
            case ZEROS -> new Layer.Zeros(input(), channels);
            case CONVOLUTION ->
                new Layer.Convolution(
                        input(), channels, inputChannels, kernel, stride, padding, dilation, groups, weightStream);
            case BATCH_NORM -> new Layer.BatchNorm(input(), channels, index, affine);
            case RESCALE -> new Layer.Rescale(input(), channels);
            case RELU -> new Layer.Relu(input(), channels);
            case AVERAGE_POOL -> new Layer.AveragePool(input(), channels, kernel, stride, padding);
            case MAX_POOL -> new Layer.MaxPool(input(), channels, kernel, stride, padding);
            case SLICE -> new Layer.Slice(input(), channels);
            case SHIFT -> new Layer.Shift(input(), channels);
            case ADD -> new Layer.Add(allInputs(), channels);
            case CONCAT -> new Layer.Concat(allInputs(), channels);
        };
    }

    private List<Integer> allInputs() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < inputCount; i++) {
            all.add(inputs[i]);
        }
        return all;
    }
}
