package org.deltanas.proxy;

import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * The label {@code flops}: multiply-add pairs of one image's forward pass, an integer, at the resolution that the benchmark
 * trains on: 256 for TransNAS-Bench-101, 32 for all other spaces. Counted are convolutions and the classifier, layers that
 * are cut off included; not batch norms, rectifiers, pools and sums. A pair is one, as in the tables that call it a FLOP.
 *
 * <p>This is the column {@code flops} of NAS-Bench-Macro. NAS-Bench-Suite-Zero (Krishnakumar et al., NeurIPS 2022) counts
 * in millions, and adds to these two for each value of a batch norm, one for each of a rectifier, and for each of a pool
 * as many as its window has pixels: exactly so for NAS-Bench-101; for NAS-Bench-201, where every edge has a rectifier of
 * its own, with 160,832 for what all cells share.
 *
 * <p>Builds the plan of every architecture it is asked for; thread-safe.
 */
public final class FlopCount implements Label {
    private final NetworkPlans plans;

    /**
     * The label for the architectures of {@code space}.
     *
     * @throws UnsupportedOperationException if they have no network plan
     * @throws IllegalArgumentException if their networks do not take images of that resolution, as a space of the user's own
     *     may have them
     */
    public FlopCount(SearchSpace space) {
        this.plans = NetworkPlans.of(space);
        NetworkLabel.anyPlan(space).sizes(plans.resolution());
    }

    @Override
    public String name() {
        return "flops";
    }

    /** {@inheritDoc} False where operations count that are cut off, as in NAS-Bench-201; true for chains. */
    @Override
    public boolean sameWithinClass() {
        return plans.flopsSameWithinClass();
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        for (int i = 0; i < count; i++) {
            values[i] = plans.plan(codes, from + i).macs(plans.resolution());
        }
    }
}
