package org.deltanas.search;

import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.Label;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;

/** A rugged enough label with a known shape: a weight for each option and each two adjacent options. */
public class SyntheticLabel implements Label {
    private final CategoricalSpace space;
    private final double interaction;
    private int calls;

    public SyntheticLabel(CategoricalSpace space, double interaction) {
        this.space = space;
        this.interaction = interaction;
    }

    public double value(CodeSlab codes, int row) {
        double value = 0;
        for (int p = 0; p < space.positions(); p++) {
            int option = space.option(codes, row, p);
            value += weight(p, option, -1);
            if (p > 0) {
                value += interaction * weight(p, option, space.option(codes, row, p - 1));
            }
        }
        return value;
    }

    private static double weight(int position, int a, int b) {
        return (Philox.derive(position, a, b) >>> 11) * 0x1.0p-53;
    }

    public int calls() {
        return calls;
    }

    @Override
    public String name() {
        return "synthetic";
    }

    @Override
    public boolean sameWithinClass() {
        return false;
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        for (int i = 0; i < count; i++) {
            values[i] = value(codes, from + i);
            calls++;
        }
    }
}
