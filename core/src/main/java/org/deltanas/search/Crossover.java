package org.deltanas.search;

import java.util.Locale;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.Choices;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/** How a searcher makes one architecture of two. */
public enum Crossover {
    /** It does not. */
    NONE {
        @Override
        Operator of(SearchSpace space) {
            return (parents, a, b, random, out, row) -> false;
        }
    },
    /** Uniform crossover: every {@linkplain Choices choice} of either parent, evenly; again until that is an architecture. */
    STANDARD {
        @Override
        Operator of(SearchSpace space) {
            return new Uniform(space);
        }
    },
    /**
     * Shortest edit path crossover (Qiu and Miikkulainen, "Shortest edit path crossover: a theory-driven solution to the
     * permutation problem in evolutionary neural architecture search", 2023): half of the edits, rounded up, of a shortest
     * path from the first parent to the second, see {@link SearchSpace#moveTowards}. No child where it would be one of the
     * parents, as between neighbours.
     */
    SEP {
        @Override
        Operator of(SearchSpace space) {
            return new EditPath(space);
        }
    };

    /** Draws after which there is no child: the SEP authors' own number. */
    private static final int TRIALS = 50;

    /** A crossover on one space. Owned by one thread. */
    interface Operator {
        /**
         * Makes a child of two rows of a slab.
         *
         * @return whether there is one; what {@code out} holds in the row is of no use otherwise
         */
        boolean cross(CodeSlab parents, int a, int b, Philox random, CodeSlab out, int row);
    }

    abstract Operator of(SearchSpace space);

    /** The crossover of a name, as {@link #toString} gives it; null if there is none. */
    public static Crossover byName(String name) {
        for (Crossover crossover : values()) {
            if (crossover.toString().equals(name)) {
                return crossover;
            }
        }
        return null;
    }

    /** The name on the command line, e.g. {@code standard}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static final class Uniform implements Operator {
        private final Choices choices;
        private final int[] first;
        private final int[] second;
        private final int[] child;

        Uniform(SearchSpace space) {
            this.choices = Choices.of(space);
            this.first = new int[choices.count()];
            this.second = new int[choices.count()];
            this.child = new int[choices.count()];
        }

        @Override
        public boolean cross(CodeSlab parents, int a, int b, Philox random, CodeSlab out, int row) {
            choices.read(parents, a, first);
            choices.read(parents, b, second);
            // The parents themselves are among what may be drawn, so that this ends.
            do {
                for (int c = 0; c < child.length; c++) {
                    child[c] = random.nextInt(2) == 0 ? first[c] : second[c];
                }
            } while (!choices.write(child, out, row));
            return true;
        }
    }

    private record EditPath(SearchSpace space) implements Operator {
        @Override
        public boolean cross(CodeSlab parents, int a, int b, Philox random, CodeSlab out, int row) {
            int distance = space.distance(parents, a, parents, b);
            int steps = (distance + 1) / 2;
            if (steps == distance) {
                return false;
            }
            for (int trial = 0; trial < TRIALS; trial++) {
                if (space.moveTowards(parents, a, parents, b, steps, random, out, row)) {
                    return true;
                }
            }
            return false;
        }
    }
}
