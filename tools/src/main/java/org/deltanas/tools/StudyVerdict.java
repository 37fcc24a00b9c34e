package org.deltanas.tools;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whether what the paper claims holds, in words. A part of the claim counts as holding if its value has the best mean on
 * more than half of the combinations of benchmark, predictor and what else is held.
 *
 * @param study the study
 * @param predictors the predictors that were trained
 * @param checks what each part of the claim came to
 */
record StudyVerdict(Study study, List<String> predictors, List<ClaimCheck> checks) {
    StudyVerdict {
        predictors = List.copyOf(predictors);
        checks = List.copyOf(checks);
    }

    /** The verdict on the points of a study. */
    static StudyVerdict of(Study study, List<StudyPoint> points) {
        return new StudyVerdict(
                study,
                points.stream()
                        .map(point -> point.predictor().toString())
                        .distinct()
                        .toList(),
                study.claims().stream().map(claim -> claim.check(points)).toList());
    }

    /** The verdict in one sentence, with labels, predictors and counts. */
    String sentence() {
        List<ClaimCheck> told =
                checks.stream().filter(check -> !check.lines().isEmpty()).toList();
        String claim = "With accuracies of published tables as labels and the "
                + (predictors.size() == 1 ? "predictor " : "predictors ") + joined(predictors, "and")
                + ", the paper's claim " + study.claim();
        if (told.isEmpty()) {
            return claim + " cannot be judged: too few means are numbers.";
        }
        return claim + " " + outcome(told) + ": " + counts(told) + ".";
    }

    private static String outcome(List<ClaimCheck> told) {
        List<ClaimCheck> holding = told.stream().filter(ClaimCheck::holds).toList();
        List<ClaimCheck> failing =
                told.stream().filter(Predicate.not(ClaimCheck::holds)).toList();
        if (failing.isEmpty()) {
            return "holds";
        }
        if (holding.isEmpty()) {
            return "does not hold";
        }
        // Parts that differ in their measure are told apart by it, the others by their value.
        boolean bySetting = told.stream().map(ClaimCheck::setting).distinct().count() > 1;
        Function<ClaimCheck, String> name = bySetting
                ? ClaimCheck::setting
                : check -> check.claim().measure().toString();
        String preposition = bySetting ? "for " : "by ";
        return "holds " + preposition + joined(holding.stream().map(name).toList(), "and") + " but not " + preposition
                + joined(failing.stream().map(name).toList(), "or");
    }

    /** Claims on the same combinations share a clause. */
    private static String counts(List<ClaimCheck> told) {
        return told.stream()
                .map(ClaimCheck::combinations)
                .distinct()
                .map(combinations -> {
                    List<ClaimCheck> same = told.stream()
                            .filter(check -> check.combinations().equals(combinations))
                            .toList();
                    return "of " + combinations + ", " + same.getFirst().setting() + " has "
                            + joined(
                                    same.stream()
                                            .map(check -> "the "
                                                    + check.claim().measure().best() + " "
                                                    + check.claim().measure() + " on "
                                                    + check.count(ClaimCheck.Standing.BEST))
                                            .toList(),
                                    "and");
                })
                .collect(Collectors.joining("; "));
    }

    /** {@code a, b and c}. */
    private static String joined(List<String> words, String last) {
        int n = words.size() - 1;
        return n == 0 ? words.getFirst() : String.join(", ", words.subList(0, n)) + " " + last + " " + words.get(n);
    }
}
