package org.deltanas.search;

import java.util.Arrays;
import java.util.Objects;
import org.deltanas.encode.FeatureMap;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.SparseRows;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.FarthestFirst;
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
 *
 * <p>It asks for no architecture twice, but where a random one happens to be known; that costs nothing and another is
 * drawn. It reads what was evaluated before from the oracle, and its budget is that of its options.
 */
public final class DeltaNas implements Searcher {
    private static final long FIRST = 1;
    private static final long START = 2;
    private static final long STEP = 3;
    private static final long TRAIN = 4;
    private static final long FILL = 5;
    private static final long VALIDATE = 7;
    private static final long CROSS = 8;
    /** Candidates kept for each one that is picked: some are lost when groups of a population find the same. */
    private static final int SPARE = 4;

    private static final int MOST_KEPT = 4096;
    /** A round picks one for so many labels that there are, unless the round size is more: long searches train less often. */
    private static final int LABELS_A_PICK = 16;

    private static final int MAX_TRIES = 10_000;

    private final LabelOracle oracle;
    private final SearchSpace space;
    private final DeltaNasOptions options;
    private final MlpEngine engine;
    private final Workers workers;
    private final boolean inRounds;
    private final PredictorDesign design;
    private final FeatureMap features;
    private final Crossover.Operator crossover;
    private final Walk[] walks;
    private final CandidatePool candidates;
    /** What is to be labelled next: the rows from {@link #asked} to {@link #picked}. */
    private final CodeSlab picks;

    /** For each query the quality predicted before it was labelled, NaN before the first training. */
    private final DoubleArrayList predictions = new DoubleArrayList();

    private Predictor predictor;
    private int trainingSize;
    private double walkSeconds;
    private int picked;
    private int asked;

    // Rounds.
    private int round = -1;
    /** Random architectures are asked for until there are so many labels. */
    private int wanted;

    private Philox random;
    private int tries;

    // Pairs.
    private DifferenceSampler.Draws draws;
    private TrainingSet pairData;
    private TrainingOptions pairTraining;
    private boolean walked;

    private DeltaNas(
            LabelOracle oracle,
            DeltaNasOptions options,
            Predictor trained,
            NeighbourFilter filter,
            Simd simd,
            Workers workers) {
        this.oracle = oracle;
        this.space = oracle.space();
        this.options = options;
        this.engine = MlpEngine.of(simd);
        this.workers = workers;
        this.predictor = trained;
        // A trained predictor leaves nothing to learn in rounds.
        this.inRounds = trained == null && options.design() == DeltaNasOptions.Design.ROUNDS;
        this.design = options.predictor();
        this.features = trained == null ? design.features(space) : null;
        NeighbourEnumerator enumerator = NeighbourEnumerator.of(space, filter, simd);
        this.crossover = options.crossover().of(space);
        LevelTables tables = new LevelTables(space, engine);
        int most = inRounds ? roundSize(options.queries()) : options.pairs().finalists();
        int kept = Math.min(SPARE * most, MOST_KEPT);
        this.walks = new Walk[(options.walks().population() + Walk.MEMBERS - 1) / Walk.MEMBERS];
        for (int w = 0; w < walks.length; w++) {
            int members = (options.walks().population() - w + walks.length - 1) / walks.length;
            walks[w] = new Walk(oracle, options.walks(), enumerator, engine, tables, members, kept);
        }
        this.candidates = new CandidatePool(space, oracle, kept);
        int start =
                inRounds ? Math.min(options.rounds().initial(), options.rounds().startPool()) : 0;
        this.picks = space.newSlab(Math.max(kept, start));
        if (inRounds) {
            this.wanted = Math.min(options.rounds().initial(), options.queries());
            this.random = new Philox(options.seed(), FIRST);
            if (options.rounds().startPool() > wanted) {
                pickStart();
            }
        } else if (trained == null) {
            int pairQueries = Math.max(2, options.queries() - options.pairs().finalists());
            this.draws = new DifferenceSampler(oracle, options.seed())
                    .draws(options.pairs().edits(), options.pairs().samplesPerDifference(), pairQueries);
        }
    }

