package org.deltanas.search;

import java.util.Arrays;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpKernels;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.PotentialPredictor;
import org.deltanas.predict.PotentialTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.predict.Validation;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.Edits;
import org.deltanas.space.NeighbourEnumerator;
import org.deltanas.space.NeighbourFilter;
import org.deltanas.space.SearchSpace;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;

/**
 * Delta-NAS (Sridhar and Chen, 2024): learn how much one edit changes a label, then walk a population uphill over
 * one-edit neighbours.
 *
 * <p>Two designs, see {@link DeltaNasOptions.Design}: rounds of label, train, walk and pick; or the paper's own two
 * steps, a difference data set (Algorithm 1) and one walk (Algorithm 2). The result depends on the options and the
 * label, never on threads or instruction set.
 */
public final class DeltaNas implements AutoCloseable {
    private static final long FIRST = 1;
    private static final long START = 2;
    private static final long STEP = 3;
    private static final long TRAIN = 4;
    private static final long FILL = 5;
    private static final long PAIR = 6;
    private static final long VALIDATE = 7;
    /** Candidates kept for each one that is picked: some are lost when groups of a population find the same. */
    private static final int SPARE = 4;

    private static final int MAX_TRIES = 10_000;

    private final LabelOracle oracle;
    private final SearchSpace space;
    private final DeltaNasOptions options;
    private final MlpKernels kernels;
    private final Workers workers;
    private final SearchListener listener;
    private final FeatureMap features;
    private final Walk[] walks;
    private final CandidatePool candidates;
    private final CodeSlab picks;
    /** For each query the quality predicted before it was labelled. */
    private final DoubleArrayList predictions = new DoubleArrayList();

    private PotentialPredictor predictor;
    private boolean goOn = true;
    private double walkSeconds;

