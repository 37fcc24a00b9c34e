package org.deltanas.encode;

import org.deltanas.space.TransNasMacroSpace;

/** Chains of TransNAS-Bench-101's macro space as numbers: the digit of each module, 0 where there is none, as statistics. */
final class ModuleDigits extends CountedFeatures {

    ModuleDigits(TransNasMacroSpace space) {
        super(space, "transnas-macro/categorical/1", TransNasMacroSpace.MAX_MODULES, 0, 5, 0);
    }

    @Override
    public int largest(int column) {
        return 4;
    }

    @Override
    void count(long word0, long word1, Tally out) {
        for (int m = 0; m < TransNasMacroSpace.modules(word0); m++) {
            int doubles = TransNasMacroSpace.doubles(word0, m) ? 1 : 0;
            out.add(m, 1 + doubles + (TransNasMacroSpace.halves(word0, m) ? 2 : 0));
        }
    }
}