    /**
     * A search, to be run by {@link Search}.
     *
     * @param oracle a fresh oracle
     * @param filter where the population may not go, or null
     * @param simd the instructions that score neighbours and train
     * @param workers the threads that walk and train
     */
    public static DeltaNas of(
            LabelOracle oracle, DeltaNasOptions options, NeighbourFilter filter, Simd simd, Workers workers) {
        return new DeltaNas(oracle, options, null, filter, simd, workers);
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
        try (DeltaNas search = new DeltaNas(oracle, options, trained, filter, simd, workers)) {
            return Search.run(search, oracle, options.queries(), listener);
        }
    }

    @Override
    public int ask(CodeSlab out, int most) {
        return inRounds ? askInRounds(out, most) : askFromPairs(out, most);
    }

    /** {@inheritDoc} Remembers what was predicted for them. */
    @Override
    public void tell(CodeSlab codes, int count, double[] qualities) {
        int before = predictions.size();
        int fresh = oracle.queries() - before;
        double[] levels = new double[fresh];
        if (predictor != null && fresh > 0) {
            predictor.levels(oracle.evaluated(), before, fresh, engine, levels);
        }
        for (int i = 0; i < fresh; i++) {
            predictions.add(predictor == null ? Double.NaN : predictor.quality(levels[i]));
        }
        tries = fresh == 0 ? tries + count : 0;
        if (draws != null) {
            draws.tell(codes);
        }
    }

    /** {@inheritDoc} Never: it tells by itself when it finds no others. */
    @Override
    public int patience() {
        return Integer.MAX_VALUE;
    }

