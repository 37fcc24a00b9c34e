package org.deltanas.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.VectorBackend;
import org.deltanas.kernels.num.Philox;
import org.deltanas.proxy.ZenOptions.Mode;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The noise of a difference of Zen-scores between two networks one edit apart, with the random numbers that they share
 * against independent ones. The numbers that this reports stand in {@link ZenScore}'s documentation.
 *
 * <p>Pairs come in groups with seeds of their own, so that groups are independent; standard errors are the jackknife's
 * over groups.
 */
@Tag("slow")
class CommonRandomNumbersTest {
    private static final int SEEDS = 12;

    /** Sums over the pairs of a group, or of many. */
    private static final class Sums {
        private double pairs;
        private double sharedVariance;
        private double independentVariance;
        private double squaredDifference;
        private double sharedAgreement;
        private double independentAgreement;

        private void add(Sums that, double sign) {
            pairs += sign * that.pairs;
            sharedVariance += sign * that.sharedVariance;
            independentVariance += sign * that.independentVariance;
            squaredDifference += sign * that.squaredDifference;
            sharedAgreement += sign * that.sharedAgreement;
            independentAgreement += sign * that.independentAgreement;
        }

        /** Adds a pair by its scores under each seed. */
        private void add(double[] a, double[] b) {
            double[] difference = new double[a.length];
            for (int s = 0; s < a.length; s++) {
                difference[s] = b[s] - a[s];
            }
            pairs++;
            sharedVariance += variance(difference);
            independentVariance += variance(a) + variance(b);
            squaredDifference += mean(difference) * mean(difference);
            double equal = 0;
            double all = 0;
            double equalIndependent = 0;
            double allIndependent = 0;
            for (int s = 0; s < a.length; s++) {
                for (int t = 0; t < a.length; t++) {
                    if (t == s) {
                        continue;
                    }
                    equal += Math.signum(difference[s]) == Math.signum(difference[t]) ? 1 : 0;
                    all++;
                    for (int u = 0; u < a.length; u++) {
                        for (int v = 0; v < a.length; v++) {
                            if (u != v && u != s && u != t && v != s && v != t) {
                                equalIndependent += Math.signum(b[s] - a[t]) == Math.signum(b[u] - a[v]) ? 1 : 0;
                                allIndependent++;
                            }
                        }
                    }
                }
            }
            sharedAgreement += equal / all;
            independentAgreement += equalIndependent / allIndependent;
        }

        private double varianceRatio() {
            return sharedVariance / independentVariance;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nasbench201, 4, 16, 50, 0.7",
        "nasbench201, 16, 32, 20, 0.7",
        "nasbench-macro, 4, 16, 20, 0.5",
        "nasbench-macro, 16, 32, 5, 0.5",
        "block:20x4, 4, 16, 50, 0.2",
        "block:20x4, 16, 32, 20, 0.2",
    })
    void neighboursThatShareTheirNumbersDifferWithLessNoise(
            String name, int batch, int resolution, int groups, double largestRatio, TestReporter reporter) {
        Sums[] ofGroup = measure(name, new ZenOptions(Mode.TORCH_BUFFER, batch, resolution, 1, 0.01, 0), groups);
        Sums all = new Sums();
        for (Sums group : ofGroup) {
            all.add(group, 1);
        }
        String numbers = String.format(
                Locale.ROOT,
                "%s, batch %d, resolution %d, %.0f pairs, %d seeds each: variance ratio %s, deviation %.2f against %.2f"
                        + " of differences that measure %.1f, agreement of signs %s against %s",
                name,
                batch,
                resolution,
                all.pairs,
                SEEDS,
                estimate(ofGroup, Sums::varianceRatio),
                Math.sqrt(all.sharedVariance / all.pairs),
                Math.sqrt(all.independentVariance / all.pairs),
                Math.sqrt(all.squaredDifference / all.pairs),
                estimate(ofGroup, sums -> sums.sharedAgreement / sums.pairs),
                estimate(ofGroup, sums -> sums.independentAgreement / sums.pairs));
        reporter.publishEntry("noise of differences", numbers);
        assertThat(all.varianceRatio()).as(numbers).isLessThan(largestRatio);
        assertThat(all.sharedAgreement / all.pairs)
                .as(numbers)
                .isGreaterThan(0.95)
                .isGreaterThanOrEqualTo(all.independentAgreement / all.pairs);
    }

    private static Sums[] measure(String name, ZenOptions options, int groups) {
        int pairs = 5;
        SearchSpace space = SearchSpaces.byName(name);
        NetworkPlans plans = NetworkPlans.of(space);
        Sums[] ofGroup = new Sums[groups];
        try (CodeSlab codes = space.newSlab(2 * pairs);
                Workers workers = new Workers(2);
                ConvBackend backend = new VectorBackend(Simd.best())) {
            for (int g = 0; g < groups; g++) {
                Philox random = new Philox(71, g);
                for (int pair = 0; pair < pairs; pair++) {
                    do {
                        space.sample(random, codes, 2 * pair);
                        codes.copyFrom(codes, 2 * pair, 2 * pair + 1);
                        int edit;
                        do {
                            edit = random.nextInt(space.edits().count());
                        } while (!space.isValidAfter(codes, 2 * pair, edit));
                        space.edits().apply(edit, codes, 2 * pair + 1);
                    } while (plans.plan(codes, 2 * pair).isDead()
                            || plans.plan(codes, 2 * pair + 1).isDead());
                }
                double[][] scores = new double[2 * pairs][SEEDS];
                double[] ofSeed = new double[2 * pairs];
                for (int s = 0; s < SEEDS; s++) {
                    try (ZenScore zen = new ZenScore(space, options.withSeed(g * SEEDS + s), backend, workers)) {
                        zen.evaluate(codes, 0, 2 * pairs, ofSeed);
                    }
                    for (int i = 0; i < ofSeed.length; i++) {
                        scores[i][s] = ofSeed[i];
                    }
                }
                ofGroup[g] = new Sums();
                for (int pair = 0; pair < pairs; pair++) {
                    ofGroup[g].add(scores[2 * pair], scores[2 * pair + 1]);
                }
            }
        }
        return ofGroup;
    }

    /** A statistic of all groups and its standard error. */
    private static String estimate(Sums[] groups, ToDoubleFunction<Sums> statistic) {
        Sums all = new Sums();
        for (Sums group : groups) {
            all.add(group, 1);
        }
        double[] without = new double[groups.length];
        for (int g = 0; g < groups.length; g++) {
            all.add(groups[g], -1);
            without[g] = statistic.applyAsDouble(all);
            all.add(groups[g], 1);
        }
        double n = groups.length;
        double error = Math.sqrt(variance(without) * (n - 1) * (n - 1) / n);
        return String.format(Locale.ROOT, "%.3f (standard error %.3f)", statistic.applyAsDouble(all), error);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }
}
