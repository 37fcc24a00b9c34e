package org.deltanas.space;

import java.lang.invoke.MethodHandles;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.VectorWidth;

/**
 * Lists all valid one-edit neighbours of an architecture. Allocation free; an instance holds tables only and is safe for
 * any number of threads, each with its own {@link Neighbours}.
 */
public final class NeighbourEnumerator {

    /**
     * Lists the edits of one word that keep a field within its limit.
     */
    interface Kernel {
        /**
         * Tests the edits {@code [from, to)} of a word.
         *
         * @param word the word's value
         * @param out receives accepted edits and changed words, from {@code count} on; may be written up to
         *     {@link Neighbours#SLACK} entries past the last
         * @return the count after the last
         */
        int edits(FieldTable table, int from, int to, long word, Neighbours out, int count);
    }

    private final SearchSpace space;
    private final NeighbourFilter filter;
    private final FieldTable table;
    private final Kernel kernel;

    private NeighbourEnumerator(SearchSpace space, NeighbourFilter filter, FieldTable table, Kernel kernel) {
        this.space = space;
        this.filter = filter;
        this.table = table;
        this.kernel = kernel;
    }

    /**
     * The enumerator of all valid neighbours in a space.
     *
     * @param simd the instructions to use; the list is the same
     */
    public static NeighbourEnumerator of(SearchSpace space, Simd simd) {
        return of(space, null, simd);
    }

    /**
     * The enumerator of the valid neighbours that a filter accepts.
     *
     * @param filter the limit, or null for none
     * @param simd the instructions to use; the list is the same
     */
    public static NeighbourEnumerator of(SearchSpace space, NeighbourFilter filter, Simd simd) {
        if (!(space instanceof CategoricalSpace categorical)) {
            return new NeighbourEnumerator(space, filter, null, null);
        }
        // Measured: eight lanes list a neighbour in 0.3 to 0.8 ns, scalar code in 0.7 to 1.0, four lanes in 1.2; with
        // two
        // or four lanes C2 does not always turn compress into an instruction, and then it makes garbage.
        Kernel kernel = simd.bits() == 512
                ? VectorWidth.specialise(MethodHandles.lookup(), Kernel.class, VectorEditKernel.class, simd.bits())
                : new ScalarEditKernel();
        return new NeighbourEnumerator(space, filter, new FieldTable(categorical), kernel);
    }

    /** Whether all valid neighbours are listed, no filter leaving any out. */
    public boolean listsAll() {
        return filter == null;
    }

    /** Replaces the contents of {@code out} by the neighbours of the architecture in {@code row}. */
    public void enumerate(CodeSlab codes, int row, Neighbours out) {
        int count = table == null ? bySpace(codes, row, out) : byFields(codes, row, out);
        out.setCount(filter == null ? count : filtered(codes, row, out, count));
    }

    private int byFields(CodeSlab codes, int row, Neighbours out) {
        Edits edits = space.edits();
        int count = 0;
        for (int w = 0; w < codes.words(); w++) {
            count = kernel.edits(table, edits.firstOfWord(w), edits.firstOfWord(w + 1), codes.word(row, w), out, count);
        }
        return count;
    }

    private int bySpace(CodeSlab codes, int row, Neighbours out) {
        Edits edits = space.edits();
        int count = space.validEdits(codes, row, out.edits());
        for (int i = 0; i < count; i++) {
            out.values()[i] = edits.valueAfter(out.edit(i), codes, row);
        }
        return count;
    }

    private int filtered(CodeSlab codes, int row, Neighbours out, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (filter.accepts(codes, row, out.edit(i))) {
                out.edits()[kept] = out.edits()[i];
                out.values()[kept++] = out.values()[i];
            }
        }
        return kept;
    }

    /** For each edit of a categorical space its mask, its field and its field's limit, in arrays that vectors load. */
    static final class FieldTable {
        final long[] ids;
        final long[] masks;
        final long[] shifts;
        final long[] fields;
        final long[] limits;

        FieldTable(CategoricalSpace space) {
            Edits edits = space.edits();
            int n = edits.count() + Neighbours.SLACK;
            ids = new long[n];
            masks = new long[n];
            shifts = new long[n];
            fields = new long[n];
            limits = new long[n];
            for (int e = 0; e < edits.count(); e++) {
                int p = edits.position(e);
                ids[e] = e;
                masks[e] = edits.mask(e);
                shifts[e] = space.shift(p);
                fields[e] = space.fieldMask(p);
                limits[e] = space.options(p);
            }
        }
    }

    private static final class ScalarEditKernel implements Kernel {
        @Override
        public int edits(FieldTable table, int from, int to, long word, Neighbours out, int count) {
            long[] ids = out.edits();
            long[] values = out.values();
            int n = count;
            for (int e = from; e < to; e++) {
                long value = word ^ table.masks[e];
                if (((value >>> table.shifts[e]) & table.fields[e]) < table.limits[e]) {
                    ids[n] = e;
                    values[n++] = value;
                }
            }
            return n;
        }
    }
}
