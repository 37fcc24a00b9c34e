package org.deltanas.kernels.conv;

/**
 * How a window goes over an image by way of a tile: all that a convolution or a pooling needs which depends on its shape alone,
 * and so is made once for each shape. Immutable.
 */
final class Tiling {
    private static final int LANES = ConvKernels.LANES;
    /** Tiles of a quarter of a megabyte stay in the second-level cache. */
    private static final int TILE_FLOATS = 1 << 16;
    /** Those of kernels of one tap, whose bands share no rows, may as well stay in the first-level cache. */
    private static final int POINT_TILE_FLOATS = 1 << 12;

    private final LayerRow.Kind kind;
    private final int kernel;
    private final int stride;
    private final int padding;
    private final int dilation;
    private final int groups;
    private final int inputChannels;
    private final boolean depthwise;
    private final int from;
    private final int size;

    final Window window;
    /** Output rows of a tile. */
    final int rowsOfBand;

    final int tileFloats;
    /** Bytes of sums of {@link Winograd}. */
    final int sumBytes;

    final boolean winograd;
    /** For average pooling, one over the pixels under each window; otherwise none. */
    final float[] reciprocals;

    /**
     * The tiling of a layer.
     *
     * @param layer a convolution or a pooling
     * @param from pixels a side of what it reads
     * @param size pixels a side of what it makes
     */
    Tiling(LayerRow layer, int from, int size) {
        this.kind = layer.kind();
        this.kernel = layer.kernel();
        this.stride = layer.stride();
        this.padding = layer.padding();
        this.dilation = layer.dilation();
        this.groups = layer.groups();
        this.inputChannels = layer.inputChannels();
        this.depthwise = layer.isDepthwise();
        this.from = from;
        this.size = size;
        boolean convolution = kind == LayerRow.Kind.CONVOLUTION;
        this.winograd = convolution && Winograd.suits(layer, size);
        int points = winograd ? Winograd.POINTS : 1;
        // Others go block by block.
        int blocks = convolution && !depthwise ? Math.ceilDiv(inputChannels, LANES) : 1;
        int most = kernel == 1 ? POINT_TILE_FLOATS : TILE_FLOATS;
        int rows = size;
        Window fitting = window(blocks, rows);
        while (convolution
                && rows > 1
                && (long) points * blocks * fitting.tileRows(rows) * fitting.width * LANES > most) {
            rows = (rows + 1) / 2;
        }
        this.rowsOfBand = rows;
        this.window = rows < size ? window(blocks, rows) : fitting;
        this.tileFloats = Math.multiplyExact(points * blocks, window.tileBlock);
        this.sumBytes =
                winograd ? Math.multiplyExact(2 * Winograd.POINTS * Float.BYTES, rows * window.size * LANES) : 0;
        this.reciprocals = kind == LayerRow.Kind.AVERAGE_POOL ? reciprocals() : new float[0];
    }

    private Window window(int blocks, int rows) {
        boolean convolution = kind == LayerRow.Kind.CONVOLUTION;
        int last = convolution ? inputChannels - (Math.ceilDiv(inputChannels, LANES) - 1) * LANES : LANES;
        if (winograd) {
            return Window.winograd(size / Winograd.OUTPUTS, rows, blocks, last);
        }
        // Pools mind the border themselves.
        return new Window(kernel, stride, convolution ? padding : 0, dilation, from, size, rows, blocks, last);
    }

    /** Whether a layer has this tiling. */
    boolean suits(LayerRow layer, int ofFrom, int ofSize) {
        return kind == layer.kind()
                && kernel == layer.kernel()
                && stride == layer.stride()
                && padding == layer.padding()
                && dilation == layer.dilation()
                && groups == layer.groups()
                && inputChannels == layer.inputChannels()
                && depthwise == layer.isDepthwise()
                && from == ofFrom
                && size == ofSize;
    }

    private float[] reciprocals() {
        float[] each = new float[size * size];
        for (int i = 0; i < each.length; i++) {
            int rows = seen(i / size * stride - padding);
            int columns = seen(i % size * stride - padding);
            each[i] = 1f / (rows * columns);
        }
        return each;
    }

    private int seen(int first) {
        return Math.min(first + kernel, from) - Math.max(first, 0);
    }
}
