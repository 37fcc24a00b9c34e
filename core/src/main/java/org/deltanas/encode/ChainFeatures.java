package org.deltanas.encode;

import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.ChainSpace;
import org.deltanas.space.CodeSlab;

/**
 * Chains of blocks: one-hot columns, one column for each pair of kinds at each two adjacent positions, and as
 * statistics how often each kind occurs.
 *
 * <p>An edit changes two one-hot columns, at most four pairs and two counts. Pairs are left out where they would be more
 * than {@value #MAX_PAIRS} columns: long chains of many kinds have too few labels for each.
 */
public final class ChainFeatures implements FeatureMap {
    private static final int MAX_PAIRS = 4096;

    private final ChainSpace space;
    private final int positions;
    private final int kinds;
    private final boolean pairs;
    private final int firstPair;
    private final int firstCount;
    private final String id;

    /** The columns of a chain space. */
    public ChainFeatures(ChainSpace space) {
        this.space = space;
        this.positions = space.positions();
        this.kinds = space.kinds();
        long pairColumns = (positions - 1L) * kinds * kinds;
        this.pairs = pairColumns <= MAX_PAIRS;
        this.firstPair = positions * kinds;
        this.firstCount = firstPair + (pairs ? (int) pairColumns : 0);
        this.id = space.name() + (pairs ? "/one-hot+adjacent-pairs+counts/1" : "/one-hot+counts/1");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int columns() {
        return firstCount + kinds;
    }

    @Override
    public int firstStatistic() {
        return firstCount;
    }

    @Override
    public double activeColumns() {
        return positions + (pairs ? positions - 1 : 0) + kinds;
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        for (int p = 0; p < positions; p++) {
            out.add(p * kinds + space.option(codes, row, p), 1);
        }
        for (int p = 0; pairs && p + 1 < positions; p++) {
            out.add(pair(p, space.option(codes, row, p), space.option(codes, row, p + 1)), 1);
        }
        for (int k = 0; k < kinds; k++) {
            int count = 0;
            for (int p = 0; p < positions; p++) {
                if (space.option(codes, row, p) == k) {
                    count++;
                }
            }
            if (count > 0) {
                out.add(firstCount + k, count);
            }
        }
        out.endRow();
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        int p = space.edits().position(edit);
        int before = space.option(codes, row, p);
        int after = space.optionAfter(edit, codes.word(row, space.edits().word(edit)));
        out.add(p * kinds + before, -1);
        out.add(p * kinds + after, 1);
        if (pairs && p > 0) {
            int left = space.option(codes, row, p - 1);
            out.add(pair(p - 1, left, before), -1);
            out.add(pair(p - 1, left, after), 1);
        }
        if (pairs && p + 1 < positions) {
            int right = space.option(codes, row, p + 1);
            out.add(pair(p, before, right), -1);
            out.add(pair(p, after, right), 1);
        }
        out.add(firstCount + before, -1);
        out.add(firstCount + after, 1);
        out.endRow();
    }

    private int pair(int position, int left, int right) {
        return firstPair + (position * kinds + left) * kinds + right;
    }
}
