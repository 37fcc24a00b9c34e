package org.deltanas.tools;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who is ahead, in words. The claim counts as holding on a benchmark where the mean of Delta-NAS without crossover is
 * not worse than that of any other searcher; clearly so where it is better and the 95 % bands do not touch.
 *
 * @param panels the benchmarks
 * @param curves all searchers on all of them
 */
record FigureVerdict(List<FigurePanel> panels, List<FigureCurve> curves) {
    /** Where searchers are compared, if they have as many queries. */
    private static final int[] COMPARED = {50, 150, 500};

    FigureVerdict {
        panels = List.copyOf(panels);
        curves = List.copyOf(curves);
    }

    /** Numbers of queries that a panel is told at: the usual ones within its budget, and that itself. */
    static int[] told(int budget) {
        List<Integer> told = new ArrayList<>();
        for (int queries : COMPARED) {
            if (queries < budget) {
                told.add(queries);
            }
        }
        told.add(budget);
        return told.stream().mapToInt(Integer::intValue).toArray();
    }

    /** All curves of a panel. */
    List<FigureCurve> of(FigurePanel panel) {
        return curves.stream().filter(curve -> curve.panel().equals(panel)).toList();
    }

    /** The paper's claim, that Delta-NAS is ahead, in one sentence. */
    String claim() {
        List<FigurePanel> judged = panels.stream()
                .filter(panel -> deltaNas(panel).isPresent() && !rivals(panel).isEmpty())
                .toList();
        if (judged.isEmpty()) {
            return "The paper's claim that Delta-NAS is ahead of other searchers cannot be judged: delta-nas or the others"
                    + " were left out.";
        }
        int seeds = curves.getFirst().rows().size();
        List<String> parts = new ArrayList<>();
        for (int queries : new int[] {COMPARED[0], COMPARED[1], Integer.MAX_VALUE}) {
            long ahead = judged.stream().filter(p -> isAhead(p, queries, false)).count();
            long clearly =
                    judged.stream().filter(p -> isAhead(p, queries, true)).count();
            String where = queries == Integer.MAX_VALUE ? "at the end" : "after " + queries + " queries";
            String of = parts.isEmpty() ? " of " + judged.size() + " benchmarks " : " ";
            parts.add("on " + ahead + of + where + (seeds > 1 ? " (beyond the 95 % bands on " + clearly + ")" : ""));
        }
        return "The paper's claim that Delta-NAS is ahead of the other searchers holds, by the mean best over the seeds, "
                + String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast() + ".";
    }

    private Optional<FigureCurve> deltaNas(FigurePanel panel) {
        return of(panel).stream()
                .filter(curve -> curve.searcher() == FigureSearcher.DELTA_NAS)
                .findFirst();
    }

    /** The searchers that are no variants of Delta-NAS. */
    private List<FigureCurve> rivals(FigurePanel panel) {
        return of(panel).stream()
                .filter(curve -> curve.searcher().kind() != Strategy.Kind.DELTA_NAS)
                .toList();
    }

    private boolean isAhead(FigurePanel panel, int queries, boolean clearly) {
        FigureCurve own = deltaNas(panel).orElseThrow();
        int after = Math.min(queries, own.queries());
        return rivals(panel).stream().allMatch(rival -> {
            double gap = panel.direction().quality(own.bestAfter(after).mean())
                    - panel.direction().quality(rival.bestAfter(after).mean());
            return clearly ? gap > own.band(after) + rival.band(after) : gap >= 0;
        });
    }

    /** Who leads a panel, and by how much: a sentence each number of queries. */
    String inWords(FigurePanel panel) {
        List<FigureCurve> own = of(panel);
        List<String> parts = new ArrayList<>();
        for (int queries : told(own.getFirst().queries())) {
            List<FigureCurve> order = own.stream()
                    .sorted(Comparator.comparingDouble(curve ->
                            -panel.direction().quality(curve.bestAfter(queries).mean())))
                    .toList();
            // Variants of one searcher differ little: the next is another.
            FigureCurve first = order.getFirst();
            parts.add("after " + queries + " queries " + inWords(first, queries)
                    + order.stream()
                            .filter(curve ->
                                    curve.searcher().kind() != first.searcher().kind())
                            .findFirst()
                            .map(next -> ", then " + inWords(next, queries))
                            .orElse(""));
        }
        FigureCurve best = own.stream()
                .max(Comparator.comparingLong(FigureCurve::solved)
                        .thenComparing(Comparator.comparingDouble(FigureCurve::medianToOptimum)
                                .reversed()))
                .orElseThrow();
        String leaders = panel.cell() + ", the best mean: " + String.join("; ", parts) + ". ";
        if (best.solved() == 0) {
            return leaders + "None finds the optimum.";
        }
        return leaders + "The optimum is found most often by " + best.searcher() + ", in " + best.solved() + " of "
                + best.rows().size() + " searches"
                + (Double.isFinite(best.medianToOptimum())
                        ? String.format(Locale.ROOT, ", in the median by query %.0f.", best.medianToOptimum())
                        : ".");
    }

    private static String inWords(FigureCurve curve, int queries) {
        return curve.searcher() + " " + curve.inWords(queries);
    }
}
