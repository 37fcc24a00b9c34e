package org.deltanas.tools;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deltanas.predict.PredictorKind;

/**
 * What a claim came to.
 *
 * @param claim the claim
 * @param lines one for each combination of what was held
 */
record ClaimCheck(StudyClaim claim, List<Line> lines) {

    /** Where the mean of the claimed value stands among the means of all values. */
    enum Standing {
        BEST("best"),
        WORST("worst"),
        BETWEEN("neither best nor worst");

        private final String inWords;

        Standing(String inWords) {
            this.inWords = inWords;
        }

        String inWords() {
            return inWords;
        }
    }

    /**
     * A claim on one combination.
     *
     * @param cell the benchmark
     * @param predictor the kind of predictor
     * @param held the value of the factor that was held
     * @param best the value with the best mean
     * @param standing where the claimed value stands
     * @param clear whether it stands there beyond the spread: by the worst seeds against the best ones
     * @param change the relative change of the mean from the claimed value to the next; NaN if there is none
     */
    record Line(
            String cell,
            PredictorKind predictor,
            int held,
            int best,
            Standing standing,
            boolean clear,
            double change) {}

    ClaimCheck {
        lines = List.copyOf(lines);
    }

    /** On how many combinations the claimed value stands somewhere. */
    int count(Standing standing) {
        return (int) lines.stream().filter(line -> line.standing() == standing).count();
    }

    /** On how many of them beyond the spread over the seeds. */
    int countClear(Standing standing) {
        return (int) lines.stream()
                .filter(line -> line.standing() == standing && line.clear())
                .count();
    }

    /** Whether the claimed value is best on more than half of the combinations. */
    boolean holds() {
        return 2 * count(Standing.BEST) > lines.size();
    }

    /** What is claimed, as {@code k = 1}. */
    String setting() {
        return claim.factor() + " = " + claim.value();
    }

    /** The combinations in words, with their number. */
    String combinations() {
        boolean heldVaries = lines.stream().mapToInt(Line::held).distinct().count() > 1;
        return lines.size()
                + (lines.size() == 1 ? " combination" : " combinations")
                + (heldVaries
                        ? " of benchmark, predictor and " + claim.factor().other()
                        : " of benchmark and predictor");
    }

    /** What came of it, in two sentences. */
    String inWords() {
        String measure = capitalised(claim.measure().toString()) + ": ";
        if (lines.isEmpty()) {
            return measure + "nothing can be told, too few means are numbers.";
        }
        Map.Entry<Integer, Long> mode = mostOftenBest();
        return measure + setting() + " has the " + claim.measure().best() + " mean on " + count(Standing.BEST) + " of "
                + lines.size() + " and the " + claim.measure().worst() + " on " + count(Standing.WORST)
                + ", beyond the spread over seeds on " + countClear(Standing.BEST) + " and "
                + countClear(Standing.WORST) + "; most often it is "
                + claim.measure().best() + " at " + claim.factor()
                + " = " + mode.getKey() + " (on " + mode.getValue() + ")." + changesInWords();
    }

    private String changesInWords() {
        double[] changes = lines.stream()
                .mapToDouble(Line::change)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (changes.length == 0) {
            return "";
        }
        int last = changes.length - 1;
        double median = (changes[last / 2] + changes[(last + 1) / 2]) / 2;
        return " From " + setting() + " to the next " + claim.factor() + " it changes by " + percent(median)
                + " in the median (" + percent(changes[0]) + " to " + percent(changes[last]) + ").";
    }

    /** The smallest of the values that are best most often. */
    private Map.Entry<Integer, Long> mostOftenBest() {
        return lines.stream()
                .map(Line::best)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.<Integer, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .orElseThrow();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%+d %%", Math.round(100 * share)); // a double would have a -0
    }

    static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
