package org.deltanas.search;

import java.util.stream.IntStream;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourFilter;
import org.deltanas.space.SearchSpace;

/**
 * Regularized, or ageing, evolution (Real et al., "Regularized evolution for image classifier architecture search", AAAI
 * 2019), with crossover if asked for: random members first; then one child at a time takes the place of the oldest
 * member. A child is a mutation of the best of a random sample; with crossover every other child is made of two such
 * parents, drawn until they differ, and where there is no child the next mutation follows.
 *
 * <p>The original evaluates every child, be it known or not, and counts it: {@link Repeats#COUNTED} does. With {@link
 * Repeats#FREE} a child that is known joins the population with the label that it has, without a query.
 */
public final class RegularizedEvolution implements Searcher {
    private static final long DRAW = 0x65766F6CL;
    private static final int MAX_TRIES = 50;

    private final SearchSpace space;
    private final EvolutionOptions options;
    private final Mutation.Operator mutation;
    private final Crossover.Operator crossover;
    private final Philox random;
    /** A ring: the oldest member is at {@link #born} modulo the size once it is full. */
    private final CodeSlab members;

    private final double[] qualities;
    /** The members in some order: its start is the last sample. */
    private final int[] order;

    private final int sampleSize;
    private long born;
    private boolean crossNext;

    /**
     * A search of a space.
     *
     * @param filter where mutations by one edit may not go, or null
     */
    public RegularizedEvolution(SearchSpace space, EvolutionOptions options, NeighbourFilter filter) {
        this.space = space;
        this.options = options;
        this.mutation = options.mutation().of(space, filter);
        this.crossover = options.crossover().of(space);
        this.random = new Philox(options.seed(), DRAW);
        this.members = space.newSlab(options.population());
        this.qualities = new double[options.population()];
        this.order = IntStream.range(0, options.population()).toArray();
        this.sampleSize = Math.min(options.sampleSize(), options.population());
    }

    @Override
    public int ask(CodeSlab out, int most) {
        if (born < options.population()) {
            int count = (int) Math.min(options.population() - born, most);
            for (int i = 0; i < count; i++) {
                space.sample(random, out, i);
            }
            return count;
        }
        boolean crossed = crossNext && cross(out);
        crossNext = options.crossover() != Crossover.NONE && !crossed;
        if (!crossed) {
            mutation.mutate(members, tournament(), random, out, 0);
        }
        return 1;
    }

    private boolean cross(CodeSlab out) {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            int a = tournament();
            int b = tournament();
            if (!members.sameCode(a, members, b)) {
                return crossover.cross(members, a, b, random, out, 0);
            }
        }
        return false;
    }

    /** The best of some members, the first of equals. */
    private int tournament() {
        int best = -1;
        for (int i = 0; i < sampleSize; i++) {
            int pick = i + random.nextInt(order.length - i);
            int member = order[pick];
            order[pick] = order[i];
            order[i] = member;
            if (best < 0 || qualities[member] > qualities[best]) {
                best = member;
            }
        }
        return best;
    }

    @Override
    public void tell(CodeSlab asked, int count, double[] asQualities) {
        for (int i = 0; i < count; i++) {
            int place = (int) (born++ % options.population());
            members.copyFrom(asked, i, place);
            qualities[place] = asQualities[i];
        }
    }

    @Override
    public void close() {
        members.close();
    }
}
