package org.deltanas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.deltanas.predict.PredictorKind;
import org.junit.jupiter.api.Test;

class StudyVerdictTest {
    private final List<StudyRow> rows = new ArrayList<>();

    /** Adds rows of k = 1 to 5 of two seeds that differ by a spread. */
    private void add(
            String cell,
            PredictorKind kind,
            double spread,
            IntToDoubleFunction loss,
            IntToDoubleFunction error,
            IntToDoubleFunction tau) {
        for (int k = 1; k <= 5; k++) {
            for (int seed = 1; seed <= 2; seed++) {
                double up = seed == 1 ? 0 : spread;
                rows.add(row(
                        cell,
                        kind,
                        k,
                        4,
                        seed,
                        loss.applyAsDouble(k) + up,
                        error.applyAsDouble(k) + up,
                        tau.applyAsDouble(k)));
            }
        }
    }

    private static StudyRow row(
            String cell, PredictorKind kind, int k, int n, int seed, double loss, double error, double tau) {
        return new StudyRow(
                cell, kind, k, n, seed, new DifferenceStudy.Outcome(100, 190, loss, error, tau, tau / 2, 0.9), 0.1);
    }

    private StudyVerdict verdict(Study study) {
        return StudyVerdict.of(study, StudyPoint.of(rows));
    }

    @Test
    void theClaimHolds() {
        add("space/a", PredictorKind.POTENTIAL, 0.01, k -> k, k -> k * k, k -> 1.0 / k);
        add("space/b", PredictorKind.PAIR, 5, k -> k, k -> k * k, k -> 1.0 / k);
        StudyVerdict verdict = verdict(Study.FIG3);
        assertThat(verdict.sentence())
                .isEqualTo("With accuracies of published tables as labels and the predictors potential and pair, the"
                        + " paper's claim that predictors learn best from pairs one edit apart holds: of 2 combinations"
                        + " of benchmark and predictor, k = 1 has the smallest loss on 2, the smallest squared error on"
                        + " 2, the largest tau on 2 and the largest one-edit tau on 2.");
        assertThat(verdict.checks().get(0).inWords())
                .isEqualTo(
                        "Loss: k = 1 has the smallest mean on 2 of 2 and the largest on 0, beyond the spread over seeds"
                                + " on 1 and 0; most often it is smallest at k = 1 (on 2). From k = 1 to the next k it changes by"
                                + " +64 % in the median (+29 % to +100 %).");
        assertThat(verdict.checks()).allMatch(ClaimCheck::holds);
    }

    @Test
    void theClaimDoesNotHold() {
        add("space/a", PredictorKind.DIFFERENCE, 0.1, k -> 6 - k, k -> 1.0 / k, k -> k / 10.0);
        StudyVerdict verdict = verdict(Study.FIG3);
        assertThat(verdict.sentence())
                .isEqualTo(
                        "With accuracies of published tables as labels and the predictor difference, the paper's claim"
                                + " that predictors learn best from pairs one edit apart does not hold: of 1 combination of"
                                + " benchmark and predictor, k = 1 has the smallest loss on 0, the smallest squared error on 0,"
                                + " the largest tau on 0 and the largest one-edit tau on 0.");
        ClaimCheck loss = verdict.checks().get(0);
        assertThat(loss.countClear(ClaimCheck.Standing.WORST)).isEqualTo(1);
        assertThat(loss.lines().getFirst().best()).isEqualTo(5);
        assertThat(loss.lines().getFirst().change()).isCloseTo(-1 / 5.05, org.assertj.core.api.Assertions.within(1e-9));
    }

    @Test
    void theClaimHoldsByOneMeasureAndNotByOthers() {
        add("space/a", PredictorKind.POTENTIAL, 0, k -> 1.0 / k, k -> k, k -> k / 10.0);
        add("space/b", PredictorKind.POTENTIAL, 0, k -> 1.0 / k, k -> k, k -> k / 10.0);
        add("space/c", PredictorKind.POTENTIAL, 0, k -> 1.0 / k, k -> -k, k -> k / 10.0);
        assertThat(verdict(Study.FIG3).sentence())
                .contains("holds by squared error but not by loss, tau or one-edit tau: of 3 combinations")
                .contains("the smallest squared error on 2,");
    }

