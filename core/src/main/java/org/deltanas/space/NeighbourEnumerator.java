package org.deltanas.space;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.VectorWidth;
import org.eclipse.collections.impl.list.mutable.primitive.LongArrayList;

/**
 * Lists all valid one-edit neighbours of an architecture. Allocation free; an instance holds tables only and is safe for
 * any number of threads, each with its own {@link Neighbours}.
 */
public final class NeighbourEnumerator {

    /** Lists the edits of the positions in one word. */
    interface Kernel {
        /**
         * Lists what leads from the option at each of the positions {@code [from, to)} to its other options.
         *
         * @param word the value of the word that these positions are in
         * @param out receives edits and changed words from {@code count} on; may be written up to {@link Neighbours#SLACK}
         *     entries past the last
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
        Kernel kernel = simd.isVector()
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
        int count = 0;
        for (int w = 0; w < codes.words(); w++) {
            count = kernel.edits(table, table.firstOfWord[w], table.firstOfWord[w + 1], codes.word(row, w), out, count);
        }
        return count;
    }

    private int bySpace(CodeSlab codes, int row, Neighbours out) {
        int count = space.validEdits(codes, row, out.edits());
        space.edits().valuesAfter(out.edits(), count, codes, row, out.values());
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

    /**
     * The edits of a categorical space. What leads from an option to the others are flips of the position's field, and the
     * edit of flip {@code f} is the position's first edit and {@code f - 1} more; so all positions with as many options share
     * a list of flips for each option.
     */
    static final class FieldTable {
        /** Longs in the longest vector. */
        private static final int LONGEST = 8;

        /** For each position its lowest bit in its word. */
        final int[] shifts;
        /** For each position its field, moved to bit 0. */
        final int[] fields;
        /** For each position the number of its other options. */
        final int[] others;
        /** For each position its first edit, less 1. */
        final long[] edits;
        /** For each position where its lists of flips begin, in {@link #flips}. */
        final int[] lists;
        /** For each position the room of one of its lists. */
        final int[] rooms;
        /** Lists of flips, ascending, each padded to a multiple of the longest vector. */
        final long[] flips;
        /** For each word of a code its first position. */
        final int[] firstOfWord;

        FieldTable(CategoricalSpace space) {
            int n = space.positions();
            shifts = new int[n];
            fields = new int[n];
            others = new int[n];
            edits = new long[n];
            lists = new int[n];
            rooms = new int[n];
            firstOfWord = new int[space.words() + 1];
            Arrays.fill(firstOfWord, n);
            // For each number of options where its lists begin, and one more; 0 before they are made.
            int[] listsOf = new int[mostOptions(space) + 1];
            LongArrayList all = new LongArrayList();
            for (int p = n - 1; p >= 0; p--) {
                firstOfWord[space.word(p)] = p;
            }
            for (int p = 0; p < n; p++) {
                int options = space.options(p);
                shifts[p] = space.shift(p);
                fields[p] = (int) space.fieldMask(p);
                others[p] = options - 1;
                edits[p] = space.edit(p, 0);
                rooms[p] = Math.ceilDiv(options - 1, LONGEST) * LONGEST;
                if (listsOf[options] == 0) {
                    listsOf[options] = all.size() + 1;
                    for (int option = 0; option < options; option++) {
                        for (int j = 0; j < rooms[p]; j++) {
                            all.add(j < others[p] ? space.flip(p, option, j) : 0);
                        }
                    }
                }
                lists[p] = listsOf[options] - 1;
            }
            flips = all.toArray();
        }

        private static int mostOptions(CategoricalSpace space) {
            int most = 0;
            for (int p = 0; p < space.positions(); p++) {
                most = Math.max(most, space.options(p));
            }
            return most;
        }
    }

    private static final class ScalarEditKernel implements Kernel {
        @Override
        public int edits(FieldTable table, int from, int to, long word, Neighbours out, int count) {
            long[] ids = out.edits();
            long[] values = out.values();
            int n = count;
            for (int p = from; p < to; p++) {
                int shift = table.shifts[p];
                int option = (int) (word >>> shift) & table.fields[p];
                int list = table.lists[p] + option * table.rooms[p];
                for (int end = list + table.others[p]; list < end; list++) {
                    long flip = table.flips[list];
                    ids[n] = table.edits[p] + flip;
                    values[n++] = word ^ (flip << shift);
                }
            }
            return n;
        }
    }
}
