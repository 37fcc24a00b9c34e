package org.deltanas.kernels.conv;

/**
 * How a window goes over an image by way of a tile: all that a convolution or a pooling needs which depends on its shape alone,
 * and so is made once for each shape. Immutable.
 */
final class Tiling {
    private static final int LANES = ConvKernels.LANES;
    /** Tiles of a quarter of a megabyte stay in the second-level cache. */
    private static final int TILE_FLOATS = 1 << 16;

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
    /** Pixels from one that is packed to the next. */
    final int packStep;
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
        boolean point = convolution && kernel == 1 && padding == 0;
        // A strided 1x1 convolution reads every stride-th pixel: only those are packed.
        this.packStep = point ? stride : 1;
        int step = point ? 1 : stride;
        this.winograd = convolution && Winograd.suits(layer, size);
        int columns = winograd ? size / Winograd.OUTPUTS : size;
        int width = winograd ? columns : (columns - 1) * step + dilation * (kernel - 1) + 1;
        int points = winograd ? Winograd.POINTS : 1;
        int blocks = Math.ceilDiv(inputChannels, LANES);
        int last = convolution ? inputChannels - (blocks - 1) * LANES : LANES;
        // Others go block by block.
        int together = convolution && !depthwise ? blocks : 1;
        Window whole = new Window(kernel, step, dilation, columns, width, 0, together, last);
        int rows = size;
        while (convolution
                && rows > 1
                && (long) points * together * whole.tileRows(rows) * width * LANES > TILE_FLOATS) {
            rows = (rows + 1) / 2;
        }
        this.rowsOfBand = rows;
        int tileBlock = Math.multiplyExact(whole.tileRows(rows), width * LANES);
        int behind = winograd ? (Winograd.GROUP - 1) * LANES : 0;
        this.tileFloats = Math.addExact(Math.multiplyExact(points * together, tileBlock), behind);
        this.sumBytes = winograd
                ? Math.multiplyExact(2 * Winograd.POINTS * Float.BYTES, Winograd.sumFloats(rows * columns))
                : 0;
        this.window = new Window(kernel, step, dilation, columns, width, tileBlock, together, last);
        this.reciprocals = kind == LayerRow.Kind.AVERAGE_POOL ? reciprocals() : new float[0];
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
