package org.deltanas.tools;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A claim that one value of a factor is best, all else being held.
 *
 * @param factor what is varied
 * @param value the value said to be best
 * @param measure what it is best by
 */
record StudyClaim(StudyFactor factor, int value, StudyMeasure measure) {

    /** Checks the claim on means over the seeds; combinations without two finite means, one of them the value's, have no say. */
    ClaimCheck check(List<StudyPoint> points) {
        Map<List<Object>, List<StudyPoint>> combinations = new LinkedHashMap<>();
        for (StudyPoint point : points) {
            if (Double.isFinite(measure.meanOf(point))) {
                List<Object> held =
                        List.of(point.cell(), point.predictor(), factor.other().of(point));
                combinations.computeIfAbsent(held, key -> new ArrayList<>()).add(point);
            }
        }
        List<ClaimCheck.Line> lines = new ArrayList<>();
        for (List<StudyPoint> line : combinations.values()) {
            line.sort(Comparator.comparingInt(factor::of));
            line.stream()
                    .filter(point -> factor.of(point) == value && line.size() > 1)
                    .forEach(claimed -> lines.add(check(claimed, line)));
        }
        return new ClaimCheck(this, lines);
    }

    private ClaimCheck.Line check(StudyPoint claimed, List<StudyPoint> line) {
        List<StudyPoint> others =
                line.stream().filter(point -> factor.of(point) != value).toList();
        boolean best = others.stream().allMatch(other -> isBetter(claimed, other));
        boolean worst = others.stream().allMatch(other -> isBetter(other, claimed));
        boolean clear = (best && others.stream().allMatch(other -> isClearlyBetter(claimed, other)))
                || (worst && others.stream().allMatch(other -> isClearlyBetter(other, claimed)));
        StudyPoint bestOfAll = claimed;
        for (StudyPoint point : line) {
            bestOfAll = isBetter(point, bestOfAll) ? point : bestOfAll;
        }
        int next = line.indexOf(claimed) + 1;
        return new ClaimCheck.Line(
                claimed.cell(),
                claimed.predictor(),
                factor.other().of(claimed),
                factor.of(bestOfAll),
                best ? ClaimCheck.Standing.BEST : worst ? ClaimCheck.Standing.WORST : ClaimCheck.Standing.BETWEEN,
                clear,
                next < line.size() ? change(claimed, line.get(next)) : Double.NaN);
    }

    private boolean isBetter(StudyPoint point, StudyPoint than) {
        return measure.isBetter(measure.meanOf(point), measure.meanOf(than));
    }

    /** Whether even the worst seed of one is better than the best seed of another; never for a single seed. */
    private boolean isClearlyBetter(StudyPoint point, StudyPoint than) {
        return point.rows().size() > 1
                && than.rows().size() > 1
                && measure.isBetter(measure.worstOf(point), measure.bestOf(than));
    }

    /** The relative change of the mean. */
    private double change(StudyPoint from, StudyPoint to) {
        double mean = measure.meanOf(from);
        return (measure.meanOf(to) - mean) / Math.abs(mean);
    }
}
