package org.deltanas.search;

import java.util.Locale;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.Choices;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.NeighbourFilter;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/** How a searcher changes an architecture at random. */
public enum Mutation {
    /** One edit: a one-edit neighbour, drawn uniformly. */
    ONE_EDIT {
        @Override
        Operator of(SearchSpace space, NeighbourFilter filter) {
            return new OneEdit(space, filter);
        }
    },
    /**
     * Every {@linkplain Choices choice} by itself, with a probability of one over their number, to another option; again
     * until that is an architecture. It may leave all as it was. On NAS-Bench-101 as the benchmark's authors and those of
     * SEP crossover have it: edges with probability 1/7, operations with 1/5. Knows no filter.
     */
    EACH_CHOICE {
        @Override
        Operator of(SearchSpace space, NeighbourFilter filter) {
            return new EachChoice(space);
        }
    };

    /** A mutation on one space. Owned by one thread; allocates nothing after construction. */
    interface Operator {
        /** Writes a changed copy of an architecture. */
        void mutate(CodeSlab from, int fromRow, Philox random, CodeSlab out, int outRow);
    }

    abstract Operator of(SearchSpace space, NeighbourFilter filter);

    /** The mutation of a name, as {@link #toString} gives it; null if there is none. */
    public static Mutation byName(String name) {
        for (Mutation mutation : values()) {
            if (mutation.toString().equals(name)) {
                return mutation;
            }
        }
        return null;
    }

    /** The name on the command line, e.g. {@code one-edit}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static final class OneEdit implements Operator {
        private final SearchSpace space;
        private final NeighbourEnumerator enumerator;
        private final Neighbours neighbours;

        OneEdit(SearchSpace space, NeighbourFilter filter) {
            this.space = space;
            this.enumerator = NeighbourEnumerator.of(space, filter, Simd.scalar());
            this.neighbours = new Neighbours(space);
        }

        @Override
        public void mutate(CodeSlab from, int fromRow, Philox random, CodeSlab out, int outRow) {
            enumerator.enumerate(from, fromRow, neighbours);
            out.copyFrom(from, fromRow, outRow);
            // A filter may leave none.
            if (neighbours.count() > 0) {
                int n = random.nextInt(neighbours.count());
                out.setWord(outRow, space.edits().word(neighbours.edit(n)), neighbours.value(n));
            }
        }
    }

    private static final class EachChoice implements Operator {
        private final Choices choices;
        private final double[] probabilities;
        private final int[] before;
        private final int[] after;

        EachChoice(SearchSpace space) {
            this.choices = Choices.of(space);
            this.before = new int[choices.count()];
            this.after = new int[choices.count()];
            this.probabilities = new double[choices.count()];
            for (int c = 0; c < probabilities.length; c++) {
                probabilities[c] = !(space instanceof NasBench101Space)
                        ? 1.0 / choices.count()
                        : c < NasBench101Space.EDGES
                                ? 1.0 / NasBench101Space.VERTICES
                                : 1.0 / NasBench101Space.INTERIOR;
            }
        }

        @Override
        public void mutate(CodeSlab from, int fromRow, Philox random, CodeSlab out, int outRow) {
            choices.read(from, fromRow, before);
            do {
                for (int c = 0; c < before.length; c++) {
                    after[c] = before[c];
                    if (random.nextDouble() < probabilities[c]) {
                        int other = random.nextInt(choices.options(c) - 1);
                        after[c] = other < before[c] ? other : other + 1;
                    }
                }
            } while (!choices.write(after, out, outRow));
        }
    }
}
