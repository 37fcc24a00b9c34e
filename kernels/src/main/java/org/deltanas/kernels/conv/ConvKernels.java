package org.deltanas.kernels.conv;

import java.lang.foreign.MemorySegment;

/**
 * The inner loops of {@link VectorBackend}, scalar or at one vector width; all implementations are bit-equal.
 *
 * <p>Values lie in off-heap segments in blocks of 16 channels, {@code [image][block][row][column][16]}; the lanes behind
 * the last channel are zero. Offsets and indices count floats. A <em>plane</em> is one block of one image. Scalars that
 * are broadcast come from a {@code float[]} tile: a band of rows with its padding, {@code [block][row][column][16]}, columns
 * in the order of {@link Window}.
 *
 * <p>A {@link View} may stand behind a plane that is read: batch norm {@code (v - mean) * scale} first, with the
 * numbers from index {@code normAt}; rectifier second.
 */
interface ConvKernels {
    /** Channels in a block, whatever the vector width. */
    int LANES = 16;

    /** Pixels summed in single precision before sums go on in double precision. */
    int CHUNK = 1024;

    /**
     * Copies part of a plane into a tile and pads it. Tile row {@code r}, column {@code t} is the plane's pixel
     * {@code (firstRow + r * rowStep, firstColumn + t * step)}.
     *
     * @param size rows and columns of the plane
     * @param rowFloats from one row of the tile to the next
     * @param rows rows of the tile
     * @param width columns that are written
     * @param pad the value of pixels outside the plane
     */
    void pack(
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
            float pad);

    /**
     * A dense convolution of a tile. Every output is one sequence of fused multiply-adds in the order tap, input
     * channel; taps on rows outside the image are left out.
     *
     * @param at the tile's beginning
     * @param weights {@code [output block][tap][input channel][16 output channels]}
     * @param weightAt the first weight of the first output block
     * @param blocks output blocks, 1 or more
     * @param firstRow the first output row of the image that is computed
     * @param rows output rows
     * @param out the plane of the first output block, from the first output row
     * @param outBlock from one output plane to the next
     */
    void dense(
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
            int outBlock);

    /**
     * Copies rows of a plane into a tile for {@link #winograd}: {@code [row][quad][16]} for each of the six points of {@link
     * Winograd}. A tile row outside the plane is zero.
     *
     * @param size rows and columns of the plane, a multiple of four
     * @param firstRow the plane's row of the first tile row
     * @param pointFloats from one point to the next
     * @param rows rows of the tile
     */
    void packWinograd(
            MemorySegment source,
            int plane,
            int size,
            View view,
            int normAt,
            int firstRow,
            float[] tile,
            int at,
            int pointFloats,
            int rows);

    /**
     * A dense 3x3 convolution of stride 1 of a tile of quads. The products of each of a quad's six points are one sequence of
     * fused multiply-adds in the order kernel row, input channel; of their sums {@code m} the outputs are, with
     * {@code a = m1 + m2, b = m1 - m2, c = m3 + m4, e = m3 - m4},
     *
     * <pre>(m0 + a) + c,  fma(p, b, q e),  fma(p p, a, q q c),  fma(p p p, b, fma(q q q, e, m5))</pre>
     *
     * @param window its columns are quads; points lie one after the other, each with all input blocks
     * @param weights {@code [6][output block][kernel row][input channel][16 output channels]}
     * @param blocks output blocks, 1 or more
     * @param rows output rows
     * @param sums room for the sums of the six points of all quads, for two output blocks
     * @param out the plane of the first output block, from the first output row
     * @param outBlock from one output plane to the next
     */
    void winograd(
            Window window,
            float[] tile,
            MemorySegment weights,
            int blocks,
            int rows,
            MemorySegment sums,
            MemorySegment target,
            int out,
            int outBlock);

    /**
     * A depthwise convolution of one block of a tile, summed in the order kernel row, kernel column.
     *
     * @param weights {@code [kernel row][kernel column][16]} at {@code weightAt}
     */
    void depthwise(
            Window window,
            float[] tile,
            int at,
            MemorySegment weights,
            int weightAt,
            int rows,
            MemorySegment target,
            int out);

    /**
     * Average pooling of one block of a tile, summed row by row and then multiplied.
     *
     * @param reciprocals for each output pixel one over the number of pixels seen
     */
    void averagePool(Window window, float[] tile, int at, float[] reciprocals, MemorySegment target, int out);

    /** Max pooling of one block of a tile. */
    void maxPool(Window window, float[] tile, int at, MemorySegment target, int out);

    /** Copies {@code pixels} pixels of a plane. */
    void copy(MemorySegment source, int from, View view, int normAt, int pixels, MemorySegment target, int to);

    /** Adds {@code pixels} pixels of a plane to another. */
    void add(MemorySegment source, int from, View view, int normAt, int pixels, MemorySegment target, int to);

    /**
     * Sums at most {@link #CHUNK} pixels and their squares, in four interleaved sums each, relative to the first pixel so
     * that nothing cancels.
     *
     * @param out receives 16 first pixels, 16 sums, 16 sums of squares
     */
    void moments(MemorySegment source, int from, int pixels, float[] out);

    /**
     * Sums the absolute differences of at most {@link #CHUNK} pixels of a clean and a perturbed plane, in four interleaved
     * sums.
     *
     * @param normAt the index for the clean plane
     * @param out receives 16 sums
     */
    void distance(MemorySegment source, int clean, int perturbed, View view, int normAt, int pixels, float[] out);
}
