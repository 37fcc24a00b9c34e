package org.deltanas.proxy;

import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * The label {@code flops}: multiply-add pairs of one image's forward pass at the benchmark's own resolution, an integer.
 * Counted are convolutions and the classifier, layers that are cut off included; not batch norms, rectifiers, pools and
 * sums. A pair is one, as in the tables that call it a FLOP, not two.
 *
 * <p>This is the column {@code flops} of NAS-Bench-Macro. The one that NAS-Bench-Suite-Zero (Krishnakumar et al.,
 * NeurIPS 2022) has for NAS-Bench-201 counts in millions and adds two for each value of a batch norm, one for each of an
 * edge's rectifier, nine for each of a 3x3 average pool, and 160,832 for what all cells share.
 *
 * <p>Builds the plan of every architecture it is asked for; thread-safe.
 */
public final class FlopCount implements Label {
    private final NetworkPlans plans;

    /**
     * The label for the architectures of {@code space}.
     *
     * @throws UnsupportedOperationException if they have no network plan
     */
    public FlopCount(SearchSpace space) {
        this.plans = NetworkPlans.of(space);
    }

    @Override
    public String name() {
        return "flops";
    }

    /** {@inheritDoc} False for NAS-Bench-201, where operations count that are cut off; true for chains. */
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
