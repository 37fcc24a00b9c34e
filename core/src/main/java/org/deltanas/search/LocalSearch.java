package org.deltanas.search;

import org.deltanas.kernels.Simd;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.NeighbourFilter;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/**
 * Local search (White et al., "Exploring the loss landscape in neural architecture search", UAI 2021): from the best of a
 * few random architectures to the first better one-edit neighbour, in random order, until none is better; then again
 * from other random ones.
 *
 * <p>A neighbour that is known already costs nothing with {@link Repeats#FREE}, as in the authors' own code.
 */
public final class LocalSearch implements Searcher {
    /** Random architectures that a climb starts from, as in the paper's experiments. */
    public static final int INITIAL = 10;

    private static final long DRAW = 0x6C6F63616CL;

    private final SearchSpace space;
    private final int initial;
    private final Philox random;
    private final NeighbourEnumerator enumerator;
    private final Neighbours neighbours;
    /** Row 0 is where the climb is. */
    private final CodeSlab position;
    /** The neighbours that have not been asked for, up to {@link #untried}. */
    private final int[] order;

    private int untried;
    private int toDraw;
    private double quality = Double.NEGATIVE_INFINITY;

    /**
     * A search of a space.
     *
     * @param initial random architectures that a climb starts from the best of, at least 1
     * @param filter where it may not climb, or null
     */
    public LocalSearch(SearchSpace space, int initial, NeighbourFilter filter, long seed) {
        if (initial < 1) {
            throw new IllegalArgumentException("initial must be at least 1, not " + initial);
        }
        this.space = space;
        this.initial = initial;
        this.random = new Philox(seed, DRAW);
        this.enumerator = NeighbourEnumerator.of(space, filter, Simd.scalar());
        this.neighbours = new Neighbours(space);
        this.position = space.newSlab(1);
        this.order = new int[space.maxNeighbours()];
        this.toDraw = initial;
    }

    @Override
    public int ask(CodeSlab out, int most) {
        if (toDraw == 0 && untried == 0) {
            toDraw = initial;
            quality = Double.NEGATIVE_INFINITY;
        }
        if (toDraw > 0) {
            int count = Math.min(toDraw, most);
            for (int i = 0; i < count; i++) {
                space.sample(random, out, i);
            }
            return count;
        }
        int pick = random.nextInt(untried);
        int neighbour = order[pick];
        order[pick] = order[--untried];
        out.copyFrom(position, 0, 0);
        out.setWord(0, space.edits().word(neighbours.edit(neighbour)), neighbours.value(neighbour));
        return 1;
    }

    @Override
    public void tell(CodeSlab asked, int count, double[] qualities) {
        boolean drawn = toDraw > 0;
        boolean first = toDraw == initial;
        boolean moved = false;
        for (int i = 0; i < count; i++) {
            // Where nothing has a value one place is as good as another to start from.
            if (qualities[i] > quality || (first && i == 0)) {
                position.copyFrom(asked, i, 0);
                quality = qualities[i];
                moved = true;
            }
        }
        toDraw -= drawn ? count : 0;
        if (drawn ? toDraw == 0 : moved) {
            enumerator.enumerate(position, 0, neighbours);
            untried = neighbours.count();
            for (int i = 0; i < untried; i++) {
                order[i] = i;
            }
        }
    }

    @Override
    public void close() {
        position.close();
    }
}
