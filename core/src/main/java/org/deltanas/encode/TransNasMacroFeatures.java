package org.deltanas.encode;

import org.deltanas.space.TransNasMacroSpace;

/**
 * Chains of the macro space of TransNAS-Bench-101: one-hot digits by place from the front (24), and as statistics modules,
 * halvings and doublings; where each halving and each doubling stands, counted from 1, 0 if there is none (7); the
 * halvings and doublings before or at a module, summed over modules (2); modules of each digit (4) and neighbouring digits (16);
 * sixteen times the binary logarithms of parameters and of multiplications, in units of what a plain first module has, and the
 * mean over modules of that of a module's multiplications (3).
 */
final class TransNasMacroFeatures extends CountedFeatures {
    private static final int DIGITS = 4;
    static final int FIRST_STATISTIC = TransNasMacroSpace.MAX_MODULES * DIGITS;
    private static final int PLACES = FIRST_STATISTIC + 3;
    private static final int SUMS = PLACES + 7;
    static final int COUNTS = SUMS + 2;
    private static final int PAIRS = COUNTS + DIGITS;
    static final int COSTS = PAIRS + DIGITS * DIGITS;
    private static final int COLUMNS = COSTS + 3;
    private static final int HALVING_PLACES = 4;

    TransNasMacroFeatures(TransNasMacroSpace space) {
        super(space, "transnas-macro/one-hot+statistics/1", COLUMNS, FIRST_STATISTIC, 6 + 24, 0);
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
        int previous = -1;
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
            if (previous >= 0) {
                out.add(PAIRS + previous * DIGITS + digit, 1);
            }
            previous = digit;
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
