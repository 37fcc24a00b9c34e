package org.deltanas.encode;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.proxy.FlopCount;
import org.deltanas.proxy.Label;
import org.deltanas.proxy.ParameterCount;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Edits;
import org.deltanas.space.Neighbours;
import org.deltanas.space.SearchSpace;

/**
 * Scores as features: one statistic for each, as a whole number (the zero-cost proxy encoding, ZCP, of the literature).
 *
 * <p>No structure tells how an edit changes a score, so a difference costs an evaluation of the neighbour by every score,
 * and of the architecture itself: {@link #differences} evaluates all neighbours at once. Architectures seen lately are
 * remembered by their codes, {@value ScoreCache#SLOTS} at most.
 *
 * <p>Safe for any number of threads, which wait for one another. What is remembered is answered without allocation; an
 * evaluation allocates a slab and what the label itself needs. Does not own the labels, which belong to this map as long as
 * it is used, since a label serves one thread at a time.
 */
public final class ZeroCostFeatures implements FeatureMap {
    private static final int NO_EDIT = -1;

    private final Edits edits;
    private final SearchSpace space;
    private final List<Score> scores;
    private final String id;
    private final ScoreCache cache;

    // Guarded by cache.
    private final long[] key;
    private int[] asked = new int[1];
    private int[] unknown = new int[1];
    private int[] values;

    /** How a score becomes a whole number. One that is not finite, as of a dead network, becomes 0. */
    public enum Scale {
        /** Sixteenths of the binary logarithm, rounded down: for counts. 0 below 2. */
        LOGARITHM(16 * Long.SIZE) {
            @Override
            int round(double score) {
                return Logarithm.sixteenths((long) score);
            }
        },
        /**
         * Sixteenths, rounded to the nearest, from -2,048 to 2,048: for scores that are logarithms already, as the Zen-score.
         * The bound is as small as it may be, since first layers are rounded to a fraction of it.
         */
        SIXTEENTHS(16 * 2_048) {
            @Override
            int round(double score) {
                return (int) Math.clamp(Math.rint(16 * score), -largest(), largest());
            }
        };

        private final int largest;

        Scale(int largest) {
            this.largest = largest;
        }

        int largest() {
            return largest;
        }

        abstract int round(double score);
    }

    /** A column: what it says of an architecture, and in which numbers. */
    public record Score(Label label, Scale scale) {}

    /**
     * A map with a column for each score, in their order.
     *
     * @param scores at least one; labels of the same names must mean the same wherever predictors are exchanged
     */
    public ZeroCostFeatures(SearchSpace space, List<Score> scores) {
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("at least one score is needed");
        }
        this.space = space;
        this.edits = space.edits();
        this.scores = List.copyOf(scores);
        this.id = scores.stream()
                .map(score -> score.label().name() + (score.scale() == Scale.LOGARITHM ? " log" : ""))
                .collect(Collectors.joining("+", space.id() + "/zero-cost:", "/1"));
        this.cache = new ScoreCache(space.words(), scores.size());
        this.key = new long[space.words()];
        this.values = new int[scores.size()];
    }

    /**
     * The counts that need no network to run: parameters and multiply-adds.
     *
     * @throws UnsupportedOperationException if the space's architectures have no network plan
     * @throws IllegalArgumentException if they do not take images of the resolution that {@link FlopCount} is for
     */
    public static ZeroCostFeatures counts(SearchSpace space) {
        return new ZeroCostFeatures(
                space,
                List.of(
                        new Score(new ParameterCount(space), Scale.LOGARITHM),
                        new Score(new FlopCount(space), Scale.LOGARITHM)));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int columns() {
        return scores.size();
    }

    @Override
    public int firstStatistic() {
        return 0;
    }

    @Override
    public int largest(int column) {
        return scores.get(column).scale().largest();
    }

    @Override
    public double activeColumns() {
        return scores.size();
    }

    @Override
    public void features(CodeSlab codes, int row, SparseRows out) {
        synchronized (cache) {
            ask(0, NO_EDIT);
            answer(codes, row, 1);
            for (int s = 0; s < scores.size(); s++) {
                add(s, values[s], out);
            }
            out.endRow();
        }
    }

    @Override
    public void difference(CodeSlab codes, int row, int edit, SparseRows out) {
        synchronized (cache) {
            ask(0, NO_EDIT);
            ask(1, edit);
            answer(codes, row, 2);
            addDifference(1, out);
        }
    }

    @Override
    public void differences(CodeSlab codes, int row, Neighbours neighbours, SparseRows out) {
        synchronized (cache) {
            ask(0, NO_EDIT);
            for (int i = 0; i < neighbours.count(); i++) {
                ask(i + 1, neighbours.edit(i));
            }
            answer(codes, row, neighbours.count() + 1);
            for (int i = 0; i < neighbours.count(); i++) {
                addDifference(i + 1, out);
            }
        }
    }

    /** Asks for the architecture that an edit makes, as number {@code i}. */
    private void ask(int i, int edit) {
        if (i == asked.length) {
            asked = Arrays.copyOf(asked, 2 * i);
            unknown = new int[asked.length];
            values = new int[asked.length * scores.size()];
        }
        asked[i] = edit;
    }

    /** Puts the columns of those asked for, by their numbers, into {@link #values}. */
    private void answer(CodeSlab codes, int row, int count) {
        int columns = scores.size();
        int missing = 0;
        for (int i = 0; i < count; i++) {
            setKey(codes, row, asked[i]);
            if (!cache.get(key, values, i * columns)) {
                unknown[missing++] = i;
            }
        }
        if (missing > 0) {
            evaluate(codes, row, missing);
        }
    }

    private void evaluate(CodeSlab codes, int row, int missing) {
        int columns = scores.size();
        double[] answers = new double[missing];
        try (CodeSlab pending = space.newSlab(missing)) {
            for (int j = 0; j < missing; j++) {
                setKey(codes, row, asked[unknown[j]]);
                for (int w = 0; w < key.length; w++) {
                    pending.setWord(j, w, key[w]);
                }
            }
            for (int s = 0; s < columns; s++) {
                scores.get(s).label().evaluate(pending, 0, missing, answers);
                for (int j = 0; j < missing; j++) {
                    double score = answers[j];
                    values[unknown[j] * columns + s] =
                            Double.isFinite(score) ? scores.get(s).scale().round(score) : 0;
                }
            }
        }
        for (int j = 0; j < missing; j++) {
            setKey(codes, row, asked[unknown[j]]);
            cache.put(key, values, unknown[j] * columns);
        }
    }

    private void setKey(CodeSlab codes, int row, int edit) {
        for (int w = 0; w < key.length; w++) {
            key[w] = codes.word(row, w);
        }
        if (edit != NO_EDIT) {
            key[edits.word(edit)] ^= edits.mask(edit);
        }
    }

    private void addDifference(int i, SparseRows out) {
        for (int s = 0; s < scores.size(); s++) {
            add(s, values[i * scores.size() + s] - values[s], out);
        }
        out.endRow();
    }

    private static void add(int column, int value, SparseRows out) {
        if (value != 0) {
            out.add(column, value);
        }
    }
}
