package org.deltanas.search;

import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.DifferenceDataSet;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * Collects the difference data set (Algorithm 1 of the paper): for every difference encoding, some times over, a random
 * architecture that the difference applies to, and the one that it leads to; both are labelled.
 *
 * <p>A difference and its reverse count as one, since predictors know that they are opposite: {@code n r (r - 1) / 2} of
 * them where {@code n} positions choose among {@code r} options, or one for each edit of other spaces. For pairs k edits
 * apart, k - 1 random edits follow the one of the schedule. The schedule goes through all differences in random order,
 * then through all again, so that a short budget still spreads over them.
 */
public final class DifferenceSampler {
    private static final long SCHEDULE = 0x646F61L;
    private static final long DRAW = 0x646F62L;
    private static final int BATCH = 32;
    private static final int MAX_TRIES = 10_000;

    private final LabelOracle oracle;
    private final SearchSpace space;
    private final long seed;

    /**
     * A sampler.
     *
     * @param oracle labels the architectures and counts the queries
     * @param seed the seed of all that is drawn
     */
    public DifferenceSampler(LabelOracle oracle, long seed) {
        this.oracle = oracle;
        this.space = oracle.space();
        this.seed = seed;
    }

    /** The number of differences that one edit can make in a space, a difference and its reverse counted once. */
    public static int differences(SearchSpace space) {
        if (!(space instanceof CategoricalSpace categorical)) {
            return space.edits().count();
        }
        int count = 0;
        for (int p = 0; p < categorical.positions(); p++) {
            count += categorical.options(p) * (categorical.options(p) - 1) / 2;
        }
        return count;
    }

    /**
     * Draws and labels pairs. A pair of which an architecture has no label is left out.
     *
     * @param edits edits between the architectures of a pair (k)
     * @param samples pairs for each difference (n)
     * @param queries label evaluations allowed; pairs are drawn while two more are
     * @param listener hears of progress after every batch, and may end the sampling
     * @return the data set, to be closed by the caller
     * @throws IllegalArgumentException if no two architectures were found that lie so many edits apart
     */
    public DifferenceDataSet sample(int edits, int samples, int queries, SearchListener listener) {
        Draws draws = draws(edits, samples, queries);
        boolean done = false;
        try (CodeSlab codes = space.newSlab(2 * BATCH)) {
            boolean goOn = true;
            while (goOn) {
                int count = draws.ask(codes, Math.min(codes.rows(), queries - oracle.queries()));
                if (count == 0) {
                    break;
                }
                oracle.evaluate(codes, 0, count);
                draws.tell(codes);
                goOn = listener.onProgress(oracle.queries(), queries, oracle.bestLabel());
            }
            done = true;
        } finally {
            if (!done) {
                draws.close();
            }
        }
        return draws.data();
    }

    /** The same as {@link #sample} for a caller that has the labels evaluated. */
    Draws draws(int edits, int samples, int queries) {
        return new Draws(edits, samples, queries);
    }

    /** A data set in the making. Owns the data set, which is closed with it or handed on. */
    final class Draws implements AutoCloseable {
        private final int edits;
        private final int[] schedule;
        private final Philox random = new Philox(seed, DRAW);
        private final DifferenceDataSet data;
        private int next;
        private int pairs;

        private Draws(int edits, int samples, int queries) {
            this.edits = edits;
            this.schedule = schedule(samples, queries);
            this.data = new DifferenceDataSet(space, edits, samples);
        }

        /** Writes the next pairs, one architecture behind the other, as many as {@code most} allows; 0 after the last. */
        int ask(CodeSlab out, int most) {
            pairs = Math.min(Math.min(BATCH, Math.max(0, most) / 2), schedule.length - next);
            for (int i = 0; i < pairs; i++) {
                draw(schedule[next + i], edits, random, out, 2 * i);
            }
            return 2 * pairs;
        }

        /** Takes in the pairs asked for last, now that the oracle knows them. */
        void tell(CodeSlab codes) {
            for (int i = 0; i < pairs; i++) {
                double a = oracle.known(codes, 2 * i);
                double b = oracle.known(codes, 2 * i + 1);
                if (!Double.isNaN(a) && !Double.isNaN(b)) {
                    data.add(codes, 2 * i, a, 2 * i + 1, b);
                }
            }
            next += pairs;
        }

        DifferenceDataSet data() {
            return data;
        }

        @Override
        public void close() {
            data.close();
        }
    }

    private int[] schedule(int samples, int queries) {
        int differences = differences(space);
        // Labels that are known already cost nothing, so there may be more pairs than half the queries.
        int[] schedule = new int[Math.toIntExact(Math.min((long) differences * samples, 4L * queries))];
        Philox random = new Philox(seed, SCHEDULE);
        for (int i = 0; i < schedule.length; i++) {
            int start = i / differences * differences;
            int j = start + random.nextInt(i - start + 1);
            schedule[i] = schedule[j];
            schedule[j] = i % differences;
        }
        return schedule;
    }

    /**
     * Fills a row with a random architecture and the next with the one that a difference and more edits lead to, or the
     * other way round.
     */
    private void draw(int difference, int edits, Philox random, CodeSlab codes, int row) {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            boolean valid;
            if (space instanceof CategoricalSpace categorical) {
                space.sample(random, codes, row);
                apply(categorical, difference, random.nextInt(2) == 1, codes, row);
                valid = true;
            } else {
                valid = space.sampleBefore(difference, random, codes, row);
                codes.copyFrom(codes, row, row + 1);
                valid = valid && applyIfValid(difference, codes, row + 1);
            }
            for (int k = 1; valid && k < edits; k++) {
                valid = applyIfValid(random.nextInt(space.edits().count()), codes, row + 1);
            }
            if (valid && space.distance(codes, row, codes, row + 1) == edits) {
                return;
            }
        }
        throw new IllegalArgumentException("no two architectures of " + space.name() + " were found that lie " + edits
                + " edits apart: ask for fewer edits");
    }

    /** Gives a row one option of a difference, and the next row the other. */
    private static void apply(CategoricalSpace space, int difference, boolean backwards, CodeSlab codes, int row) {
        int rest = difference;
        int position = 0;
        for (int count = differencesAt(space, 0); rest >= count; count = differencesAt(space, position)) {
            rest -= count;
            position++;
        }
        int larger = 1;
        while (rest >= larger) {
            rest -= larger++;
        }
        space.setOption(codes, row, position, backwards ? larger : rest);
        codes.copyFrom(codes, row, row + 1);
        space.setOption(codes, row + 1, position, backwards ? rest : larger);
    }

    private static int differencesAt(CategoricalSpace space, int position) {
        return space.options(position) * (space.options(position) - 1) / 2;
    }

    private boolean applyIfValid(int edit, CodeSlab codes, int row) {
        boolean valid = space.isValidAfter(codes, row, edit);
        if (valid) {
            space.edits().apply(edit, codes, row);
        }
        return valid;
    }
}
