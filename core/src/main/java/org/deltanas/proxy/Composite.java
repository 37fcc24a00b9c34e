package org.deltanas.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.Initialisation;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.Observation;
import org.deltanas.kernels.conv.ObservationProbe;
import org.deltanas.kernels.conv.WeightDraw;
import org.deltanas.kernels.num.Philox;
import org.deltanas.kernels.num.SymmetricMatrix;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * The label {@code composite}: this project's own zero-cost label, which reads no accuracy. It asks where a network stands among
 * {@value #REFERENCES} random live ones of its space in each of six respects, and adds up
 *
 * <pre>weight * ln((less + (less + equal)) / 2 + 1/2) / (references + 1))</pre>
 *
 * over the {@link Term terms}. All but the last are counted on the network's plan, whatever is cut off left out; the last takes
 * one forward pass of a small network, see {@link NetworkPlans#cellPlan}. In a space without cells, where length and width
 * themselves are searched, {@link Term#WORK} stands alone.
 *
 * <p>Terms and weights were chosen for Kendall's tau, over all and inside the best tenth, on two tables only: NAS-Bench-201 with
 * CIFAR-10 validation accuracy, and TransNAS-Bench-101's cells with scene classification. Weights are 1 but for one of a half;
 * nothing is fitted to a number. Everything else that is reported of it is a judgement, if not quite a blind one: results on the
 * other tables were seen while the terms were being chosen. {@code reproduce proxies} repeats it.
 *
 * <p>A value belongs to the function that an architecture computes: it is that of its canonical representative. References,
 * images and weights hang on the space alone, so that a value is the same whatever the seed of a search, and labels can be
 * kept from one to the next.
 *
 * <p>The references are evaluated with the first architecture. Owns neither the backend nor the workers. Allocates while it
 * works.
 */
public final class Composite implements Label {
    /** Random networks that ranks are taken among. */
    public static final int REFERENCES = 500;

    private static final int CHUNK = 256;
    private static final int BATCH = 16;
    private static final int RESOLUTION = 16;
    private static final long SEED = 0;
    /** Draws after which a space that is nearly all dead is content with fewer references. */
    private static final int MOST_DRAWS = 20 * REFERENCES;

    private static final ObservationProbe PROBE = new ObservationProbe(
            new WeightDraw(SEED, 0, Initialisation.NORMAL), BATCH, RESOLUTION, ObservationProbe.Subject.OUTPUT);

    /** A respect in which networks are compared, larger being better. */
    public enum Term {
        /** Multiply-adds on paths from the input to the output. */
        WORK(1),
        /** The most spatial convolutions on a path: kernels larger than one pixel. */
        REACH(1),
        /** The mean number of pools on a path, negative. */
        POOLS(1),
        /** The fewest convolutions and pools on a path, negative: identity paths let gradients through. */
        SHORTCUT(1),
        /** The mean number of convolutions on a path. */
        DEPTH(.5),
        /**
         * The entropy of the shares that the eigenvalues have of the trace of the covariance of the last cell's channels, over
         * the images and pixels of a batch of random images: how many directions a random network keeps apart.
         */
        SPREAD(1);

        private final double weight;

        Term(double weight) {
            this.weight = weight;
        }

        /** What the logarithm of its rank counts. */
        public double weight() {
            return weight;
        }
    }

    private final SearchSpace space;
    private final NetworkPlans plans;
    private final ConvBackend backend;
    private final Workers workers;
    /** For each term that the space has the values of the references; null until they are needed. */
    private Map<Term, double[]> references;

    /**
     * The label for the architectures of {@code space}.
     *
     * @param backend one that looks inside networks
     * @throws UnsupportedOperationException if they have no network plan
     * @throws IllegalArgumentException if their networks do not take images of the benchmark's resolution
     */
    public Composite(SearchSpace space, ConvBackend backend, Workers workers) {
        this.space = space;
        this.plans = NetworkPlans.of(space);
        this.backend = backend;
        this.workers = workers;
        NetworkLabel.anyPlan(space).sizes(plans.resolution());
    }

    @Override
    public String name() {
        return "composite";
    }

    @Override
    public boolean sameWithinClass() {
        return true;
    }

    @Override
    public void evaluate(CodeSlab codes, int from, int count, double[] values) {
        if (references == null) {
            references = references();
        }
        for (int done = 0; done < count; done += CHUNK) {
            List<Map<Term, Double>> terms = terms(codes, from + done, Math.min(CHUNK, count - done));
            for (int i = 0; i < terms.size(); i++) {
                values[done + i] = terms.get(i).isEmpty() ? Double.NEGATIVE_INFINITY : score(terms.get(i));
            }
        }
    }

    private double score(Map<Term, Double> terms) {
        double sum = 0;
        for (Map.Entry<Term, Double> term : terms.entrySet()) {
            double rank = rank(references.get(term.getKey()), term.getValue());
            sum += term.getKey().weight * StrictMath.log(rank);
        }
        return sum;
    }

    /** Where a value stands, between 0 and 1. */
    private static double rank(double[] references, double value) {
        int less = 0;
        int equal = 0;
        for (double reference : references) {
            less += reference < value ? 1 : 0;
            equal += reference == value ? 1 : 0;
        }
        return (less + .5 * equal + .5) / (references.length + 1);
    }

    private Map<Term, double[]> references() {
        Philox random = new Philox(SEED, Philox.derive(space.id().hashCode()));
        List<Map<Term, Double>> live = new ArrayList<>();
        try (CodeSlab drawn = space.newSlab(CHUNK)) {
            for (int draws = 0; live.size() < REFERENCES && draws < MOST_DRAWS; draws += CHUNK) {
                for (int i = 0; i < CHUNK; i++) {
                    space.sample(random, drawn, i);
                }
                int wanted = Math.min(CHUNK, REFERENCES - live.size());
                terms(drawn, 0, wanted).stream()
                        .filter(terms -> !terms.isEmpty())
                        .forEach(live::add);
            }
        }
        Map<Term, double[]> values = new EnumMap<>(Term.class);
        for (Term term : Term.values()) {
            values.put(
                    term,
                    live.stream()
                            .filter(terms -> terms.containsKey(term))
                            .mapToDouble(terms -> terms.get(term))
                            .toArray());
        }
        return values;
    }

    /** The terms of some architectures; none for a dead one. */
    private List<Map<Term, Double>> terms(CodeSlab codes, int from, int count) {
        List<Map<Term, Double>> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            terms.add(new EnumMap<>(Term.class));
        }
        NetworkPlan[] cells = new NetworkPlan[count];
        try (CodeSlab same = space.newSlab(count)) {
            workers.forEach(count, (worker, i) -> {
                space.canonicalise(codes, from + i, same, i);
                NetworkPlan plan = plans.plan(same, i);
                if (!plan.isDead()) {
                    cells[i] = plans.cellPlan(same, i).orElse(null);
                    count(PlanPaths.of(plan, plans.resolution()), cells[i] != null, terms.get(i));
                }
            });
        }
        int[] rows = IntStream.range(0, count).filter(i -> cells[i] != null).toArray();
        if (rows.length > 0) {
            List<NetworkPlan> looked =
                    Arrays.stream(rows).mapToObj(row -> cells[row]).toList();
            List<Observation> observations = backend.observe(looked, PROBE, workers);
            workers.forEach(
                    rows.length, (worker, i) -> terms.get(rows[i]).put(Term.SPREAD, spread(observations.get(i))));
        }
        return terms;
    }

    private static void count(PlanPaths paths, boolean inCells, Map<Term, Double> terms) {
        terms.put(Term.WORK, (double) paths.macs());
        if (inCells) {
            terms.put(Term.REACH, (double) paths.spatial());
            terms.put(Term.POOLS, rounded(-paths.pools()));
            terms.put(Term.SHORTCUT, (double) -paths.operations());
            terms.put(Term.DEPTH, rounded(paths.meanConvolutions()));
        }
    }

    /** To a billionth: two networks whose means are equal may have come to them in different ways. */
    private static double rounded(double mean) {
        return Math.rint(mean * 1e9) / 1e9;
    }

    /** Between 0 and the logarithm of the channels. */
    private static double spread(Observation observation) {
        double[] eigenvalues = SymmetricMatrix.eigenvalues(observation.covariance(), observation.channels());
        double trace = 0;
        for (double value : eigenvalues) {
            trace += Math.max(value, 0);
        }
        double entropy = 0;
        for (double value : eigenvalues) {
            double share = Math.max(value, 0) / trace;
            entropy -= share > 0 ? share * StrictMath.log(share) : 0;
        }
        return entropy;
    }
}
