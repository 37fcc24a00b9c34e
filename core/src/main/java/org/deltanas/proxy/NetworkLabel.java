package org.deltanas.proxy;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * A label that looks at networks, many at a time; dead ones score {@link Double#NEGATIVE_INFINITY} unseen. Keeps the memory of
 * as many plans as it has held at a time, and allocates nothing for plans that fit.
 */
abstract class NetworkLabel implements Label {
    /** Plans held at a time: enough that no worker waits long, few enough to be forgotten. */
    private static final int CHUNK = 256;

    private final NetworkPlans plans;
    private final Workers workers;
    private final List<NetworkPlan.Builder> builders = new ArrayList<>();
    private final NetworkPlan[] all = new NetworkPlan[CHUNK];
    private final List<NetworkPlan> live = new ArrayList<>();
    private final double[] scores = new double[CHUNK];

    /**
     * A label for the architectures of {@code space}.
     *
     * @throws UnsupportedOperationException if they have no network plan
     */
    NetworkLabel(SearchSpace space, Workers workers) {
        this.plans = NetworkPlans.of(space);
        this.workers = workers;
    }

    /** The plan of some architecture, to check whether images fit it. */
    static NetworkPlan anyPlan(SearchSpace space) {
        try (CodeSlab any = space.newSlab(1)) {
            space.sample(new Philox(0), any, 0);
            return NetworkPlans.of(space).plan(any, 0);
        }
    }

    /** Writes the scores of live networks, in order. */
    abstract void score(List<NetworkPlan> live, double[] scores);

    final NetworkPlans plans() {
        return plans;
    }

    final Workers workers() {
        return workers;
    }

    @Override
    public final void evaluate(CodeSlab codes, int from, int count, double[] values) {
        for (int done = 0; done < count; done += CHUNK) {
            evaluateChunk(codes, from + done, Math.min(CHUNK, count - done), values, done);
        }
    }

    private void evaluateChunk(CodeSlab codes, int from, int count, double[] values, int offset) {
        while (builders.size() < count) {
            builders.add(NetworkPlan.builder());
        }
        workers.forEach(
                count,
                (worker, i) ->
                        all[i] = plans.plan(codes, from + i, builders.get(i).clear()));
        live.clear();
        for (int i = 0; i < count; i++) {
            if (!all[i].isDead()) {
                live.add(all[i]);
            }
        }
        score(live, scores);
        int next = 0;
        for (int i = 0; i < count; i++) {
            values[offset + i] = all[i].isDead() ? Double.NEGATIVE_INFINITY : scores[next++];
        }
    }
}
