package org.deltanas.predict;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.deltanas.kernels.mlp.Mlp;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.ListedSpace;
import org.deltanas.space.SearchSpace;

/**
 * A potential's level of every architecture of a listed space, computed in blocks by whoever comes: each takes the next
 * block until none is left. Safe for any number of threads.
 */
final class LevelTable {
    private static final int BLOCK = 512;

    private final LevelTables owner;
    private final SearchSpace space;
    private final Predictor predictor;
    private final MlpEngine engine;
    private final float[] means;
    private final float[] deviations;
    private final int blocks;
    /** Neighbours that were computed for want of a table. */
    private final AtomicLong computed = new AtomicLong();

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    LevelTable(LevelTables owner, SearchSpace space, Predictor predictor, MlpEngine engine) {
        this.owner = owner;
        this.space = space;
        this.predictor = predictor;
        this.engine = engine;
        int size = space.validCount().intValueExact();
        this.means = new float[size];
        this.deviations = new float[size];
        this.blocks = Math.ceilDiv(size, BLOCK);
    }

    /** Takes note that neighbours were computed. */
    void addComputed(int neighbours) {
        computed.addAndGet(neighbours);
    }

    /** Makes the table if enough neighbours were computed without it; whether it is complete. */
    boolean isThereOrWorthMaking() {
        if (!isComplete() && computed.get() >= means.length) {
            work();
        }
        return isComplete();
    }

    /** Computes blocks until all are taken; others may still be at theirs. */
    void work() {
        while (next.get() < blocks) {
            int block = next.getAndIncrement();
            if (block < blocks) {
                compute(block * BLOCK, Math.min(BLOCK, means.length - block * BLOCK));
                done.incrementAndGet();
            }
        }
    }

    /** Whether all levels are there. */
    boolean isComplete() {
        return done.get() == blocks;
    }

    private void compute(int from, int count) {
        ListedSpace listed = owner.listed();
        SparseRows rows = new SparseRows(count, 32 * count);
        try (CodeSlab code = space.newSlab(1)) {
            for (int i = 0; i < count; i++) {
                listed.write(from + i, code, 0);
                predictor.features().features(code, 0, rows);
            }
        }
        MlpKernels kernels = engine.kernels(predictor.shape());
        Mlp.Hidden hidden = new Mlp.Hidden(Predictor.ROWS);
        float[][] outputs = new float[predictor.members()][NeighbourModel.room(count)];
        for (int m = 0; m < outputs.length; m++) {
            predictor.member(m).forward(kernels, rows, 0, count, hidden, outputs[m], 0);
        }
        EnsembleSummary.of(outputs, count, means, deviations, from);
    }

    ListedSpace listed() {
        return owner.listed();
    }

    /** For each architecture the ensemble's mean; once the table is complete. */
    float[] means() {
        return means;
    }

    /** For each architecture the ensemble's deviation; once the table is complete. */
    float[] deviations() {
        return deviations;
    }
}
