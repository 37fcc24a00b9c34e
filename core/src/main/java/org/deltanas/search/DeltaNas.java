package org.deltanas.search;

import java.util.Arrays;
import java.util.Objects;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.DifferenceDataSet;
import org.deltanas.predict.LevelTables;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.predict.Validation;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CodeSlab;
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
    private static final long VALIDATE = 7;
    /** Candidates kept for each one that is picked: some are lost when groups of a population find the same. */
    private static final int SPARE = 4;

    private static final int MAX_TRIES = 10_000;

    private final LabelOracle oracle;
    private final SearchSpace space;
    private final DeltaNasOptions options;
    private final MlpEngine engine;
    private final Workers workers;
    private final SearchListener listener;
    private final PredictorDesign design;
    private final Walk[] walks;
    private final CandidatePool candidates;
    private final CodeSlab picks;
    /** For each query the quality predicted before it was labelled, NaN before the first training. */
    private final DoubleArrayList predictions = new DoubleArrayList();

    private Predictor predictor;
    private int trainingSize;
    private boolean goOn = true;
    private double walkSeconds;

    private DeltaNas(
            LabelOracle oracle,
            DeltaNasOptions options,
            Predictor trained,
            NeighbourFilter filter,
            Simd simd,
            Workers workers,
            SearchListener listener) {
        this.oracle = oracle;
        this.space = oracle.space();
        this.options = options;
        this.engine = MlpEngine.of(simd);
        this.workers = workers;
        this.listener = listener;
        this.predictor = trained;
        this.design = options.predictor();
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, filter, simd);
        LevelTables tables = new LevelTables(space, engine);
        int picked = inRounds() ? options.roundSize() : options.finalists();
        int kept = Math.min(SPARE * picked, 4096);
        this.walks = new Walk[(options.population() + Walk.MEMBERS - 1) / Walk.MEMBERS];
        for (int w = 0; w < walks.length; w++) {
            int members = (options.population() - w + walks.length - 1) / walks.length;
            walks[w] = new Walk(oracle, options, enumerator, engine, tables, members, kept);
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
        return run(oracle, options, null, filter, simd, workers, listener);
    }

    /**
     * Runs a search that trains nothing: walks the population by a predictor from elsewhere and labels the {@code
     * finalists} best candidates, at most {@code queries}.
     *
     * @param trained the predictor, of this space; it may have learnt another label
     */
    public static SearchResult runTrained(
            LabelOracle oracle,
            DeltaNasOptions options,
            Predictor trained,
            NeighbourFilter filter,
            Simd simd,
            Workers workers,
            SearchListener listener) {
        return run(oracle, options, Objects.requireNonNull(trained), filter, simd, workers, listener);
    }

    private static SearchResult run(
            LabelOracle oracle,
            DeltaNasOptions options,
            Predictor trained,
            NeighbourFilter filter,
            Simd simd,
            Workers workers,
            SearchListener listener) {
        try (DeltaNas search = new DeltaNas(oracle, options, trained, filter, simd, workers, listener)) {
            return search.result(search.inRounds() ? search.searchInRounds() : search.searchFromPairs());
        }
    }

    /** A trained predictor leaves nothing to learn in rounds. */
    private boolean inRounds() {
        return predictor == null && options.design() == DeltaNasOptions.Design.ROUNDS;
    }

    private SearchResult result(Validation validation) {
        long neighbourQueries = 0;
        long neighbourLookUps = 0;
        for (Walk walk : walks) {
            neighbourQueries += walk.neighbourQueries();
            neighbourLookUps += walk.neighbourLookUps();
        }
        double sign = oracle.direction() == Direction.MAX ? 1 : -1;
        double[] predicted = predictions.toArray();
        for (int q = 0; q < predicted.length; q++) {
            predicted[q] *= sign;
        }
        return new SearchResult(
                oracle,
                predicted,
                predictor,
                trainingSize,
                validation,
                neighbourQueries,
                neighbourLookUps,
                !goOn,
                walkSeconds);
    }

    // Rounds.

    private Validation searchInRounds() {
        labelRandom(Math.min(options.initial(), options.queries()), new Philox(options.seed(), FIRST));
        for (int round = 0; goOn && oracle.queries() < options.queries(); round++) {
            TrainingSet data = oracle.trainingSet(design.features(space));
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
        return validate(oracle.trainingSet(design.features(space)), TrainingOptions.inSearch());
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
        double[] levels = new double[fresh];
        if (predictor != null && fresh > 0) {
            predictor.levels(oracle.evaluated(), before, fresh, engine, levels);
        }
        for (int i = 0; i < fresh; i++) {
            predictions.add(predictor == null ? Double.NaN : predictor.quality(levels[i]));
        }
        goOn = listener.onProgress(oracle.queries(), options.queries(), oracle.bestLabel());
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
        trainingSize = data.size();
        predictor = PredictorTrainer.train(
                design, data, training, Philox.derive(options.seed(), TRAIN, round), engine, workers);
    }

    private Validation validate(TrainingSet data, TrainingOptions training) {
        return Validation.holdOut(design, data, training, Philox.derive(options.seed(), VALIDATE), engine, workers);
    }

    // Pairs.

    private Validation searchFromPairs() {
        TrainingSet data = null;
        TrainingOptions training = null;
        if (predictor == null) {
            try (DifferenceDataSet differences = labelPairs()) {
                data = differences.trainingSet(design.features(space), oracle.direction());
            }
            if (data.pairs() == 0) {
                return null;
            }
            training = TrainingOptions.once(data.size());
            train(data, training, 0);
        }
        if (goOn) {
            walk(0, 0);
            labelCandidates(Math.min(options.finalists(), options.queries() - oracle.queries()));
        }
        return data == null ? null : validate(data, training);
    }

    private DifferenceDataSet labelPairs() {
        DifferenceSampler sampler = new DifferenceSampler(oracle, options.seed());
        DifferenceDataSet differences = sampler.sample(
                options.edits(),
                options.samplesPerDifference(),
                Math.max(2, options.queries() - options.finalists()),
                (queries, budget, best) -> goOn = listener.onProgress(queries, options.queries(), best));
        while (predictions.size() < oracle.queries()) {
            predictions.add(Double.NaN);
        }
        return differences;
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
