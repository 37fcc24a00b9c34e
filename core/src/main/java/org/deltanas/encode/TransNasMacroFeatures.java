package org.deltanas.encode;

import org.deltanas.space.TransNasMacroSpace;

/**
 * Chains of the macro space of TransNAS-Bench-101: one-hot digits by place from the front (24), and as statistics modules,
 * halvings and doublings (3); where each halving and each doubling stands, counted from 1, 0 if there is none (7); the
 * halvings and doublings up to a module, summed over modules (2) and for each module, 0 where there is none (12); modules of
 * each digit (4); sixteen times the binary logarithms of parameters and of multiplications, in units of what a plain first
 * module has, and the mean over modules of that of a module's multiplications (3).
 *
 * <p>The twelve states instead of 16 counts of neighbouring digits: Kendall tau of potentials .742 instead of .679 after 33
 * labels, .831 instead of .816 after 326 (class_scene, 8 trials; jigsaw .593 and .524, .656 and .648).
 */
final class TransNasMacroFeatures extends CountedFeatures {
    private static final int DIGITS = 4;
    static final int FIRST_STATISTIC = TransNasMacroSpace.MAX_MODULES * DIGITS;
    private static final int PLACES = FIRST_STATISTIC + 3;
    private static final int SUMS = PLACES + 7;
    private static final int COUNTS = SUMS + 2;
    private static final int STATES = COUNTS + DIGITS;
    private static final int COSTS = STATES + 2 * TransNasMacroSpace.MAX_MODULES;
    private static final int COLUMNS = COSTS + 3;
    private static final int HALVING_PLACES = 4;

    TransNasMacroFeatures(TransNasMacroSpace space) {
        super(space, "transnas-macro/one-hot+statistics/1", COLUMNS, FIRST_STATISTIC, 6 + 24, 0);
    }

    @Override
    public int largest(int column) {
        return column < FIRST_STATISTIC ? 1 : column < COSTS ? 32 : 512;
    }

    @Override
    void count(long word0, long word1, Tally out) {
        int modules = TransNasMacroSpace.modules(word0);
        int halvings = 0;
        int doublings = 0;
        int halvingSum = 0;
        int doublingSum = 0;
        long parameters = 0;
        long multiplications = 0;
        int logarithms = 0;
        for (int module = 0; module < modules; module++) {
            boolean doubles = TransNasMacroSpace.doubles(word0, module);
            boolean halves = TransNasMacroSpace.halves(word0, module);
            int digit = (doubles ? 1 : 0) + (halves ? 2 : 0);
            if (halves) {
                out.add(PLACES + halvings++, module + 1);
            }
            if (doubles) {
                out.add(PLACES + HALVING_PLACES + doublings++, module + 1);
            }
            halvingSum += halvings;
            doublingSum += doublings;
            out.add(module * DIGITS + digit, 1);
            out.add(COUNTS + digit, 1);
            out.add(STATES + 2 * module, halvings);
            out.add(STATES + 2 * module + 1, doublings);
            // Eighths of four convolutions of equal width: the first of a module that doubles reads half as much.
            long weights = (doubles ? 7L : 8L) << (2 * doublings);
            parameters += weights;
            long cost = weights << (2 * (HALVING_PLACES - halvings));
            multiplications += cost;
            logarithms += Logarithm.sixteenths(cost);
        }
        out.add(FIRST_STATISTIC, modules);
        out.add(FIRST_STATISTIC + 1, halvings);
        out.add(FIRST_STATISTIC + 2, doublings);
        out.add(SUMS, halvingSum);
        out.add(SUMS + 1, doublingSum);
        out.add(COSTS, Logarithm.sixteenths(parameters));
        out.add(COSTS + 1, Logarithm.sixteenths(multiplications));
        out.add(COSTS + 2, logarithms / modules);
    }
}
