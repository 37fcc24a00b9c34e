package org.deltanas.space;

import java.util.Arrays;

/**
 * An architecture as a list of choices, each one of a few options: what a searcher draws, mixes or changes that knows
 * nothing else of a space. Not every list is an architecture.
 *
 * <ul>
 *   <li>{@link CategoricalSpace}: its positions.
 *   <li>{@link NasBench101Space}: 21 edges that are there or not, then the operations of five vertices, dead ones included.
 *   <li>{@link NasBench301Space}: for each node of each cell the pair of values that it reads, then the operations on
 *       the earlier and the later of them; the pair of the first node is no choice.
 *   <li>{@link TransNasMacroSpace}: the number of modules, then for each of six whether it doubles the channels and
 *       whether it halves the resolution; those of modules beyond the number are left out when written.
 * </ul>
 *
 * <p>Immutable and safe for any number of threads; reading and writing allocate nothing.
 */
public abstract class Choices {
    private final int[] options;

    private Choices(int[] options) {
        this.options = options;
    }

    /** The choices of a space. */
    public static Choices of(SearchSpace space) {
        if (space instanceof CategoricalSpace categorical) {
            return new OfPositions(categorical);
        }
        if (space instanceof NasBench101Space cells) {
            return new OfGraph(cells);
        }
        if (space instanceof NasBench301Space) {
            return new OfDartsCells();
        }
        if (space instanceof TransNasMacroSpace chains) {
            return new OfModules(chains);
        }
        throw new UnsupportedOperationException(space.name() + " is not made of choices");
    }

    /** The number of choices. */
    public final int count() {
        return options.length;
    }

    /** The number of options of a choice, at least 2. */
    public final int options(int choice) {
        return options[choice];
    }

    /** Reads the options of an architecture into the first {@link #count} places of {@code chosen}. */
    public abstract void read(CodeSlab codes, int row, int[] chosen);

    /**
     * Writes the code of a list of options.
     *
     * @return whether it is an architecture; the row then holds it, and is of no use otherwise
     */
    public abstract boolean write(int[] chosen, CodeSlab codes, int row);

    private static final class OfPositions extends Choices {
        private final CategoricalSpace space;

        OfPositions(CategoricalSpace space) {
            super(optionsOf(space));
            this.space = space;
        }

        private static int[] optionsOf(CategoricalSpace space) {
            int[] options = new int[space.positions()];
            Arrays.setAll(options, space::options);
            return options;
        }

        @Override
        public void read(CodeSlab codes, int row, int[] chosen) {
            for (int p = 0; p < count(); p++) {
                chosen[p] = space.option(codes, row, p);
            }
        }

        @Override
        public boolean write(int[] chosen, CodeSlab codes, int row) {
            for (int p = 0; p < count(); p++) {
                space.setOption(codes, row, p, chosen[p]);
            }
            return true;
        }
    }

    private static final class OfGraph extends Choices {
        private final NasBench101Space space;

        OfGraph(NasBench101Space space) {
            super(optionsOfGraph());
            this.space = space;
        }

        private static int[] optionsOfGraph() {
            int[] options = new int[NasBench101Space.EDGES + NasBench101Space.INTERIOR];
            Arrays.fill(options, 0, NasBench101Space.EDGES, 2);
            Arrays.fill(options, NasBench101Space.EDGES, options.length, 3);
            return options;
        }

        @Override
        public void read(CodeSlab codes, int row, int[] chosen) {
            long word = codes.word(row, 0);
            for (int e = 0; e < NasBench101Space.EDGES; e++) {
                chosen[e] = (int) (word >>> e) & 1;
            }
            for (int v = 0; v < NasBench101Space.INTERIOR; v++) {
                chosen[NasBench101Space.EDGES + v] = NasBench101Space.option(word, v + 1);
            }
        }

        @Override
        public boolean write(int[] chosen, CodeSlab codes, int row) {
            long word = 0;
            for (int e = 0; e < NasBench101Space.EDGES; e++) {
                word |= (long) chosen[e] << e;
            }
            for (int v = 0; v < NasBench101Space.INTERIOR; v++) {
                word |= (long) chosen[NasBench101Space.EDGES + v] << (NasBench101Space.EDGES + 2 * v);
            }
            codes.setWord(row, 0, word);
            return space.isValid(codes, row);
        }
    }

    private static final class OfDartsCells extends Choices {
        private static final int NODES = NasBench301Space.NODES;
        private static final int CELLS = 2;

        OfDartsCells() {
            super(optionsOfCells());
        }

        private static int[] optionsOfCells() {
            int[] options = new int[CELLS * (NODES - 1 + 2 * NODES)];
            int next = 0;
            for (int cell = 0; cell < CELLS; cell++) {
                for (int node = 0; node < NODES; node++) {
                    if (node > 0) {
                        options[next++] = (node + 2) * (node + 1) / 2;
                    }
                    options[next++] = NasBench301Space.OPERATIONS;
                    options[next++] = NasBench301Space.OPERATIONS;
                }
            }
            return options;
        }

        @Override
        public void read(CodeSlab codes, int row, int[] chosen) {
            int next = 0;
            for (int cell = 0; cell < CELLS; cell++) {
                long word = codes.word(row, cell);
                for (int node = 0; node < NODES; node++) {
                    int first = NasBench301Space.firstInput(word, node);
                    int second = NasBench301Space.secondInput(word, node);
                    if (node > 0) {
                        chosen[next++] = second * (second - 1) / 2 + first;
                    }
                    chosen[next++] = NasBench301Space.held(word, NasBench301Space.edge(first, node)) - 1;
                    chosen[next++] = NasBench301Space.held(word, NasBench301Space.edge(second, node)) - 1;
                }
            }
        }

        @Override
        public boolean write(int[] chosen, CodeSlab codes, int row) {
            int next = 0;
            for (int cell = 0; cell < CELLS; cell++) {
                long word = 0;
                for (int node = 0; node < NODES; node++) {
                    int first = node > 0 ? chosen[next++] : 0;
                    int second = 1;
                    while (first >= second) {
                        first -= second++;
                    }
                    word |= (chosen[next++] + 1L) << (3 * NasBench301Space.edge(first, node));
                    word |= (chosen[next++] + 1L) << (3 * NasBench301Space.edge(second, node));
                }
                codes.setWord(row, cell, word);
            }
            return true;
        }
    }

    private static final class OfModules extends Choices {
        private static final int MOST = TransNasMacroSpace.MAX_MODULES;

        private final TransNasMacroSpace space;

        OfModules(TransNasMacroSpace space) {
            super(optionsOfModules());
            this.space = space;
        }

        private static int[] optionsOfModules() {
            int[] options = new int[1 + 2 * MOST];
            Arrays.fill(options, 2);
            options[0] = MOST - TransNasMacroSpace.MIN_MODULES + 1;
            return options;
        }

        @Override
        public void read(CodeSlab codes, int row, int[] chosen) {
            long word = codes.word(row, 0);
            chosen[0] = (int) (word >>> (2 * MOST));
            for (int mark = 0; mark < 2 * MOST; mark++) {
                chosen[1 + mark] = (int) (word >>> mark) & 1;
            }
        }

        @Override
        public boolean write(int[] chosen, CodeSlab codes, int row) {
            long word = (long) chosen[0] << (2 * MOST);
            for (int mark = 0; mark < 2 * (TransNasMacroSpace.MIN_MODULES + chosen[0]); mark++) {
                word |= (long) chosen[1 + mark] << mark;
            }
            codes.setWord(row, 0, word);
            return space.isValid(codes, row);
        }
    }
}
