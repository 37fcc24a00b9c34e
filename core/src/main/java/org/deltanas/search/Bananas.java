package org.deltanas.search;

import java.util.Arrays;
import org.deltanas.encode.Encoding;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.mlp.MlpEngine;
import org.deltanas.kernels.mlp.MlpShape;
import org.deltanas.kernels.num.Gaussian;
import org.deltanas.kernels.num.Philox;
import org.deltanas.predict.Predictor;
import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorKind;
import org.deltanas.predict.PredictorTrainer;
import org.deltanas.predict.TrainingOptions;
import org.deltanas.predict.TrainingSet;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.NeighbourFilter;
import org.deltanas.space.SearchSpace;

/**
 * BANANAS (White et al., "BANANAS: Bayesian optimization with neural architectures for neural architecture search", AAAI
 * 2021): an ensemble of networks over path encodings, candidates from mutations by one edit of the best labelled
 * architectures, and independent Thompson sampling, one draw from each candidate's normal distribution.
 *
 * <p>As in the paper: truncated paths on NAS-Bench-101 and DARTS cells, all paths on cells of four nodes, five networks,
 * ten labels a round, one architecture of a class. Not as in the paper: the networks are this project's, two hidden layers
 * of 64 rather than ten of 20, trained on the ranks of labels (see {@link PredictorTrainer}) rather than on the absolute
 * error of accuracies, and spaces without paths are seen as one-hot choices.
 *
 * <p>It proposes nothing that is known; where all candidates are, it draws at random. It reads from the oracle what was
 * evaluated before.
 */
public final class Bananas implements Searcher {
    private static final long DRAW = 1;
    private static final long TRAIN = 2;
    private static final long THOMPSON = 3;

    private final LabelOracle oracle;
    private final SearchSpace space;
    private final BananasOptions options;
    private final PredictorDesign design;
    private final MlpEngine engine;
    private final Workers workers;
    private final Gaussian gaussian = Gaussian.of(Simd.scalar());
    private final Mutation.Operator mutation;
    private final Philox random;
    private final CodeSlab candidates;
    private final CandidatePool pool;
    private int[] ranking = new int[0];
    private int asked;
    private int round;

    /**
     * A search of the oracle's space.
     *
     * @param filter where mutations may not go, or null
     * @param simd the instructions that train and predict; the result is the same
     * @param workers the threads that train; the result is the same
     */
    public Bananas(LabelOracle oracle, BananasOptions options, NeighbourFilter filter, Simd simd, Workers workers) {
        this.oracle = oracle;
        this.space = oracle.space();
        this.options = options;
        this.design = PredictorDesign.of(PredictorKind.POTENTIAL)
                .withEncoding(encoding(space))
                .withShape(MlpShape.relu(64, 64))
                .withMembers(options.networks());
        this.engine = MlpEngine.of(simd);
        this.workers = workers;
        this.mutation = Mutation.ONE_EDIT.of(space, filter);
        this.random = new Philox(options.seed(), DRAW);
        this.candidates = space.newSlab(options.candidates());
        this.pool = new CandidatePool(space, oracle, options.roundSize());
    }

    private static Encoding encoding(SearchSpace space) {
        if (space instanceof NasBench101Space || space instanceof NasBench301Space) {
            return Encoding.PATH_TRUNCATED;
        }
        return Encoding.PATH.exists(space) ? Encoding.PATH : Encoding.ADJACENCY;
    }

    @Override
    public int ask(CodeSlab out, int most) {
        int wanted = options.initial() - oracle.queries();
        if (wanted <= 0 && asked == ranking.length) {
            ranking = new int[0];
            asked = 0;
            TrainingSet data = oracle.trainingSet(design.features(space));
            if (data.size() >= 2) {
                propose(data);
            }
            wanted = ranking.length == 0 ? options.roundSize() : 0;
        }
        if (wanted > 0) {
            int count = Math.min(wanted, most);
            for (int i = 0; i < count; i++) {
                space.sample(random, out, i);
            }
            return count;
        }
        int count = Math.min(ranking.length - asked, most);
        for (int i = 0; i < count; i++) {
            out.copyFrom(pool.codes(), ranking[asked++], i);
        }
        return count;
    }

    private void propose(TrainingSet data) {
        Predictor predictor = PredictorTrainer.train(
                design, data, TrainingOptions.inSearch(), Philox.derive(options.seed(), TRAIN, round), engine, workers);
        Integer[] order = new Integer[oracle.queries()];
        Arrays.setAll(order, q -> q);
        Arrays.sort(order, (q, r) -> Double.compare(oracle.quality(r), oracle.quality(q)));
        int parents = Math.min(options.parents(), order.length);
        int count = options.candidates();
        for (int i = 0; i < count; i++) {
            mutation.mutate(oracle.evaluated(), order[i % parents], random, candidates, i);
        }
        double[] means = new double[count];
        double[] deviations = new double[count];
        predictor.levels(candidates, 0, count, engine, means, deviations);
        float[] draws = new float[count];
        gaussian.fill(options.seed(), Philox.derive(THOMPSON, round), 0, draws, 0, count);
        pool.clear();
        for (int i = 0; i < count; i++) {
            pool.offer(candidates, i, (float) (means[i] + deviations[i] * draws[i]));
        }
        ranking = pool.ranking();
        round++;
    }

    /** {@inheritDoc} The oracle remembers. */
    @Override
    public void tell(CodeSlab codes, int count, double[] qualities) {}

    @Override
    public void close() {
        candidates.close();
        pool.close();
    }
}
