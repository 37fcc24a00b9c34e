package org.deltanas.proxy;

import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * The label {@code params}: trainable parameters, an integer. A sum of one table entry a position; allocation free.
 */
public final class ParameterCount implements Label {
    private final NetworkPlans plans;

    /**
     * The label for the architectures of {@code space}.
     *
     * @throws UnsupportedOperationException if they have no network plan
     */
    public ParameterCount(SearchSpace space) {
        this.plans = NetworkPlans.of(space);
    }

    @Override
    public String name() {
        return "params";
    }

    /** {@inheritDoc} False for NAS-Bench-201, where operations count that are cut off; true for chains. */
    @Override
    public boolean sameWithinClass() {
        return plans.parametersSameWithinClass();
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        for (int i = 0; i < count; i++) {
            values[i] = plans.parameters(codes, from + i);
        }
    }
}
