package org.deltanas.kernels.conv;

/**
 * How a square window moves over the rows of a tile.
 *
 * @param kernel taps a side
 * @param stride tile pixels from one output to the next
 * @param dilation tile pixels between taps
 * @param size output columns
 * @param width tile columns
 * @param tileBlock floats from one block of the tile to the next
 * @param inputBlocks blocks of the tile
 * @param lastChannels channels of the last block
 */
record Window(
        int kernel, int stride, int dilation, int size, int width, int tileBlock, int inputBlocks, int lastChannels) {

    /** Tile rows under {@code outputRows} rows of output. */
    int tileRows(int outputRows) {
        return (outputRows - 1) * stride + dilation * (kernel - 1) + 1;
    }

    /** Input channels. */
    int channels() {
        return (inputBlocks - 1) * ConvKernels.LANES + lastChannels;
    }

    /** Weights of one output block of a kernel of one column. */
    int weightsOfColumns() {
        return channels() * kernel * ConvKernels.LANES;
    }

    /** Weights of one output block. */
    int weightsOfBlock() {
        return channels() * kernel * kernel * ConvKernels.LANES;
    }
}
