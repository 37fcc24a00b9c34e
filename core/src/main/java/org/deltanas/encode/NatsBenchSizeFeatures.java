package org.deltanas.encode;

import org.deltanas.space.NatsBenchSizeSpace;

/**
 * The size space of NATS-Bench: one-hot widths, and as statistics each width in steps of 8 channels and sixteen times its
 * binary logarithm, the sum of the widths, and sixteen times the logarithms of what the convolutions hold and multiply.
 */
final class NatsBenchSizeFeatures extends CountedFeatures {
    private static final int LAYERS = NatsBenchSizeSpace.LAYERS;
    private static final int WIDTHS = 8;
    private static final int FIRST_STATISTIC = LAYERS * WIDTHS;
    private static final int STATISTICS = LAYERS + 1 + LAYERS + 2;

    private final NatsBenchSizeSpace space;

    NatsBenchSizeFeatures(NatsBenchSizeSpace space) {
        super(
                space,
                "natsbench-size/one-hot+statistics/1",
                FIRST_STATISTIC + STATISTICS,
                FIRST_STATISTIC,
                LAYERS + STATISTICS,
                0);
        this.space = space;
    }

    @Override
    public int largest(int column) {
        return column < FIRST_STATISTIC ? 1 : 512;
    }

    @Override
    void count(long word0, long word1, Tally out) {
        int at = FIRST_STATISTIC;
        int sum = 0;
        long parameters = 0;
        long multiplications = 0;
        int previous = 0;
        for (int layer = 0; layer < LAYERS; layer++) {
            int option = space.optionIn(word0, layer);
            int width = option + 1;
            out.add(layer * WIDTHS + option, 1);
            out.add(at++, width);
            out.add(at++, Logarithm.sixteenths(width));
            sum += width;
            // Two convolutions into a cell and three inside, or one and one; layers 1 and 3 quarter the pixels.
            long weights = layer % 2 == 1 ? previous + width : 2L * (layer == 0 ? width : previous) + 3L * width;
            parameters += weights * width;
            multiplications += (weights * width) << (layer < 1 ? 4 : layer < 3 ? 2 : 0);
            previous = width;
        }
        out.add(at++, sum);
        out.add(at++, Logarithm.sixteenths(parameters));
        out.add(at, Logarithm.sixteenths(multiplications));
    }
}
