package org.deltanas.tools;

import org.deltanas.space.CodeIndex;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/** The networks behind some architectures that have to be computed, in order of their first appearance. */
final class DistinctNetworks implements AutoCloseable {
    private final CodeSlab codes;
    private final int[] ofRow;
    private int count;

    private DistinctNetworks(CodeSlab codes, int[] ofRow) {
        this.codes = codes;
        this.ofRow = ofRow;
    }

    /** Every architecture for itself, equal ones too. */
    static DistinctNetworks all(SearchSpace space, Architectures architectures) {
        DistinctNetworks networks = empty(space, architectures);
        for (int row = 0; row < networks.ofRow.length; row++) {
            networks.add(architectures, row, row);
        }
        return networks;
    }

    /**
     * One of those that are equal.
     *
     * @param byClass whether architectures with the same {@linkplain SearchSpace#canonicalise representative} are equal;
     *     otherwise only those of the same code are
     */
    static DistinctNetworks of(SearchSpace space, Architectures architectures, boolean byClass) {
        DistinctNetworks networks = empty(space, architectures);
        try (CodeIndex keys = CodeIndex.of(space, architectures.count());
                CodeSlab key = space.newSlab(1)) {
            for (int row = 0; row < networks.ofRow.length; row++) {
                if (byClass) {
                    space.canonicalise(architectures.codes(), row, key, 0);
                } else {
                    key.copyFrom(architectures.codes(), row, 0);
                }
                int number = keys.add(key, 0);
                networks.add(architectures, row, number < 0 ? -1 - number : number);
            }
        }
        return networks;
    }

    private static DistinctNetworks empty(SearchSpace space, Architectures architectures) {
        return new DistinctNetworks(space.newSlab(architectures.count()), new int[architectures.count()]);
    }

    private void add(Architectures architectures, int row, int network) {
        if (network == count) {
            // The architecture that stands for its class is the first one given, not the representative.
            codes.copyFrom(architectures.codes(), row, count++);
        }
        ofRow[row] = network;
    }

    /** The networks, in rows 0 to {@link #count} - 1. */
    CodeSlab codes() {
        return codes;
    }

    int count() {
        return count;
    }

    /** The value of every architecture from those of the networks. */
    double[] ofArchitectures(double[] values) {
        double[] all = new double[ofRow.length];
        for (int row = 0; row < all.length; row++) {
            all[row] = values[ofRow[row]];
        }
        return all;
    }

    @Override
    public void close() {
        codes.close();
    }
}
