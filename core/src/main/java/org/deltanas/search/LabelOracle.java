package org.deltanas.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.num.Gaussian;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.TrainingSet;
import org.deltanas.proxy.Direction;
import org.deltanas.proxy.Label;
import org.deltanas.proxy.LabelStoppedException;
import org.deltanas.space.CodeIndex;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;

/**
 * A label that counts: every evaluation is a query, no architecture is evaluated twice, and the best so far is kept
 * with its trace.
 *
 * <p>Where a label is the same within a class of {@link SearchSpace#canonicalise}, one evaluation serves the class.
 * Noise, if asked for, is Gaussian and keyed by the architecture, so that it depends on neither order nor threads. Used
 * by one thread, but for {@link #knows}, which any number may call while nothing is evaluated. Owns its memory; does not
 * close the label.
 */
public final class LabelOracle implements AutoCloseable {
    private static final long NOISE = 0x6E6F697365L;

    private final SearchSpace space;
    private final Label label;
    private final Direction direction;
    private final double noise;
    private final long seed;
    private final CodeIndex keys;
    private final CodeIndex architectures;
    private final CodeSlab key;
    private final DoubleArrayList labels = new DoubleArrayList();
    private final List<SearchResult.TracePoint> trace = new ArrayList<>();
    private final Gaussian noiseSource = Gaussian.of(Simd.scalar());
    private final float[] noiseValue = new float[1];
    private int best = -1;

    /**
     * Counts the queries of a label.
     *
     * @param noise the standard deviation of what is added to every label; 0 for nothing
     * @param seed the seed of that noise
     * @throws IllegalArgumentException if {@code noise} is negative or not a number
     */
    public LabelOracle(SearchSpace space, Label label, Direction direction, double noise, long seed) {
        if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("noise must be a number from 0, not " + noise);
        }
        this.space = space;
        this.label = label;
        this.direction = direction;
        this.noise = noise;
        this.seed = seed;
        this.keys = CodeIndex.of(space, 1024);
        this.architectures = CodeIndex.of(space, 1024);
        this.key = space.newSlab(1);
    }

    /** The space of the architectures. */
    public SearchSpace space() {
        return space;
    }

    /** Whether larger or smaller labels are better. */
    public Direction direction() {
        return direction;
    }

    /** Evaluations so far. */
    public int queries() {
        return labels.size();
    }

    /** The evaluated architectures: row {@code q} of the slab was query {@code q}. */
    public CodeSlab evaluated() {
        return architectures.codes();
    }

    /** The label that query {@code q} gave. */
    public double label(int q) {
        return labels.get(q);
    }

    /** The label of query {@code q} as a quality: larger is better. */
    public double quality(int q) {
        return direction.quality(labels.get(q));
    }

    /** The query that gave the best label, the first of equals; -1 before any gave one. */
    public int best() {
        return best;
    }

    /** The best label so far; NaN before there is one. */
    public double bestLabel() {
        return best < 0 ? Double.NaN : labels.get(best);
    }

    /** The rises of the best label. */
    public List<SearchResult.TracePoint> trace() {
        return List.copyOf(trace);
    }

    /**
     * Whether evaluating an architecture would cost no query.
     *
     * @param representatives where the architecture's {@linkplain SearchSpace#canonicalise representative} is
     */
    public boolean knows(CodeSlab codes, int row, CodeSlab representatives, int representativeRow) {
        return label.sameWithinClass() ? keys.contains(representatives, representativeRow) : keys.contains(codes, row);
    }

    /** The label that an architecture was given; NaN if it was not evaluated. */
    public double known(CodeSlab codes, int row) {
        writeKey(codes, row);
        int query = keys.indexOf(key, 0);
        return query < 0 ? Double.NaN : labels.get(query);
    }

    /** All evaluated architectures that have a label, seen through {@code features}: any two are a pair. Allocates. */
    public TrainingSet trainingSet(FeatureMap features) {
        TrainingSet data = new TrainingSet(features);
        for (int q = 0; q < queries(); q++) {
            if (!Double.isNaN(label(q))) {
                data.add(evaluated(), q, quality(q));
            }
        }
        return data;
    }

    private void writeKey(CodeSlab codes, int row) {
        if (label.sameWithinClass()) {
            space.canonicalise(codes, row, key, 0);
        } else {
            key.copyFrom(codes, row, 0);
        }
    }

    /**
     * Evaluates the rows {@code [from, from + count)} that are not known yet, in order.
     *
     * <p>Where the label {@linkplain LabelStoppedException was told to stop}, those that it has answered are queries like
     * any other and the rest stays unknown. Ending the search is up to its {@link SearchListener}.
     */
    public void evaluate(CodeSlab codes, int from, int count) {
        if (count == 0) {
            return;
        }
        try (CodeSlab pending = space.newSlab(count)) {
            int first = keys.size();
            for (int i = 0; i < count; i++) {
                writeKey(codes, from + i);
                int number = keys.add(key, 0);
                if (number >= 0) {
                    pending.copyFrom(codes, from + i, number - first);
                }
            }
            double[] values = new double[keys.size() - first];
            BitSet answered = ask(pending, values);
            if (answered.cardinality() < values.length) {
                keys.truncate(first);
                answered.stream().forEach(i -> {
                    writeKey(pending, i);
                    keys.add(key, 0);
                });
            }
            for (int i = answered.nextSetBit(0); i >= 0; i = answered.nextSetBit(i + 1)) {
                architectures.add(pending, i);
                record(
                        noise == 0
                                ? values[i]
                                : values[i] + noise * gaussian(keys.codes().hash(queries())));
            }
        }
    }

    /** Fills in the values of the first rows; returns which of them. */
    private BitSet ask(CodeSlab pending, double[] values) {
        BitSet all = new BitSet(values.length);
        all.set(0, values.length);
        try {
            label.evaluate(pending, 0, values.length, values);
        } catch (LabelStoppedException e) {
            all.and(e.answered());
        }
        return all;
    }

    private void record(double value) {
        labels.add(value);
        double quality = direction.quality(value);
        if (quality > (best < 0 ? Double.NEGATIVE_INFINITY : direction.quality(labels.get(best)))) {
            best = labels.size() - 1;
            trace.add(new SearchResult.TracePoint(labels.size(), value));
        }
    }

    private double gaussian(long name) {
        noiseSource.fill(seed, Philox.derive(NOISE, name), 0, noiseValue, 0, 1);
        return noiseValue[0];
    }

    @Override
    public void close() {
        keys.close();
        architectures.close();
        key.close();
    }
}