    @Override
    public SearchResult result(LabelOracle ofOracle, boolean stopped) {
        Validation validation = inRounds ? validateRounds() : validatePairs();
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
                stopped,
                walkSeconds);
    }

    // Rounds.

    private int askInRounds(CodeSlab out, int most) {
        while (asked == picked) {
            if (oracle.queries() >= options.queries()) {
                return 0;
            }
            if (oracle.queries() < wanted && tries < MAX_TRIES) {
                int count = Math.min(wanted - oracle.queries(), most);
                for (int i = 0; i < count; i++) {
                    space.sample(random, out, i);
                }
                return count;
            }
            if (oracle.queries() < wanted && round >= 0) {
                // The space seems to hold no others.
                return 0;
            }
            startRound();
        }
        return askForPicks(out, most);
    }

    /** Takes architectures that differ as much as those of a pool of random ones can. */
    private void pickStart() {
        try (CodeSlab pool = space.newSlab(options.rounds().startPool())) {
            SparseRows rows = new SparseRows(pool.rows(), 32 * pool.rows());
            for (int i = 0; i < pool.rows(); i++) {
                space.sample(random, pool, i);
                features.features(pool, i, rows);
            }
            for (int row : FarthestFirst.pick(features, rows, wanted)) {
                picks.copyFrom(pool, row, picked++);
            }
        }
    }

    private void startRound() {
        round++;
        int size = roundSize(oracle.queries());
        TrainingSet data = oracle.trainingSet(features);
        if (data.size() >= 2) {
            train(data, TrainingOptions.inSearch(), round);
            walk(round, options.walks().population() / 3);
            pick(size);
        }
        wanted = Math.min(oracle.queries() + size, options.queries());
        random = new Philox(options.seed(), FILL, round);
        tries = 0;
    }

    private int roundSize(int labels) {
        return Math.max(options.rounds().size(), Math.min(labels / LABELS_A_PICK, MOST_KEPT / SPARE));
    }

    private Validation validateRounds() {
        return validate(oracle.trainingSet(features), TrainingOptions.inSearch());
    }

    /** Walks the population: some from the best labelled architectures, the rest from random ones. */
    private void walk(int ofRound, int fromBest) {
        int[] order = byQuality();
        int elite = Math.min(fromBest, order.length);
        int children =
                options.crossover() == Crossover.NONE ? 0 : options.walks().population() / 3;
        for (int member = 0; member < options.walks().population(); member++) {
            Walk walk = walks[member % walks.length];
            int row = member / walks.length;
            if (member < elite) {
                walk.members().copyFrom(oracle.evaluated(), order[member], row);
            } else if (member >= elite + children || !cross(order, ofRound, member, walk.members(), row)) {
                space.sample(new Philox(options.seed(), START, ofRound, member), walk.members(), row);
            }
        }
        long start = System.nanoTime();
        workers.forEach(walks.length, (worker, w) -> {
            walks[w].start(predictor, options.seed(), Philox.derive(STEP, ofRound, w));
            for (int i = 0; i < options.walks().iterations() && walks[w].step(); i++) {
                // Steps until nobody moves.
            }
        });
        walkSeconds += (System.nanoTime() - start) * 1e-9;
        candidates.clear();
        for (Walk walk : walks) {
            candidates.offerAll(walk.pool());
        }
    }

    /** Writes a child of two of the best labelled architectures. */
    private boolean cross(int[] order, int ofRound, int member, CodeSlab out, int row) {
        int parents = Math.min(order.length, Math.max(2, options.walks().population() / 3));
        if (parents < 2) {
            return false;
        }
        Philox draw = new Philox(options.seed(), CROSS, ofRound, member);
        int a = draw.nextInt(parents);
        int b = (a + 1 + draw.nextInt(parents - 1)) % parents;
        return crossover.cross(oracle.evaluated(), order[a], order[b], draw, out, row);
    }

    private int[] byQuality() {
        Integer[] order = new Integer[oracle.queries()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(oracle.quality(j), oracle.quality(i)));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    /** Takes the best candidates of the walk to be labelled. */
    private void pick(int most) {
        int[] ranking = candidates.ranking();
        picked = Math.min(Math.min(most, options.queries() - oracle.queries()), ranking.length);
        asked = 0;
        for (int i = 0; i < picked; i++) {
            picks.copyFrom(candidates.codes(), ranking[i], i);
        }
    }

    private int askForPicks(CodeSlab out, int most) {
        int count = Math.min(picked - asked, most);
        for (int i = 0; i < count; i++) {
            out.copyFrom(picks, asked++, i);
        }
        return count;
    }

    private void train(TrainingSet data, TrainingOptions training, int ofRound) {
        trainingSize = data.size();
        predictor = PredictorTrainer.train(
                design, data, training, Philox.derive(options.seed(), TRAIN, ofRound), engine, workers);
    }

    private Validation validate(TrainingSet data, TrainingOptions training) {
        return Validation.holdOut(design, data, training, Philox.derive(options.seed(), VALIDATE), engine, workers);
    }

    // Pairs.

    private int askFromPairs(CodeSlab out, int most) {
        if (draws != null) {
            int pairQueries = Math.max(2, options.queries() - options.pairs().finalists());
            int count = draws.ask(out, Math.min(most, pairQueries - oracle.queries()));
            if (count > 0) {
                return count;
            }
            learnFromPairs();
        }
        if (predictor == null) {
            return 0;
        }
        if (!walked) {
            walk(0, 0);
            pick(options.pairs().finalists());
            walked = true;
        }
        return askForPicks(out, most);
    }

    private void learnFromPairs() {
        pairData = draws.data().trainingSet(features, oracle.direction());
        draws.close();
        draws = null;
        if (pairData.pairs() > 0) {
            pairTraining = TrainingOptions.once(pairData.size());
            train(pairData, pairTraining, 0);
        }
    }

    private Validation validatePairs() {
        if (draws != null) {
            learnFromPairs();
        }
        return pairData == null || pairData.pairs() == 0 ? null : validate(pairData, pairTraining);
    }

    @Override
    public void close() {
        for (Walk walk : walks) {
            walk.close();
        }
        candidates.close();
        picks.close();
        if (draws != null) {
            draws.close();
        }
    }
}