    private DeltaNas(
            LabelOracle oracle,
            DeltaNasOptions options,
            NeighbourFilter filter,
            Simd simd,
            Workers workers,
            SearchListener listener) {
        this.oracle = oracle;
        this.space = oracle.space();
        this.options = options;
        this.kernels = MlpKernels.of(simd);
        this.workers = workers;
        this.listener = listener;
        this.features = FeatureMap.of(space);
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, filter, simd);
        int picked = options.design() == DeltaNasOptions.Design.ROUNDS ? options.roundSize() : options.finalists();
        int kept = Math.min(SPARE * picked, 4096);
        this.walks = new Walk[(options.population() + Walk.MEMBERS - 1) / Walk.MEMBERS];
        for (int w = 0; w < walks.length; w++) {
            int members = (options.population() - w + walks.length - 1) / walks.length;
            walks[w] = new Walk(oracle, options, features, enumerator, kernels, members, kept);
        }
        this.candidates = new CandidatePool(space, oracle, kept);
        this.picks = space.newSlab(Math.max(picked, 64));
    }

    /**
     * Runs a search.
     *
     * @param oracle a fresh oracle, which counts what the search spends
     * @param filter where the population may not go, or null
     * @param simd the instructions that score neighbours and train
     * @param workers the threads that walk and train
     * @param listener hears of progress
     */
    public static SearchResult run(
            LabelOracle oracle,
            DeltaNasOptions options,
            NeighbourFilter filter,
            Simd simd,
            Workers workers,
            SearchListener listener) {
        try (DeltaNas search = new DeltaNas(oracle, options, filter, simd, workers, listener)) {
            Validation validation = options.design() == DeltaNasOptions.Design.ROUNDS
                    ? search.searchInRounds()
                    : search.searchFromPairs();
            return search.result(validation);
        }
    }

    private SearchResult result(Validation validation) {
        long neighbourQueries = 0;
        for (Walk walk : walks) {
            neighbourQueries += walk.neighbourQueries();
        }
        double predicted = oracle.best() < 0 ? Double.NaN : predictions.get(oracle.best());
        double sign = oracle.direction() == Direction.MAX ? 1 : -1;
        return SearchResult.of(oracle, sign * predicted, neighbourQueries, validation, !goOn, walkSeconds);
    }

    // Rounds.

    private Validation searchInRounds() {
        labelRandom(Math.min(options.initial(), options.queries()), new Philox(options.seed(), FIRST));
        for (int round = 0; goOn && oracle.queries() < options.queries(); round++) {
            TrainingSet data = labelled();
            if (data.size() >= 2) {
                train(data, TrainingOptions.inSearch(), round);
                walk(round, options.population() / 3);
                labelCandidates(Math.min(options.roundSize(), options.queries() - oracle.queries()));
            }
            int missing = Math.min((round + 1) * options.roundSize() + options.initial(), options.queries())
                    - oracle.queries();
            if (missing > 0 && !labelRandom(missing, new Philox(options.seed(), FILL, round))) {
                break;
            }
        }
        return validate(labelled(), TrainingOptions.inSearch());
    }

    /** Labels random architectures; false if the space seems to hold no others. */
    private boolean labelRandom(int count, Philox random) {
        int wanted = oracle.queries() + count;
        for (int tries = 0; goOn && oracle.queries() < wanted && tries < MAX_TRIES; ) {
            int before = oracle.queries();
            int batch = Math.min(wanted - before, picks.rows());
            for (int i = 0; i < batch; i++) {
                space.sample(random, picks, i);
            }
            evaluate(batch);
            tries = oracle.queries() == before ? tries + batch : 0;
        }
        return oracle.queries() == wanted;
    }

    /** Evaluates the picked rows, remembering what was predicted for them. */
    private void evaluate(int count) {
        int before = oracle.queries();
        oracle.evaluate(picks, 0, count);
        int fresh = oracle.queries() - before;
        double[] potentials = new double[fresh];
        if (predictor != null && fresh > 0) {
            predictor.potentials(oracle.evaluated(), before, fresh, kernels, potentials);
        }
        for (int i = 0; i < fresh; i++) {
            predictions.add(predictor == null ? Double.NaN : predictor.quality(potentials[i]));
        }
        goOn = listener.onProgress(oracle.queries(), options.queries(), oracle.bestLabel());
    }

    private TrainingSet labelled() {
        TrainingSet data = new TrainingSet(features);
        for (int q = 0; q < oracle.queries(); q++) {
            if (!Double.isNaN(oracle.label(q))) {
                data.add(oracle.evaluated(), q, oracle.quality(q));
            }
        }
        return data;
    }

    /** Walks the population: some from the best labelled architectures, the rest from random ones. */
    private void walk(int round, int fromBest) {
        int[] order = byQuality();
        int elite = Math.min(fromBest, order.length);
        for (int member = 0; member < options.population(); member++) {
            Walk walk = walks[member % walks.length];
            int row = member / walks.length;
            if (member < elite) {
                walk.members().copyFrom(oracle.evaluated(), order[member], row);
            } else {
                space.sample(new Philox(options.seed(), START, round, member), walk.members(), row);
            }
        }
        long start = System.nanoTime();
        workers.forEach(walks.length, (worker, w) -> {
            walks[w].start(predictor, Philox.derive(STEP, round, w));
            for (int i = 0; i < options.iterations() && walks[w].step(); i++) {
                // Steps until nobody moves.
            }
        });
        walkSeconds += (System.nanoTime() - start) * 1e-9;
        candidates.clear();
        for (Walk walk : walks) {
            candidates.offerAll(walk.pool());
        }
    }

    private int[] byQuality() {
        Integer[] order = new Integer[oracle.queries()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(oracle.quality(j), oracle.quality(i)));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    private void labelCandidates(int count) {
        int[] ranking = candidates.ranking();
        int picked = Math.min(count, ranking.length);
        for (int i = 0; i < picked; i++) {
            picks.copyFrom(candidates.codes(), ranking[i], i);
        }
        evaluate(picked);
    }

    private void train(TrainingSet data, TrainingOptions training, int round) {
        predictor =
                PotentialTrainer.train(data, training, Philox.derive(options.seed(), TRAIN, round), kernels, workers);
    }

    private Validation validate(TrainingSet data, TrainingOptions training) {
        return Validation.holdOut(data, training, Philox.derive(options.seed(), VALIDATE), kernels, workers);
    }

    // Pairs.

    private Validation searchFromPairs() {
        TrainingSet data = labelPairs();
        if (data.pairs() == 0) {
            return null;
        }
        TrainingOptions training = TrainingOptions.once(data.size());
        train(data, training, 0);
        if (goOn) {
            walk(0, 0);
            labelCandidates(Math.min(options.finalists(), options.queries() - oracle.queries()));
        }
        return validate(data, training);
    }

    /**
     * Algorithm 1: for every edit, {@code samplesPerDifference} times, a random architecture and the one that lies that
     * edit and {@code edits - 1} others away; in random order, until the budget less the finalists is spent.
     */
    private TrainingSet labelPairs() {
        int[] schedule = pairSchedule();
        int budget = Math.max(2, options.queries() - options.finalists());
        int affordable = Math.min(schedule.length, budget / 2);
        Philox random = new Philox(options.seed(), PAIR);
        TrainingSet data = new TrainingSet(features);
        for (int done = 0; goOn && done < affordable; ) {
            int pairs = Math.min(picks.rows() / 2, affordable - done);
            for (int i = 0; i < pairs; i++) {
                drawPair(schedule[done + i], random, 2 * i);
            }
            evaluate(2 * pairs);
            for (int i = 0; i < pairs; i++) {
                addPair(data, 2 * i);
            }
            done += pairs;
        }
        return data;
    }

    private int[] pairSchedule() {
        int edits = space.edits().count();
        int[] schedule =
                new int[Math.toIntExact(Math.min((long) edits * options.samplesPerDifference(), options.queries()))];
        Philox random = new Philox(options.seed(), PAIR, 0);
        // A shuffled round of all edits, then the next, so that a short budget still spreads over the edits.
        for (int i = 0; i < schedule.length; i++) {
            int start = i / edits * edits;
            int j = start + random.nextInt(i - start + 1);
            schedule[i] = schedule[j];
            schedule[j] = i % edits;
        }
        return schedule;
    }

    /** Fills a row with a random architecture and the next with the same some edits later, the given one first. */
    private void drawPair(int edit, Philox random, int row) {
        Edits edits = space.edits();
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            space.sample(random, picks, row);
            picks.copyFrom(picks, row, row + 1);
            boolean valid = applyIfValid(edit, row + 1);
            for (int k = 1; valid && k < options.edits(); k++) {
                valid = applyIfValid(random.nextInt(edits.count()), row + 1);
            }
            if (valid && space.distance(picks, row, picks, row + 1) == options.edits()) {
                return;
            }
        }
        throw new IllegalArgumentException("no two architectures of " + space.name() + " were found that lie "
                + options.edits() + " edits apart: ask for fewer edits");
    }

    private boolean applyIfValid(int edit, int row) {
        boolean valid = space.isValidAfter(picks, row, edit);
        if (valid) {
            space.edits().apply(edit, picks, row);
        }
        return valid;
    }

    private void addPair(TrainingSet data, int row) {
        double a = oracle.known(picks, row);
        double b = oracle.known(picks, row + 1);
        if (!Double.isNaN(a) && !Double.isNaN(b)) {
            Direction direction = oracle.direction();
            data.addPair(data.add(picks, row, direction.quality(a)), data.add(picks, row + 1, direction.quality(b)));
        }
    }

    @Override
    public void close() {
        for (Walk walk : walks) {
            walk.close();
        }
        candidates.close();
        picks.close();
    }
}
