package org.deltanas.tools;

import java.util.Arrays;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * Some networks to train on and others to be tested by, drawn at random: the same for every predictor, so that two of them
 * can be compared split by split, and nested: what fewer labels are is part of what more are.
 *
 * <p>Pairs one edit apart are drawn from all networks that are not trained on, with replacement: a random network and a
 * random edit of it, until {@value #PAIRS} of them lead to another network that is not trained on either, or {@value
 * #DRAWS} were tried. Immutable; owns the codes of the pairs.
 */
final class RankSplit implements AutoCloseable {
    /** The pairs one edit apart. */
    static final int PAIRS = 10_000;

    private static final int DRAWS = 100_000;
    private static final long NETWORKS = 1;
    private static final long EDITS = 2;

    private final MeasuredNetworks networks;
    private final int[] train;
    private final int[] test;
    private final int[] testOfUnseenClass;
    private final CodeSlab first;
    private final CodeSlab second;
    private final double[] differences;

    /**
     * Draws a split.
     *
     * @param train how many networks to train on, fewer than there are
     * @param mostTest how many others to be tested by, all where there are not as many
     */
    RankSplit(MeasuredNetworks networks, int train, int mostTest, long seed) {
        this.networks = networks;
        int[] order = shuffled(networks.count(), new Philox(seed, NETWORKS));
        this.train = Arrays.copyOf(order, train);
        this.test = Arrays.copyOfRange(order, train, (int) Math.min(order.length, (long) train + mostTest));
        boolean[] seen = new boolean[networks.count()];
        boolean[] seenClass = new boolean[networks.count()];
        for (int network : this.train) {
            seen[network] = true;
            seenClass[networks.classOf(network)] = true;
        }
        this.testOfUnseenClass = Arrays.stream(test)
                .filter(network -> !seenClass[networks.classOf(network)])
                .toArray();
        this.first = networks.space().newSlab(PAIRS);
        this.second = networks.space().newSlab(PAIRS);
        this.differences = drawPairs(order, train, seen, new Philox(seed, EDITS));
    }

    private static int[] shuffled(int count, Philox random) {
        int[] order = new int[count];
        Arrays.setAll(order, i -> i);
        // From the front on, so that the first ones do not depend on how many more are wanted.
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(count - i);
            int drawn = order[j];
            order[j] = order[i];
            order[i] = drawn;
        }
        return order;
    }

    private double[] drawPairs(int[] order, int from, boolean[] seen, Philox random) {
        SearchSpace space = networks.space();
        double[] drawn = new double[PAIRS];
        long[] edits = new long[space.maxNeighbours()];
        int pairs = 0;
        try (MeasuredNetworks.Finder finder = networks.finder()) {
            for (int draw = 0; draw < DRAWS && pairs < PAIRS; draw++) {
                int a = order[from + random.nextInt(order.length - from)];
                first.copyFrom(networks.codes(), a, pairs);
                second.copyFrom(networks.codes(), a, pairs);
                int choices = space.validEdits(first, pairs, edits);
                if (choices == 0) {
                    continue;
                }
                space.edits().apply((int) edits[random.nextInt(choices)], second, pairs);
                int b = finder.network(second, pairs);
                if (b >= 0 && b != a && !seen[b]) {
                    drawn[pairs++] = networks.quality(b) - networks.quality(a);
                }
            }
        }
        return Arrays.copyOf(drawn, pairs);
    }

    /** Where the networks are from. */
    MeasuredNetworks networks() {
        return networks;
    }

    /** The numbers of the networks to train on. Not to be changed. */
    int[] train() {
        return train;
    }

    /** The numbers of the networks to be tested by. Not to be changed. */
    int[] test() {
        return test;
    }

    /** Those whose class none of the networks trained on is of. Not to be changed. */
    int[] testOfUnseenClass() {
        return testOfUnseenClass;
    }

    /** The pairs one edit apart. */
    int pairs() {
        return differences.length;
    }

    /** Their first architectures, a row a pair. */
    CodeSlab first() {
        return first;
    }

    /** Their second architectures, a row a pair. */
    CodeSlab second() {
        return second;
    }

    /** How much better the second network of each pair is than the first. Not to be changed. */
    double[] differences() {
        return differences;
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
