package org.deltanas.tools;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deltanas.search.SearchResult;

/**
 * One search.
 *
 * @param cell what it searched
 * @param settings the options that asked for it, blanks between them
 * @param seed its seed
 * @param trace after which query the best so far changed, and to what
 * @param optimumAt the query that found the optimum; {@link Integer#MAX_VALUE} if none did
 * @param neighbourQueries neighbours whose difference was predicted
 * @param seconds how long it took, up to the optimum or the end of its budget
 */
record FigureRow(
        String cell,
        String settings,
        long seed,
        List<SearchResult.TracePoint> trace,
        int optimumAt,
        long neighbourQueries,
        double seconds) {
    /** How rows are written. */
    static final StudyRows.Format<FigureRow> FORMAT = new StudyRows.Format<>(
            List.of("cell", "settings", "seed", "optimum_at", "neighbour_queries", "seconds", "trace"),
            FigureRow::fields,
            FigureRow::of);

    FigureRow {
        trace = List.copyOf(trace);
    }

    private List<String> fields() {
        return List.of(
                cell,
                settings,
                Long.toString(seed),
                optimumAt == Integer.MAX_VALUE ? "" : Integer.toString(optimumAt),
                Long.toString(neighbourQueries),
                Double.toString(seconds),
                trace.stream().map(p -> p.queries() + ":" + p.best()).collect(Collectors.joining(" ")));
    }

    private static FigureRow of(List<String> fields) {
        if (fields.size() != 7) {
            throw new IllegalArgumentException(String.join(",", fields));
        }
        return new FigureRow(
                fields.get(0),
                fields.get(1),
                Long.parseLong(fields.get(2)),
                Arrays.stream(fields.get(6).split(" "))
                        .filter(point -> !point.isEmpty())
                        .map(FigureRow::point)
                        .toList(),
                fields.get(3).isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(fields.get(3)),
                Long.parseLong(fields.get(4)),
                Double.parseDouble(fields.get(5)));
    }

    private static SearchResult.TracePoint point(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(text);
        }
        return new SearchResult.TracePoint(
                Long.parseLong(text.substring(0, colon)), Double.parseDouble(text.substring(colon + 1)));
    }

    /** Whether this is the answer to a question. */
    boolean answers(String askedCell, String askedSettings, long askedSeed) {
        return cell.equals(askedCell) && settings.equals(askedSettings) && seed == askedSeed;
    }

    /** The best after so many queries; NaN if there was none yet. */
    double bestAfter(int queries) {
        double best = Double.NaN;
        for (SearchResult.TracePoint point : trace) {
            best = point.queries() <= queries ? point.best() : best;
        }
        return best;
    }
}
