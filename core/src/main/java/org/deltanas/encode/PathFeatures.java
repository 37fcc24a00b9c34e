package org.deltanas.encode;

import org.deltanas.space.FourNodeCellSpace;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.SearchSpace;

/**
 * Path encodings of cells: a column for each sequence of operations that a path from input to output may read, shorter
 * sequences first, those of a length in the order of their digits.
 *
 * <p>As <em>bits</em> (White et al., AAAI 2021) a column says whether some path reads so, operations being taken as they are,
 * missing connections included; as <em>functional counts</em> paths with a missing connection do not count, identities are
 * left out of sequences, and a column is the number of paths. Either may be truncated to the shorter sequences.
 */
final class PathFeatures extends CountedFeatures {
    private static final int MOST_PATHS = 64;

    /** How the sequences of a space are spelt. */
    private enum Shape {
        /** Operations on vertices: sequences of 0 to 5 letters of 3. */
        NAS_BENCH_101,
        /** Operations on edges of {@link FourNodeCellSpace}. */
        FOUR_NODES,
        /** For each cell and each of its inputs sequences of 0 to 4 letters of 7; every node is an output. */
        NAS_BENCH_301
    }

    private final Shape shape;
    private final FourNodeCellSpace fourNodes;
    private final boolean functional;
    private final int letters;
    private final int shortest;
    private final int longest;
    /** Columns of one set of sequences. */
    private final int sequences;

    private PathFeatures(
            SearchSpace space,
            Shape shape,
            String kind,
            boolean functional,
            int letters,
            int shortest,
            int longest,
            int sets,
            double active) {
        super(
                space,
                space.name() + "/" + kind + "/1",
                sets * columns(letters, shortest, longest),
                sets * columns(letters, shortest, longest),
                active,
                MOST_PATHS + 1);
        this.shape = shape;
        this.fourNodes = space instanceof FourNodeCellSpace cells ? cells : null;
        this.functional = functional;
        this.letters = letters;
        this.shortest = shortest;
        this.longest = longest;
        this.sequences = columns(letters, shortest, longest);
    }

    /** Whether a space has paths. */
    static boolean exist(SearchSpace space) {
        return space instanceof NasBench101Space
                || space instanceof NasBench301Space
                || space instanceof FourNodeCellSpace;
    }

    /** All paths as bits. */
    static PathFeatures bits(SearchSpace space) {
        return of(space, "paths", false, 5, 3, 4);
    }

    /** Paths of NAS-Bench-101 of up to three vertices, of other cells of up to two edges, as bits. */
    static PathFeatures truncated(SearchSpace space) {
        return of(space, "truncated-paths", false, 3, 2, 2);
    }

    /** All paths as functional counts. */
    static PathFeatures functional(SearchSpace space) {
        return of(space, "functional-paths", true, 5, 3, 4);
    }

    private static PathFeatures of(
            SearchSpace space, String kind, boolean functional, int longest101, int longestOfFour, int longest301) {
        if (space instanceof NasBench101Space) {
            return new PathFeatures(space, Shape.NAS_BENCH_101, kind, functional, 3, 0, longest101, 1, 4);
        }
        if (space instanceof NasBench301Space) {
            int shortest = functional ? 0 : 1;
            return new PathFeatures(space, Shape.NAS_BENCH_301, kind, functional, 7, shortest, longest301, 4, 24);
        }
        int operations = ((FourNodeCellSpace) space).operations();
        return new PathFeatures(
                space,
                Shape.FOUR_NODES,
                kind,
                functional,
                functional ? operations - 2 : operations,
                functional ? 0 : 1,
                longestOfFour,
                1,
                4);
    }

    /** Sequences of some lengths. */
    private static int columns(int letters, int shortest, int longest) {
        int columns = 0;
        for (int length = 0, count = 1; length <= longest; length++, count *= letters) {
            columns += length < shortest ? 0 : count;
        }
        return columns;
    }

    @Override
    public int largest(int column) {
        return functional ? MOST_PATHS : 1;
    }

    @Override
    void count(long word0, long word1, Tally out) {
        out.registers[0] = 0;
        switch (shape) {
            case NAS_BENCH_101 -> follow101(NasBench101Space.pruned(word0), 0, 0, 0, out);
            case FOUR_NODES -> follow4(word0, 3, 0, 0, 1, out);
            case NAS_BENCH_301 -> {
                count301(word0, 0, out);
                count301(word1, 1, out);
            }
        }
    }

    private void follow101(long cell, int vertex, int length, int value, Tally out) {
        for (int set = NasBench101Space.successors(cell, vertex); set != 0; set &= set - 1) {
            int next = Integer.numberOfTrailingZeros(set);
            if (next == NasBench101Space.VERTICES - 1) {
                add(0, length, value, out);
            } else {
                int digit = NasBench101Space.option(cell, next);
                follow101(cell, next, length + 1, value * letters + digit, out);
            }
        }
    }

    /** Backwards from a node to the input; earlier operations are the higher digits. */
    private void follow4(long cell, int node, int length, int value, int weight, Tally out) {
        if (node == 0) {
            add(0, length, value, out);
            return;
        }
        for (int e = 0; e < FourNodeCellSpace.EDGES; e++) {
            if (FourNodeCellSpace.target(e) != node) {
                continue;
            }
            int option = fourNodes.optionIn(cell, e);
            if (functional && option < 2) {
                if (option == 1) {
                    follow4(cell, FourNodeCellSpace.source(e), length, value, weight, out);
                }
            } else {
                int digit = functional ? option - 2 : option;
                int source = FourNodeCellSpace.source(e);
                follow4(cell, source, length + 1, value + digit * weight, weight * letters, out);
            }
        }
    }

    private void count301(long cell, int number, Tally out) {
        for (int node = 0; node < NasBench301Space.NODES; node++) {
            follow301(cell, number, node, 0, 0, 1, out);
        }
    }

    private void follow301(long cell, int number, int node, int length, int value, int weight, Tally out) {
        for (int from = 0; from < node + 2; from++) {
            int digit = NasBench301Space.held(cell, NasBench301Space.edge(from, node)) - 1;
            if (digit < 0) {
                continue;
            }
            // In the reduction cell a skip from an input is a factorised reduction.
            boolean identity = functional && digit == 2 && (number == 0 || from >= 2);
            int nextLength = identity ? length : length + 1;
            int nextValue = identity ? value : value + digit * weight;
            int nextWeight = identity ? weight : weight * letters;
            if (from < 2) {
                add((2 * number + from) * sequences, nextLength, nextValue, out);
            } else {
                follow301(cell, number, from - 2, nextLength, nextValue, nextWeight, out);
            }
        }
    }

    private void add(int first, int length, int value, Tally out) {
        if (length > longest) {
            return;
        }
        int column = first + columns(letters, shortest, length - 1) + value;
        if (!functional) {
            int[] seen = out.registers;
            for (int i = 1; i <= seen[0]; i++) {
                if (seen[i] == column) {
                    return;
                }
            }
            seen[++seen[0]] = column;
        }
        out.add(column, 1);
    }
}
