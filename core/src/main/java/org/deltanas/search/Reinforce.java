package org.deltanas.search;

import java.util.Arrays;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.Choices;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * REINFORCE (Williams, 1992) as the NAS benchmarks have it: an independent categorical distribution for every {@linkplain
 * Choices choice}, logits 0 at first, plain gradient ascent on the reward after every sample. The baseline is an average
 * of the rewards with momentum 0.9, corrected for its start, and takes the new reward in before the advantage is
 * computed. A sample that is no architecture is drawn again and not counted.
 *
 * <p>Rewards are {@linkplain ReinforceOptions#standardised standardised} by default, which the benchmarks' own code
 * (rewards between 0 and 1, or 30 less the edit distance) does not need. A missing or dead label is the worst reward so
 * far.
 *
 * <p>The benchmarks count every sample, as {@link Repeats#COUNTED} does. With {@link Repeats#FREE} a policy teaches itself
 * on what it knows at no cost until it draws hardly anything else: after {@value #CONVERGED} known samples in a row that
 * brought nothing new all logits are set to 0 again.
 */
public final class Reinforce implements Searcher {
    private static final long DRAW = 0x7265696EL;
    private static final double MOMENTUM = 0.9;
    private static final int CONVERGED = 500;
    private static final int MAX_TRIES = 100_000;

    private final SearchSpace space;
    private final LabelOracle oracle;
    private final ReinforceOptions options;
    private final Choices choices;
    private final Philox random;
    private final double[][] logits;
    private final double[][] probabilities;
    private final int[] chosen;

    private double baseline;
    private double power = 1;
    private long rewards;
    private double mean;
    private double squares;
    private double worst = Double.POSITIVE_INFINITY;
    private int queries;
    private int known;

    /** A search of the oracle's space, which tells it what was evaluated before. */
    public Reinforce(LabelOracle oracle, ReinforceOptions options) {
        this.space = oracle.space();
        this.oracle = oracle;
        this.options = options;
        this.choices = Choices.of(space);
        this.random = new Philox(options.seed(), DRAW);
        this.logits = new double[choices.count()][];
        this.probabilities = new double[choices.count()][];
        for (int c = 0; c < logits.length; c++) {
            logits[c] = new double[choices.options(c)];
            probabilities[c] = new double[choices.options(c)];
        }
        this.chosen = new int[choices.count()];
        forget();
    }

    private void forget() {
        for (int c = 0; c < logits.length; c++) {
            Arrays.fill(logits[c], 0);
            Arrays.fill(probabilities[c], 1.0 / logits[c].length);
        }
        baseline = 0;
        power = 1;
        known = 0;
    }

    @Override
    public int ask(CodeSlab out, int most) {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            for (int c = 0; c < chosen.length; c++) {
                chosen[c] = draw(probabilities[c]);
            }
            if (choices.write(chosen, out, 0)) {
                return 1;
            }
        }
        // The policy has settled where hardly any architecture is.
        forget();
        space.sample(random, out, 0);
        choices.read(out, 0, chosen);
        return 1;
    }

    private int draw(double[] distribution) {
        double left = random.nextDouble();
        int option = 0;
        while (option < distribution.length - 1 && left >= distribution[option]) {
            left -= distribution[option++];
        }
        return option;
    }

    @Override
    public void tell(CodeSlab asked, int count, double[] qualities) {
        known = oracle.queries() == queries ? known + 1 : 0;
        queries = oracle.queries();
        boolean finite = qualities[0] > Double.NEGATIVE_INFINITY;
        worst = finite ? Math.min(worst, qualities[0]) : worst;
        if (known >= CONVERGED) {
            forget();
        } else if (finite || worst < Double.POSITIVE_INFINITY) {
            learn(finite ? qualities[0] : worst);
        }
    }

    private void learn(double reward) {
        power *= MOMENTUM;
        baseline = MOMENTUM * baseline + (1 - MOMENTUM) * reward;
        double advantage = reward - baseline / (1 - power);
        // Welford's running mean and variance.
        rewards++;
        double gap = reward - mean;
        mean += gap / rewards;
        squares += gap * (reward - mean);
        if (options.standardised()) {
            double deviation = Math.sqrt(squares / rewards);
            advantage = deviation > 0 ? advantage / deviation : 0;
        }
        for (int c = 0; c < chosen.length; c++) {
            step(logits[c], probabilities[c], chosen[c], options.learningRate() * advantage);
        }
    }

    /** The gradient of the logarithm of a softmax is 1 at what was drawn, less the probabilities. */
    private static void step(double[] logits, double[] probabilities, int drawn, double step) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int o = 0; o < logits.length; o++) {
            logits[o] += step * ((o == drawn ? 1 : 0) - probabilities[o]);
            largest = Math.max(largest, logits[o]);
        }
        double sum = 0;
        for (int o = 0; o < logits.length; o++) {
            probabilities[o] = StrictMath.exp(logits[o] - largest);
            sum += probabilities[o];
        }
        for (int o = 0; o < logits.length; o++) {
            probabilities[o] /= sum;
        }
    }
}
