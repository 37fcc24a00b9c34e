package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/**
 * Follows architectures and scores every one-edit neighbour of them by its {@linkplain Predictor level}: the architecture's
 * own and the predicted difference.
 *
 * <p>An architecture is {@linkplain #place placed} in a slot, and {@linkplain #move moves} to a neighbour; what the
 * networks' first layers make of it, the accumulator, follows along by the few columns that an edit changes. To {@linkplain
 * #score score} a few slots enumerates their neighbours, adds each edit's columns to the accumulator, runs the small rest of
 * each network over the neighbours of all of them and sums up the ensemble. Scores are the same, bit for bit, however an
 * architecture was reached. Allocation free after the first calls; owned by one thread.
 */
public final class NeighbourScorer {
    /** Neighbours scored at a time, about: their hidden rows stay in the first-level cache. */
    private static final int ROWS = 96;

    private final SearchSpace space;
    private final NeighbourEnumerator enumerator;
    private final MlpEngine engine;
    private final CodeSlab codes;
    private final Neighbours[] neighbours;
    private final int[] first;
    private final int batch;
    private final int capacity;
    private final float[] means;
    private final float[] deviations;
    private final float[] values;
    private float[][] outputs = new float[0][];
    private NeighbourModel model;
    private MlpKernels kernels;
    private float exploration;
    private int scoredFrom;
    private long queries;

    /**
     * A scorer of the neighbours that {@code enumerator} lists.
     *
     * @param architectures slots
     */
    public NeighbourScorer(SearchSpace space, NeighbourEnumerator enumerator, MlpEngine engine, int architectures) {
        this.space = space;
        this.enumerator = enumerator;
        this.engine = engine;
        this.codes = space.newSlab(architectures);
        this.batch = Math.clamp(ROWS / space.maxNeighbours(), 1, architectures);
        this.neighbours = new Neighbours[batch];
        Arrays.setAll(neighbours, i -> new Neighbours(space));
        this.first = new int[batch + 1];
        this.capacity = Math.max(batch * space.maxNeighbours(), architectures);
        this.means = new float[NeighbourModel.room(capacity)];
        this.deviations = new float[means.length];
        this.values = new float[means.length];
    }

    /** Uses a predictor of this space from now on, neighbours being worth their mean levels. Slots are empty afterwards. */
    public void use(Predictor predictor) {
        use(predictor, 0);
    }

    /**
     * Uses a predictor of this space from now on. Slots are empty afterwards.
     *
     * @param deviations how many of the ensemble's deviations are added to the mean for what a neighbour is worth
     */
    public void use(Predictor predictor, float deviations) {
        exploration = deviations;
        kernels = engine.kernels(predictor.shape());
        if (model == null || !model.fits(predictor)) {
            model = NeighbourModel.of(predictor, space, engine, codes.rows(), batch);
        }
        model.use(predictor);
        if (outputs.length != predictor.members()) {
            Arrays.fill(this.deviations, 0);
            outputs = new float[predictor.members()][means.length];
        }
    }

    /** The architectures in the slots; to be changed by {@link #place} and {@link #move} only. */
    public CodeSlab codes() {
        return codes;
    }

    /** Puts the architecture of a row into a slot. */
    public void place(int slot, CodeSlab from, int row) {
        if (from != codes || row != slot) {
            codes.copyFrom(from, row, slot);
        }
        model.place(slot, codes);
    }

    /** The most slots that are scored in one call. */
    public int batch() {
        return batch;
    }

    /**
     * Scores the neighbours of the architectures in the slots {@code [from, from + count)}, at most {@link #batch} of them.
     *
     * @return the number of all their neighbours
     */
    public int score(int from, int count) {
        scoredFrom = from;
        for (int i = 0; i < count; i++) {
            enumerator.enumerate(codes, from + i, neighbours[i]);
            first[i + 1] = first[i] + neighbours[i].count();
        }
        int rows = first[count];
        model.score(codes, from, count, neighbours, outputs);
        summarise(rows);
        queries += rows;
        return rows;
    }

    /**
     * Puts the architecture of a row into slot 0 and scores its neighbours.
     *
     * @return their number
     */
    public int score(CodeSlab from, int row) {
        place(0, from, row);
        return score(0, 1);
    }

    /**
     * Computes the levels of the architectures in the slots {@code [0, count)} themselves: afterwards {@link #mean(int)}
     * and {@link #deviation(int)} are those of slot {@code i}, and no neighbour is scored.
     */
    public void levels(int count) {
        model.levels(codes, count, outputs);
        summarise(count);
    }

    private void summarise(int count) {
        int members = outputs.length;
        if (members == 1) {
            System.arraycopy(outputs[0], 0, means, 0, count);
            System.arraycopy(outputs[0], 0, values, 0, count);
            return;
        }
        float[] mean = means;
        float[] deviation = deviations;
        // Whole rows at a time, one number of each network after the other: compiled to vectors, and in the same order.
        System.arraycopy(outputs[0], 0, mean, 0, count);
        for (int m = 1; m < members; m++) {
            add(outputs[m], mean, count);
        }
        divide(mean, members, count);
        Arrays.fill(deviation, 0, count, 0);
        for (float[] output : outputs) {
            addSquares(output, mean, deviation, count);
        }
        rootOfMean(deviation, members, count);
        weigh(mean, deviation, exploration, values, count);
    }

    private static void weigh(float[] means, float[] deviations, float exploration, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = means[i] + exploration * deviations[i];
        }
    }

    private static void add(float[] x, float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += x[i];
        }
    }

    private static void divide(float[] x, float by, int count) {
        for (int i = 0; i < count; i++) {
            x[i] /= by;
        }
    }

    private static void addSquares(float[] x, float[] means, float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            float d = x[i] - means[i];
            sums[i] += d * d;
        }
    }

    private static void rootOfMean(float[] x, float by, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = (float) Math.sqrt(x[i] / by);
        }
    }

    /** The neighbours of the {@code i}th slot of the last {@link #score}. */
    public Neighbours neighbours(int i) {
        return neighbours[i];
    }

    /** The neighbours of the first slot of the last {@link #score}. */
    public Neighbours neighbours() {
        return neighbours[0];
    }

    /** The place of the first neighbour of the {@code i}th slot among all that were scored. */
    public int first(int i) {
        return first[i];
    }

    /** The neighbour of the {@code i}th slot with the highest {@link #value}, the first of equals; -1 if it has none. */
    public int best(int i) {
        int best = kernels.indexOfMax(values, first[i], first[i + 1]);
        return best < 0 ? -1 : best - first[i];
    }

    /** What a place is worth: the mean level plus {@code exploration} of the ensemble's deviations. */
    public float value(int place) {
        return values[place];
    }

    /** The ensemble's mean level at a place: of neighbour {@code j} of the {@code i}th slot at {@code first(i) + j}. */
    public float mean(int place) {
        return means[place];
    }

    /** The ensemble's deviation about {@link #mean}. */
    public float deviation(int place) {
        return deviations[place];
    }

    /** Whether the level of an architecture is the one that it was given as a neighbour: so for potentials. */
    public boolean levelsAreAbsolute() {
        return model.levelsAreAbsolute();
    }

    /** Moves the {@code i}th slot of the last {@link #score} to its neighbour {@code j}. */
    public void move(int i, int j) {
        int edit = neighbours[i].edit(j);
        model.move(scoredFrom + i, i, j);
        space.edits().apply(edit, codes, scoredFrom + i);
    }

    /** Neighbours scored in all calls. */
    public long queries() {
        return queries;
    }

    /** Frees the slots. */
    public void close() {
        codes.close();
    }
}
