package org.deltanas.search;

import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.Label;
import org.deltanas.space.Choices;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/** A rugged enough label with a known shape: a weight for each option and each two adjacent choices. */
public class SyntheticLabel implements Label {
    private final Choices choices;
    private final int[] chosen;
    private final double interaction;
    private int calls;

    public SyntheticLabel(SearchSpace space, double interaction) {
        this.choices = Choices.of(space);
        this.chosen = new int[choices.count()];
        this.interaction = interaction;
    }

    public double value(CodeSlab codes, int row) {
        double value = 0;
        choices.read(codes, row, chosen);
        for (int p = 0; p < chosen.length; p++) {
            int option = chosen[p];
            value += weight(p, option, -1);
            if (p > 0) {
                value += interaction * weight(p, option, chosen[p - 1]);
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
