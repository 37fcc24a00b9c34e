package org.deltanas.proxy;

import java.util.List;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.space.SearchSpace;

/**
 * The label {@code depth}: the most convolutions on a path from a network's input to its output, an integer. What is cut off
 * does not count. No network is run: its plan is built and swept once.
 */
public final class Depth extends NetworkLabel {
    /**
     * The label for the architectures of {@code space}.
     *
     * @throws UnsupportedOperationException if they have no network plan
     */
    public Depth(SearchSpace space, Workers workers) {
        super(space, workers);
    }

    @Override
    public String name() {
        return "depth";
    }

    /** {@inheritDoc} True: networks of one class are the same function, and so have the same paths. */
    @Override
    public boolean sameWithinClass() {
        return true;
    }

    @Override
    void score(List<NetworkPlan> live, double[] scores) {
        for (int i = 0; i < live.size(); i++) {
            scores[i] = PlanPaths.of(live.get(i), plans().resolution()).convolutions();
        }
    }
}
