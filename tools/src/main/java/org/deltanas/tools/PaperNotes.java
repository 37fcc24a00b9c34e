package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.PaperCounts;
import org.deltanas.space.SearchSpace;

/** What is to be said of the paper's own counts for a space: its theorems in numbers, and where it errs. */
final class PaperNotes {
    private PaperNotes() {}

    /** Sentences; none for a space of which there is nothing to say. */
    static List<String> of(SearchSpace space) {
        List<String> notes = new ArrayList<>();
        if (space instanceof NasBench101Space) {
            notes.add("NAS-Bench-101 has at most 7 vertices and 9 edges (not 9 and 7), and 423,624 different cells (not"
                    + " 432k).");
            notes.add(
                    "For cells of n nodes the paper prints |A| = n(n-1)/2 r^n; each edge is there or not, so it should be"
                            + " 2^(n(n-1)/2) r^n: here 2^21 3^5 = 509,607,936 with 7 vertices, 5 of which choose among 3"
                            + " operations.");
        }
        if (space instanceof NasBench301Space) {
            notes.add(
                    "DARTS cells are no chain of blocks, and there are (180 7^8)^2 = 1.077e18 pairs of them (not 1e21).");
        }
        if (space.name().equals("block:20x4")) {
            notes.add("20 blocks of 4 kinds are 4^20 = 1.1e12 (not 1e21, which 22 blocks of 9 kinds would be).");
        }
        if (space instanceof CategoricalSpace categorical && isUniform(categorical)) {
            int n = categorical.positions();
            int r = categorical.options(0);
            notes.add("|A| = r^n with n = " + n + " and r = " + r + "; |D^1| = rn = " + PaperCounts.differences(n, r, 1)
                    + " counts a place and the operation taken; one-hot differences, which also tell the one left, number"
                    + " n r (r-1) = " + PaperCounts.signedDifferences(n, r, 1) + "; an architecture has n (r-1) = "
                    + PaperCounts.neighbours(n, r, 1) + " neighbours.");
        }
        return notes;
    }

    private static boolean isUniform(CategoricalSpace space) {
        for (int p = 1; p < space.positions(); p++) {
            if (space.options(p) != space.options(0)) {
                return false;
            }
        }
        return true;
    }
}
