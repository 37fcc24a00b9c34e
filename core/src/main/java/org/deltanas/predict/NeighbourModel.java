package org.deltanas.predict;

import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/** How a {@link NeighbourScorer} computes what a kind of predictor says. Owned by one thread. */
abstract class NeighbourModel {

    /** The model for predictors like the given one. */
    static NeighbourModel of(Predictor predictor, SearchSpace space, MlpEngine engine, int slots, int batch) {
        return predictor.kind() == PredictorKind.DIFFERENCE
                ? new DifferenceModel(predictor, space, engine)
                : new AccumulatorModel(predictor, space, engine, slots, batch);
    }

    /** Numbers to make room for where {@code rows} levels are computed. */
    static int room(int rows) {
        return MlpKernels.padded(rows) + MlpKernels.BLOCK;
    }

    /** Whether {@link #use} may be called with a predictor. */
    abstract boolean fits(Predictor predictor);

    /** Takes a predictor. */
    abstract void use(Predictor predictor);

    /** Takes note of the architecture in a slot. */
    abstract void place(int slot, CodeSlab codes);

    /** Takes note that the architecture in a slot, the {@code i}th of the last {@link #score}, becomes its neighbour {@code j}. */
    abstract void move(int slot, int i, int j);

    /** Whether {@link #score} can do without a list where all neighbours are scored. */
    boolean scoresUnlisted() {
        return false;
    }

    /**
     * Computes for each network the levels of the neighbours of some slots, or where it {@link #tellsDifferences} the
     * differences to them.
     *
     * @param neighbours for each of the {@code count} slots its neighbours; null for all, if it {@link #scoresUnlisted}
     * @param first for each of the slots how many neighbours those before it have, and then all of them
     * @param out for each network its outputs, one slot's neighbours after the other's
     */
    abstract void score(CodeSlab codes, int from, int count, Neighbours[] neighbours, int[] first, float[][] out);

    /** Computes for each network the levels of the slots {@code [from, from + count)} themselves. */
    abstract void levels(CodeSlab codes, int from, int count, float[][] out);

    /** Whether neighbours are told by their differences, levels of architectures apart. */
    abstract boolean tellsDifferences();

    /** See {@link NeighbourScorer#levelsAreAbsolute}. */
    abstract boolean levelsAreAbsolute();
}
