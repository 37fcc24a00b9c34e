package org.deltanas.tools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.deltanas.tools.page.Plot;
import org.deltanas.tools.page.PlotSheet;

/** A study as plots: lines are means over the seeds, bands reach from the least to the greatest. */
final class StudyPlots {
    private StudyPlots() {}

    /** The plots of a measure. */
    static PlotSheet of(Study study, StudyMeasure measure, List<StudyPoint> points) {
        StudyFactor across = study.across();
        double[] x = points.stream().mapToDouble(across::of).sorted().distinct().toArray();
        PlotSheet sheet =
                new PlotSheet(title(study, measure) + ": means over seeds, bands from the least to the greatest");
        grouped(points, study::panel).forEach((heading, ofPanel) -> {
            Plot plot = new Plot(across.inWords(), measure.toString(), x).fromZero();
            if (across == StudyFactor.SAMPLES) {
                plot.withDoublingX();
            }
            grouped(ofPanel, study::line)
                    .forEach((name, line) -> plot.line(
                            name,
                            along(x, across, line, measure::meanOf),
                            along(x, across, line, point -> point.min(measure::of)),
                            along(x, across, line, point -> point.max(measure::of))));
            sheet.add(heading, plot);
        });
        return sheet;
    }

    /** What the plots of a measure show. */
    static String title(Study study, StudyMeasure measure) {
        return ClaimCheck.capitalised(measure.toString()) + " against " + study.across();
    }

    private static Map<String, List<StudyPoint>> grouped(List<StudyPoint> points, Function<StudyPoint, String> by) {
        return points.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
    }

    /** The value of a line at each x, NaN where it has no point. */
    private static double[] along(
            double[] x, StudyFactor across, List<StudyPoint> line, ToDoubleFunction<StudyPoint> value) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double at = x[i];
            y[i] = line.stream()
                    .filter(point -> across.of(point) == at)
                    .mapToDouble(value)
                    .findFirst()
                    .orElse(Double.NaN);
        }
        return y;
    }
}
