package org.deltanas.space;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The size space of NATS-Bench (Dong et al., TPAMI 2021): one cell throughout, and five layers whose channels are 8, 16, ...
 * 64 each.
 *
 * <p>Option {@code v} of a position is {@code 8 (v + 1)} channels; an edit gives one layer any other width. Strings are the
 * benchmark's, {@code 8:16:64:32:8}. Every code is an architecture and a class of its own.
 */
public final class NatsBenchSizeSpace extends CategoricalSpace {
    /** The number of layers. */
    public static final int LAYERS = 5;

    private static final int WIDTHS = 8;
    private static final int STEP = 8;

    /** The space; there is nothing to choose. */
    public NatsBenchSizeSpace() {
        super("natsbench-size", WIDTHS, WIDTHS, WIDTHS, WIDTHS, WIDTHS);
    }

    /** The channels of a layer. */
    public int channels(CodeSlab codes, int row, int layer) {
        return STEP * (option(codes, row, layer) + 1);
    }

    @Override
    public void canonicalise(CodeSlab from, int fromRow, CodeSlab to, int toRow) {
        to.copyFrom(from, fromRow, toRow);
    }

    @Override
    public String format(CodeSlab codes, int row) {
        StringBuilder text = new StringBuilder(16);
        for (int layer = 0; layer < LAYERS; layer++) {
            text.append(layer == 0 ? "" : ":").append(channels(codes, row, layer));
        }
        return text.toString();
    }

    @Override
    public void parse(String architecture, CodeSlab codes, int row) {
        if (!architecture.matches("(8|16|24|32|40|48|56|64)(:(8|16|24|32|40|48|56|64)){4}")) {
            throw new InvalidArchitectureException(
                    this, architecture, "expected five widths joined by colons, each 8, 16, 24, 32, 40, 48, 56 or 64");
        }
        String[] widths = architecture.split(":", -1);
        for (int layer = 0; layer < LAYERS; layer++) {
            setOption(codes, row, layer, Integer.parseInt(widths[layer]) / STEP - 1);
        }
    }

    /** {@inheritDoc} It lists all of its codes. */
    @Override
    public Optional<BigInteger> canonicalCount() {
        return Optional.of(rawCount());
    }

    @Override
    public Optional<BigInteger> functionalCount() {
        return Optional.of(rawCount());
    }
}