    /** k = 1 is neither best nor worst. */
    @Test
    void whatLiesBetweenIsNeither() {
        double[] loss = {0, 2, 1, 3, 4, 5};
        add("space/a", PredictorKind.PAIR, 0, k -> loss[k], k -> loss[k], k -> loss[k]);
        ClaimCheck check = verdict(Study.FIG3).checks().get(0);
        assertThat(check.lines().getFirst().standing()).isEqualTo(ClaimCheck.Standing.BETWEEN);
        assertThat(check.lines().getFirst().best()).isEqualTo(2);
        assertThat(check.holds()).isFalse();
    }

    /** A mean that others share is not the best; a half is not most. */
    @Test
    void tiesAndHalvesDoNotCount() {
        add("space/a", PredictorKind.PAIR, 0, k -> 1, k -> 1, k -> 1);
        add("space/b", PredictorKind.PAIR, 0, k -> k, k -> 1, k -> 1);
        ClaimCheck check = verdict(Study.FIG3).checks().get(0);
        assertThat(check.lines().getFirst().standing()).isEqualTo(ClaimCheck.Standing.BETWEEN);
        assertThat(check.count(ClaimCheck.Standing.BEST)).isEqualTo(1);
        assertThat(check.holds()).isFalse();
    }

    @Test
    void bandsThatOverlapAreNotClear() {
        for (double spread : new double[] {0.9, 1.1}) {
            rows.clear();
            add("space/a", PredictorKind.PAIR, spread, k -> k, k -> k, k -> k);
            assertThat(verdict(Study.FIG3).checks().get(0).countClear(ClaimCheck.Standing.BEST))
                    .isEqualTo(spread < 1 ? 1 : 0);
        }
    }

    @Test
    void aSmallFallIsNoNegativeZero() {
        add("space/a", PredictorKind.PAIR, 0, k -> 1 - k / 1000.0, k -> k, k -> k);
        assertThat(verdict(Study.FIG3).checks().get(0).inWords()).endsWith("by +0 % in the median (+0 % to +0 %).");
    }

    @Test
    void oneSeedIsNeverClear() {
        for (int k = 1; k <= 5; k++) {
            rows.add(row("space/a", PredictorKind.PAIR, k, 4, 1, k, k, 1.0 / k));
        }
        ClaimCheck check = verdict(Study.FIG3).checks().get(0);
        assertThat(check.count(ClaimCheck.Standing.BEST)).isEqualTo(1);
        assertThat(check.countClear(ClaimCheck.Standing.BEST)).isZero();
    }

    @Test
    void whatIsNoNumberHasNoSay() {
        add("space/a", PredictorKind.PAIR, 0, k -> k, k -> Double.NaN, k -> 1.0 / k);
        add("space/b", PredictorKind.PAIR, 0, k -> k == 1 ? Double.NaN : k, k -> Double.NaN, k -> 1.0 / k);
        StudyVerdict verdict = verdict(Study.FIG3);
        assertThat(verdict.checks().get(0).lines()).hasSize(1);
        assertThat(verdict.checks().get(1).inWords())
                .isEqualTo("Squared error: nothing can be told, too few means are numbers.");
        assertThat(verdict.sentence()).contains("apart holds: of 1 combination").doesNotContain("squared error");
        rows.clear();
        add("space/a", PredictorKind.PAIR, 0, k -> Double.NaN, k -> Double.NaN, k -> Double.NaN);
        assertThat(verdict(Study.FIG3).sentence()).endsWith("cannot be judged: too few means are numbers.");
    }

    @Test
    void aSweepIsJudgedBySettings() {
        for (int k = 1; k <= 3; k++) {
            for (int n = 1; n <= 16; n *= 2) {
                rows.add(row("space/a", PredictorKind.PAIR, k, n, 1, 1, 1, 0.9 - k / 10.0 + n / 100.0));
            }
        }
        assertThat(verdict(Study.SWEEP).sentence())
                .endsWith("that k = 1 and n = 4 are the best settings holds for k = 1 but not for n = 4: of 5"
                        + " combinations of benchmark, predictor and n, k = 1 has the largest one-edit tau on 5; of 3"
                        + " combinations of benchmark, predictor and k, n = 4 has the largest one-edit tau on 0.");
        assertThat(verdict(Study.SWEEP).checks().get(1).inWords())
                .contains("most often it is largest at n = 16 (on 3)")
                .contains("From n = 4 to the next n it changes by +5 %");
    }
}
