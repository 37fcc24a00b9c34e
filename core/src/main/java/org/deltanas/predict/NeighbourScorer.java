package org.deltanas.predict;

import java.util.Arrays;
import org.deltanas.encode.OneHotFeatures;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.space.CategoricalSpace;
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
 * architecture was reached.
 *
 * <p>Two kinds of neighbours are looked up instead, with the bits of computed ones and without being enumerated: by a
 * potential in a small space once its {@linkplain LevelTables table} is worth it or made, and by a {@link
 * PredictorKind#DIFFERENCE difference} over one-hot columns always. Of the latter also the best change at each position is
 * known beforehand, see {@link #best(int, int, boolean, int[], float[])}.
 *
 * <p>Where only differences are predicted, the ensemble's deviation about a neighbour is that of the difference to it, and
 * the architecture's own level, which takes much longer to measure than a difference to look up, is measured when it is asked
 * for. Allocation free after the first calls; owned by one thread.
 */
public final class NeighbourScorer {
    /** Neighbours scored at a time, about: enough that what a call costs is little beside them. */
    private static final int ROWS = 384;

    private final SearchSpace space;
    private final NeighbourEnumerator enumerator;
    private final MlpEngine engine;
    private final LevelTables tables;
    private final CodeSlab codes;
    private final Neighbours[] neighbours;
    /** Of which slots of a batch the neighbours are enumerated. */
    private final boolean[] enumerated;
    /** The space if it is categorical: then neighbours need not be listed to be told apart. */
    private final CategoricalSpace categorical;

    private final int[] first;
    private final int batch;
    private final float[] means;
    private final float[] deviations;
    private final float[] values;
    /** For each slot of a batch its own mean level, NaN if it is not known. */
    private final float[] own;

    private final float[] ownMean = new float[1];
    private final float[] ownDeviation = new float[1];
    private float[][] outputs = new float[0][];
    private NeighbourModel model;
    private MlpKernels kernels;
    private float exploration;
    /** Whether neighbours are computed without being listed. */
    private boolean unlisted;
    /** Where potentials can be looked up once that is worth it; null if never. */
    private LevelTable levelTable;

    private PotentialTable potentials;
    private DifferenceTable differences;
    /** What neighbours are looked up in; null as long as they are computed. */
    private NeighbourTable table;

    private int scoredFrom;
    /** Whether places hold neighbours whose means and deviations are left in the table. */
    private boolean inTable;
    /** Whether places hold differences. */
    private boolean relative;

    private long queries;
    private long lookUps;

    /**
     * A scorer of the neighbours that {@code enumerator} lists, which computes every potential.
     *
     * @param architectures slots
     */
    public NeighbourScorer(SearchSpace space, NeighbourEnumerator enumerator, MlpEngine engine, int architectures) {
        this(space, enumerator, engine, architectures, null);
    }

    /**
     * A scorer of the neighbours that {@code enumerator} lists.
     *
     * @param architectures slots
     * @param tables where potentials may be looked up, for this space; null to compute them all
     */
    public NeighbourScorer(
            SearchSpace space,
            NeighbourEnumerator enumerator,
            MlpEngine engine,
            int architectures,
            LevelTables tables) {
        this.space = space;
        this.enumerator = enumerator;
        this.engine = engine;
        this.tables = tables;
        this.codes = space.newSlab(architectures);
        this.batch = Math.clamp(ROWS / space.maxNeighbours(), 1, architectures);
        this.neighbours = new Neighbours[batch];
        Arrays.setAll(neighbours, i -> new Neighbours(space));
        this.enumerated = new boolean[batch];
        this.categorical = space instanceof CategoricalSpace choices ? choices : null;
        this.first = new int[batch + 1];
        this.own = new float[batch];
        int capacity = Math.max(batch * space.maxNeighbours(), architectures);
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
     * @param newExploration how many of the ensemble's deviations are added to the mean for what a neighbour is worth
     */
    public void use(Predictor predictor, float newExploration) {
        exploration = newExploration;
        kernels = engine.kernels(predictor.shape());
        if (model == null || !model.fits(predictor)) {
            model = NeighbourModel.of(predictor, space, engine, codes.rows(), batch);
            differences = model instanceof DifferenceModel && predictor.features() instanceof OneHotFeatures oneHot
                    ? new DifferenceTable(oneHot, (CategoricalSpace) space)
                    : null;
        }
        model.use(predictor);
        unlisted = enumerator.listsAll() && categorical != null && model.scoresUnlisted();
        if (outputs.length != predictor.members()) {
            outputs = new float[predictor.members()][means.length];
        }
        table = null;
        levelTable = tables == null ? null : tables.of(predictor);
        if (model instanceof DifferenceModel differenceModel && differences != null) {
            differences.use(differenceModel, predictor.members(), exploration);
            table = differences;
        } else {
            lookUpIfThere();
        }
    }

    /** From computing potentials to looking them up, if their table is there or worth making. */
    private void lookUpIfThere() {
        if (table == null && levelTable != null && levelTable.isThereOrWorthMaking()) {
            if (potentials == null) {
                potentials = new PotentialTable(levelTable.listed(), space);
            }
            potentials.use(levelTable, exploration);
            table = potentials;
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
        if (table == null) {
            model.place(slot, codes);
        }
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
        lookUpIfThere();
        Arrays.fill(own, 0, count, Float.NaN);
        inTable = table != null;
        relative = model.tellsDifferences();
        if (table == null) {
            compute(from, count);
        } else {
            lookUp(from, count);
        }
        queries += first[count];
        return first[count];
    }

    private void compute(int from, int count) {
        for (int i = 0; i < count; i++) {
            enumerated[i] = !unlisted;
            if (unlisted) {
                first[i + 1] = first[i] + space.maxNeighbours();
            } else {
                enumerator.enumerate(codes, from + i, neighbours[i]);
                first[i + 1] = first[i] + neighbours[i].count();
            }
        }
        int rows = first[count];
        model.score(codes, from, count, unlisted ? null : neighbours, first, outputs);
        EnsembleSummary.of(outputs, rows, means, deviations, 0);
        EnsembleSummary.weigh(means, deviations, exploration, values, rows);
        if (levelTable != null) {
            levelTable.addComputed(rows);
        }
    }

    private void lookUp(int from, int count) {
        boolean all = enumerator.listsAll();
        for (int i = 0; i < count; i++) {
            enumerated[i] = !all;
            if (all) {
                first[i + 1] = first[i] + table.values(codes, from + i, values, first[i]);
            } else {
                enumerator.enumerate(codes, from + i, neighbours[i]);
                first[i + 1] = first[i] + neighbours[i].count();
                table.values(codes, from + i, neighbours[i], values, first[i]);
            }
        }
        lookUps += first[count];
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
     * and {@link #deviation(int)} are those of slot {@code i}, {@link #value} what it is worth (the mean alone where only
     * differences are predicted), and no neighbour is scored.
     */
    public void levels(int count) {
        inTable = false;
        relative = false;
        if (table != null && table.hasLevels()) {
            for (int i = 0; i < count; i++) {
                means[i] = table.level(codes, i);
                deviations[i] = table.levelDeviation(codes, i);
            }
        } else {
            model.levels(codes, 0, count, outputs);
            EnsembleSummary.of(outputs, count, means, deviations, 0);
        }
        EnsembleSummary.weigh(means, deviations, model.tellsDifferences() ? 0 : exploration, values, count);
    }

    /** The mean level of the {@code i}th slot of the last {@link #score} itself. */
    private float ownLevel(int i) {
        if (Float.isNaN(own[i])) {
            own[i] = measure(scoredFrom + i);
        }
        return own[i];
    }

    private float measure(int slot) {
        if (table != null && table.hasLevels()) {
            return table.level(codes, slot);
        }
        model.levels(codes, slot, 1, outputs);
        EnsembleSummary.of(outputs, 1, ownMean, ownDeviation, 0);
        return ownMean[0];
    }

    /**
     * The neighbours of the {@code i}th slot of the last {@link #score}; where they were looked up they are enumerated when
     * they are first asked for, which must be before the slot changes.
     */
    public Neighbours neighbours(int i) {
        if (!enumerated[i]) {
            enumerator.enumerate(codes, scoredFrom + i, neighbours[i]);
            enumerated[i] = true;
        }
        return neighbours[i];
    }

    /** The neighbours of the first slot of the last {@link #score}. */
    public Neighbours neighbours() {
        return neighbours(0);
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

    /**
     * Finds the best neighbours of any number of slots, the same as {@link #score} and {@link #best(int)}; what was scored
     * before is lost. The fast way for who wants no more than the best: a table of differences knows the best change of
     * each position beforehand.
     *
     * @param each whether each neighbour is to be looked up and compared where a table tells the best change of each position,
     *     as that of a {@link PredictorKind#DIFFERENCE difference} over one-hot columns does without a filter; if not, no single
     *     neighbour is looked at, nor counted
     * @param edits receives at {@code [0, count)} the edits that lead to them; -1 where there are none
     * @param worth receives what they are worth: as {@link #value}, but without the architecture's own level where only
     *     differences are predicted
     */
    public void best(int from, int count, boolean each, int[] edits, float[] worth) {
        lookUpIfThere();
        int done = 0;
        if (table != null && enumerator.listsAll()) {
            done = table.best(codes, from, count, each, edits, worth);
            if (each || table != differences) {
                queries += (long) done * space.maxNeighbours();
                lookUps += (long) done * space.maxNeighbours();
            }
        }
        for (int at = done; at < count; at += batch) {
            int n = Math.min(batch, count - at);
            score(from + at, n);
            for (int i = 0; i < n; i++) {
                int best = best(i);
                edits[at + i] = best < 0 ? -1 : edit(i, best);
                worth[at + i] = best < 0 ? Float.NEGATIVE_INFINITY : values[first[i] + best];
            }
        }
    }

    private int edit(int i, int j) {
        if (enumerated[i]) {
            return neighbours[i].edit(j);
        }
        return table == null
                ? categorical.neighbourEdit(codes, scoredFrom + i, j)
                : table.edit(codes, scoredFrom + i, j);
    }

    /** The slot of a batch, of those scored last, that has a place. */
    private int slotOf(int place) {
        int i = 0;
        while (first[i + 1] <= place) {
            i++;
        }
        return i;
    }

    /**
     * What a place is worth: the mean level plus {@code exploration} of the ensemble's deviations. The slot must not have
     * changed since, nor for the two below.
     */
    public float value(int place) {
        return relative ? ownLevel(slotOf(place)) + values[place] : values[place];
    }

    /** The ensemble's mean level at a place: of neighbour {@code j} of the {@code i}th slot at {@code first(i) + j}. */
    public float mean(int place) {
        return relative ? ownLevel(slotOf(place)) + meanInPlace(place) : meanInPlace(place);
    }

    /**
     * Writes the mean differences predicted from the {@code i}th slot of the last {@link #score} to its neighbours.
     *
     * @param out receives that to neighbour {@code j} at {@code j}
     */
    public void differences(int i, float[] out) {
        // Once, before the loop: C2 does not inline what it holds for rare, and boxes the vectors there.
        float level = relative ? 0 : ownLevel(i);
        int from = first[i];
        for (int place = from; place < first[i + 1]; place++) {
            out[place - from] = relative ? meanInPlace(place) : meanInPlace(place) - level;
        }
    }

    private float meanInPlace(int place) {
        if (!inTable) {
            return means[place];
        }
        int i = slotOf(place);
        return table.mean(codes, scoredFrom + i, edit(i, place - first[i]));
    }

    /** The ensemble's deviation: of the level, or where only differences are predicted of the difference. */
    public float deviation(int place) {
        if (!inTable) {
            return deviations[place];
        }
        int i = slotOf(place);
        return table.deviation(codes, scoredFrom + i, edit(i, place - first[i]));
    }

    /** Whether the level of an architecture is the one that it was given as a neighbour: so for potentials. */
    public boolean levelsAreAbsolute() {
        return model.levelsAreAbsolute();
    }

    /** Moves the {@code i}th slot of the last {@link #score} to its neighbour {@code j}. */
    public void move(int i, int j) {
        int slot = scoredFrom + i;
        if (table == null) {
            model.move(slot, i, j);
        }
        if (categorical != null && !enumerated[i]) {
            categorical.moveToNeighbour(codes, slot, j);
        } else {
            space.edits().apply(edit(i, j), codes, slot);
        }
    }

    /** Neighbours scored in all calls, computed or looked up. */
    public long queries() {
        return queries;
    }

    /** How many of the {@link #queries} were looked up in a table. */
    public long lookUps() {
        return lookUps;
    }

    /** Frees the slots. */
    public void close() {
        codes.close();
    }
}
