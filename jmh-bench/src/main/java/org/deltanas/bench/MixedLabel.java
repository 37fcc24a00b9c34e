package org.deltanas.bench;

import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.Label;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;

/** A label that costs nothing: a fixed random weight for each option and each two adjacent ones. */
final class MixedLabel implements Label {
    private final CategoricalSpace space;

    MixedLabel(CategoricalSpace space) {
        this.space = space;
    }

    double value(CodeSlab codes, int row) {
        double value = 0;
        int before = -1;
        for (int p = 0; p < space.positions(); p++) {
            int option = space.option(codes, row, p);
            value += ((Philox.derive(p, option) >>> 40) + (Philox.derive(p, before, option) >>> 41)) * 0x1.0p-24;
            before = option;
        }
        return value;
    }

    @Override
    public String name() {
        return "mixed";
    }

    @Override
    public boolean sameWithinClass() {
        return false;
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        for (int i = 0; i < count; i++) {
            values[i] = value(codes, from + i);
        }
    }
}
