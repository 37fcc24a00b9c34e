package org.deltanas.tools;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.deltanas.kernels.Workers;
import org.deltanas.proxy.Label;
import org.deltanas.proxy.NetworkPlans;
import org.deltanas.space.SearchSpace;

/** Zero-cost scores of some architectures, and how long they took. */
final class Scores {
    private static final int FIRST_CHUNK = 64;
    private static final int LARGEST_CHUNK = 1 << 14;
    /** A chunk that takes less is followed by a larger one, one that takes four times as long by a smaller one. */
    private static final double CHUNK_SECONDS = 0.25;

    private final SearchSpace space;
    private final Architectures architectures;
    private final List<Proxy> proxies;
    private final double[][] values;
    private final boolean[] dead;
    private int networks;
    private long nanosOfFirst;
    private long nanosOfRest;

    private Scores(SearchSpace space, Architectures architectures, List<Proxy> proxies) {
        this.space = space;
        this.architectures = architectures;
        this.proxies = proxies;
        this.values = new double[proxies.size()][];
        this.dead = new boolean[architectures.count()];
    }

    /**
     * Computes scores.
     *
     * @param architectures what is scored; still needed as long as these scores are
     * @param labels opens the label of a proxy; it is closed here
     * @param dedup whether equal networks are computed once
     * @param terminal where to draw progress; null for nowhere
     */
    static Scores compute(
            SearchSpace space,
            Architectures architectures,
            List<Proxy> proxies,
            Function<Proxy, Label> labels,
            boolean dedup,
            Workers workers,
            PrintWriter terminal) {
        Scores scores = new Scores(space, architectures, proxies);
        for (int p = 0; p < proxies.size(); p++) {
            try (Label label = labels.apply(proxies.get(p));
                    DistinctNetworks distinct = dedup
                            ? DistinctNetworks.of(space, architectures, label.sameWithinClass())
                            : DistinctNetworks.all(space, architectures)) {
                scores.values[p] = distinct.ofArchitectures(scores.evaluate(label, distinct, terminal));
            }
        }
        scores.findDead(workers);
        return scores;
    }

    /** In pieces, so that progress shows: a network's score does not depend on what it is computed with. */
    private double[] evaluate(Label label, DistinctNetworks distinct, PrintWriter terminal) {
        double[] all = new double[distinct.count()];
        networks = Math.max(networks, all.length);
        try (Progress progress = Progress.of("scoring " + label.name(), all.length, terminal)) {
            long start = System.nanoTime();
            label.evaluate(distinct.codes(), 0, 1, all);
            nanosOfFirst += System.nanoTime() - start;
            progress.step(1);
            int chunk = FIRST_CHUNK;
            for (int done = 1; done < all.length; ) {
                double[] some = new double[Math.min(chunk, all.length - done)];
                start = System.nanoTime();
                label.evaluate(distinct.codes(), done, some.length, some);
                long nanos = System.nanoTime() - start;
                nanosOfRest += nanos;
                System.arraycopy(some, 0, all, done, some.length);
                done += some.length;
                progress.step(some.length);
                double seconds = nanos * 1e-9;
                chunk = seconds < CHUNK_SECONDS
                        ? Math.min(2 * chunk, LARGEST_CHUNK)
                        : seconds > 4 * CHUNK_SECONDS ? Math.max(chunk / 2, FIRST_CHUNK / 2) : chunk;
            }
        }
        return all;
    }

    private void findDead(Workers workers) {
        int zen = proxies.indexOf(Proxy.ZEN);
        if (zen >= 0) {
            for (int row = 0; row < dead.length; row++) {
                dead[row] = values[zen][row] == Double.NEGATIVE_INFINITY;
            }
            return;
        }
        NetworkPlans plans = NetworkPlans.of(space);
        workers.forEach(
                dead.length,
                (worker, row) ->
                        dead[row] = plans.plan(architectures.codes(), row).isDead());
    }

    SearchSpace space() {
        return space;
    }

    /** What was computed, in the order in which it was asked for. */
    List<Proxy> proxies() {
        return proxies;
    }

    /** The number of architectures. */
    int count() {
        return dead.length;
    }

    /** An architecture as its benchmark writes it. */
    String architecture(int row) {
        return space.format(architectures.codes(), row);
    }

    /** A score: minus infinity of a dead network, NaN if there is none. */
    double value(int proxy, int row) {
        return values[proxy][row];
    }

    /** Whether nothing leads from an architecture's input to its output. */
    boolean isDead(int row) {
        return dead[row];
    }

    /** How many networks had to be computed; equal architectures may have shared one. */
    int networks() {
        return networks;
    }

    /** Wall-clock time of computing. */
    double seconds() {
        return (nanosOfFirst + nanosOfRest) * 1e-9;
    }

    /**
     * Networks a second without the first, in which the JVM warms up; one network is all its proxies and repeats. NaN if
     * there was but one.
     */
    double networksPerSecond() {
        return networks > 1 ? (networks - 1) / (nanosOfRest * 1e-9) : Double.NaN;
    }
}
