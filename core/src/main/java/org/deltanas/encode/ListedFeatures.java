package org.deltanas.encode;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/**
 * Another map of a space of few codes, whose differences to all neighbours are listed once as many were computed as there
 * are: from then on they are copied, whatever they cost to compute.
 *
 * <p>The list takes two bytes for each column that an edit changes, one for each neighbour and four for each code of the
 * space's bits: 6.5 MB for NAS-Bench-201, 17 MB for the size space. It is made by the thread that computes the last
 * difference before it is worth it, others compute meanwhile.
 */
final class ListedFeatures extends RememberedFeatures {
    private static final int MOST_BITS = 18;
    private static final int MOST_COLUMNS = 1 << Byte.SIZE;

    private final AtomicLong computed = new AtomicLong();
    private final long worth;
    private volatile Listed listed;

    /** Lists a map of at most 256 columns, whose values change by less than 128, in a space of at most 18 bits. */
    ListedFeatures(FeatureMap map, SearchSpace space) {
        super(map, MOST_COLUMNS, space, MOST_BITS);
        this.worth = space.rawCount().longValueExact() * space.maxNeighbours();
    }

    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        Listed all = listed;
        // A filter leaves some out: then the list does not say which.
        if (all == null || !all.add((int) codes.word(row, 0), neighbours.count(), out)) {
            map.differences(codes, row, neighbours, out);
            long before = computed.getAndAdd(neighbours.count());
            if (before < worth && before + neighbours.count() >= worth) {
                listed = new Listed(map, space);
            }
        }
    }

    /** Whether differences are listed by now. */
    boolean isListed() {
        return listed != null;
    }

    /** Differences of all codes to all neighbours, one behind the other. */
    private static final class Listed {
        /** For each code where its neighbours and their entries begin, for the last where they end. */
        private final int[] rows;

        private final int[] entries;
        /** For each neighbour the number of its entries, and their columns and values. */
        private byte[] lengths = new byte[1024];

        private byte[] columns = new byte[4096];
        private byte[] values = new byte[4096];

        Listed(FeatureMap map, SearchSpace space) {
            int codes = 1 << space.bits();
            this.rows = new int[codes + 1];
            this.entries = new int[codes + 1];
            NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, Simd.scalar());
            Neighbours neighbours = new Neighbours(space);
            SparseRows differences = new SparseRows(space.maxNeighbours(), 8 * space.maxNeighbours());
            try (CodeSlab code = space.newSlab(1)) {
                for (int word = 0; word < codes; word++) {
                    rows[word + 1] = rows[word];
                    entries[word + 1] = entries[word];
                    code.setWord(0, 0, word);
                    if (space.isValid(code, 0)) {
                        enumerator.enumerate(code, 0, neighbours);
                        differences.clear();
                        map.differences(code, 0, neighbours, differences);
                        append(word, differences);
                    }
                }
            }
        }

        private void append(int word, SparseRows differences) {
            int row = rows[word];
            int end = row + differences.rows();
            int entry = entries[word];
            if (end > lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * end);
            }
            int room = entry + differences.entries() + SparseRows.BYTES_BEHIND;
            if (room > columns.length) {
                columns = Arrays.copyOf(columns, 2 * room);
                values = Arrays.copyOf(values, columns.length);
            }
            for (int i = 0; i < differences.rows(); i++) {
                lengths[row + i] = (byte) (differences.start(i + 1) - differences.start(i));
            }
            for (int e = 0; e < differences.entries(); e++) {
                columns[entry + e] = (byte) differences.column(e);
                values[entry + e] = (byte) differences.value(e);
            }
            rows[word + 1] = end;
            entries[word + 1] = entry + differences.entries();
        }

        /** Appends the differences to the neighbours of a code, if it has as many. */
        boolean add(int word, int count, SparseRows out) {
            int row = rows[word];
            if (rows[word + 1] - row != count) {
                return false;
            }
            int entry = entries[word];
            out.addRows(count, lengths, row, entries[word + 1] - entry, columns, values, entry);
            return true;
        }
    }
}
