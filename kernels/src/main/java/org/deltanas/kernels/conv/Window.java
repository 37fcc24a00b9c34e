package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;

/**
 * How a square window moves over the rows of a tile. Neighbouring outputs of a row read neighbouring columns of the tile,
 * whatever the stride: a row holds first the columns 0, stride, 2 stride and so on, then 1, stride + 1 and so on. A kernel of
 * one tap needs the first of these <em>phases</em> alone, and no rows between.
 */
final class Window {
    private static final int LANES = ConvKernels.LANES;

    private static final int[] NONE = {};

    /** Taps a side. */
    final int kernel;
    /** Tile rows from one output row to the next. */
    final int stride;
    /** Output columns. */
    final int size;
    /** Phases of a row. */
    final int phases;
    /** Tile columns of a phase. */
    final int phaseWidth;
    /** Tile columns, of all phases. */
    final int width;
    /** Floats from one block of the tile to the next. */
    final int tileBlock;
    /** Blocks of the tile. */
    final int inputBlocks;
    /** Channels of the last block. */
    final int lastChannels;
    /** Whether rows of the tile lie as those of the output do, so that all pixels of a band are one row. */
    final boolean flat;
    /** Floats from the corner of the tile under an output to what each tap reads, row by row. */
    final int[] taps;

    private final int rowsOfTaps;
    /** Whether all rows of outputs are reached by the same steps. */
    private final boolean alike;

    private final int[][] steps;
    private final int[] skipped;

    /**
     * A window over an image.
     *
     * @param stride input pixels from one output to the next
     * @param padding input rows above the image
     * @param dilation input pixels between taps
     * @param inputSize rows of the image
     * @param size rows and columns of output
     * @param rows output rows of a band
     */
    Window(
            int kernel,
            int stride,
            int padding,
            int dilation,
            int inputSize,
            int size,
            int rows,
            int inputBlocks,
            int lastChannels) {
        this.kernel = kernel;
        this.stride = kernel == 1 ? 1 : stride;
        this.size = size;
        this.phases = this.stride;
        this.phaseWidth = size + (kernel - 1) * dilation / stride;
        this.width = Math.multiplyExact(phases, phaseWidth);
        this.inputBlocks = inputBlocks;
        this.lastChannels = lastChannels;
        this.flat = kernel == 1;
        this.taps = new int[kernel * kernel];
        for (int i = 0; i < taps.length; i++) {
            int row = i / kernel * dilation;
            int column = i % kernel * dilation;
            taps[i] = (row * width + column % stride * phaseWidth + column / stride) * LANES;
        }
        this.rowsOfTaps = (kernel - 1) * dilation + 1;
        this.tileBlock = Math.multiplyExact(tileRows(rows), width * LANES);
        this.alike = flat || padding == 0;
        this.steps = new int[alike ? 1 : size][];
        this.skipped = alike ? NONE : new int[size];
        int first = 0;
        int end = 0;
        for (int row = 0; row < steps.length; row++) {
            // The kernel's rows that lie on the image.
            int above = padding - row * stride;
            int inside = alike ? kernel : Math.clamp(Math.ceilDiv(above + inputSize, dilation), 0, kernel);
            int outside = alike ? 0 : Math.clamp(Math.ceilDiv(above, dilation), 0, inside);
            if (row == 0 || outside != first || inside != end) {
                first = outside;
                end = inside;
                steps[row] = steps(first * kernel, end * kernel);
            } else {
                steps[row] = steps[row - 1];
            }
            if (!alike) {
                skipped[row] = first * kernel * channels() * LANES;
            }
        }
    }

    /** A window of three rows and one column, as {@link Winograd} multiplies. */
    private Window(int quads, int rows, int inputBlocks, int lastChannels) {
        this.kernel = 3;
        this.stride = 1;
        this.size = quads;
        this.phases = 1;
        this.phaseWidth = quads;
        this.width = quads;
        this.inputBlocks = inputBlocks;
        this.lastChannels = lastChannels;
        this.flat = true;
        this.taps = new int[] {0, quads * LANES, 2 * quads * LANES};
        this.rowsOfTaps = 3;
        this.tileBlock = Math.multiplyExact(tileRows(rows), width * LANES);
        this.steps = new int[][] {steps(0, 3)};
        this.alike = true;
        this.skipped = NONE;
    }

    /** The window over rows of so many quads for {@link Winograd}. */
    static Window winograd(int quads, int rows, int inputBlocks, int lastChannels) {
        return new Window(quads, rows, inputBlocks, lastChannels);
    }

    private int[] steps(int first, int end) {
        int[] made = new int[inputBlocks * (end - first)];
        for (int i = 0; i < made.length; i++) {
            int block = i % inputBlocks;
            int channels = block == inputBlocks - 1 ? lastChannels : LANES;
            made[i] = block * tileBlock + taps[first + i / inputBlocks] | channels - 1;
        }
        return made;
    }

    /**
     * The way to the outputs of a row: a step for each input block of each tap whose row lies on the image, tap by tap. It
     * says by {@link #offset} and {@link #channels} what is read.
     *
     * @param row the row of the image's outputs, not of the band's
     */
    int[] steps(int row) {
        return steps[alike ? 0 : row];
    }

    /** The weights before those of the first step of a row. */
    int skipped(int row) {
        return alike ? 0 : skipped[row];
    }

    /** Floats from the corner of the tile under an output to what a step reads. */
    static int offset(int step) {
        return step & -LANES;
    }

    /** Channels that a step reads. */
    static int channels(int step) {
        return (step & LANES - 1) + 1;
    }

    /** Tile rows under {@code outputRows} rows of output. */
    int tileRows(int outputRows) {
        return (outputRows - 1) * stride + rowsOfTaps;
    }

    /**
     * Packs a block of the tile, phase by phase; see {@link ConvKernels#pack}.
     *
     * @param firstRow the plane's row of the first tile row
     * @param firstColumn the same for columns
     * @param step the stride
     * @param rows output rows
     */
    void pack(
            ConvKernels kernels,
            MemorySegment source,
            int plane,
            int planeSize,
            View view,
            int normAt,
            int firstRow,
            int firstColumn,
            int step,
            float[] tile,
            int at,
            int rows,
            float pad) {
        for (int phase = 0; phase < phases; phase++) {
            kernels.pack(
                    source,
                    plane,
                    planeSize,
                    view,
                    normAt,
                    firstRow,
                    kernel == 1 ? step : 1,
                    firstColumn + phase,
                    step,
                    tile,
                    at + phase * phaseWidth * LANES,
                    width * LANES,
                    tileRows(rows),
                    phaseWidth,
                    pad);
        }
    }

    /** Floats from a block of the tile to what the first tap reads for an output. */
    int corner(int row, int column) {
        return (row * stride * width + column) * LANES;
    }

    /** Weights of one output block. */
    int weightsOfBlock() {
        return channels() * taps.length * LANES;
    }

    private int channels() {
        return (inputBlocks - 1) * LANES + lastChannels;
    }
}
