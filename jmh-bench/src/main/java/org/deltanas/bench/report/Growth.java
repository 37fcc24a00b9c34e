package org.deltanas.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deltanas.bench.Scaling;
import org.deltanas.space.SearchSpaces;

/** The time to find the best neighbour of one architecture, against how many it has and how many threads ask. */
final class Growth implements Report {
    private static final List<String> SPACES =
            List.of("block:20x4", "block:20x16", "block:200x4", "block:200x16", "block:2000x4", "block:2000x16");
    private static final int FORKS = 3;
    private static final Job.Effort EFFORT = new Job.Effort(8, 4, 200);

    private final List<Integer> threads;

    /**
     * The report.
     *
     * @param twoThreads whether the machine has two cores
     */
    Growth(boolean twoThreads) {
        threads = twoThreads ? List.of(1, 2) : List.of(1);
    }

    @Override
    public String name() {
        return "scaling";
    }

    @Override
    public String question() {
        return "Is the time to find the best neighbour of one architecture linear in the number of its neighbours?";
    }

    private static Job job(String space, int threads) {
        Map<String, String> parameters = Map.of("space", space, "predictor", "potential/adjacency/64-32");
        return new Job(Scaling.class, parameters, threads, FORKS, EFFORT);
    }

    @Override
    public List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        for (String space : SPACES) {
            for (int t : threads) {
                jobs.add(job(space, t));
            }
        }
        return jobs;
    }

    @Override
    public void write(Outcome outcome, StringBuilder out) {
        for (int t : threads) {
            double[] neighbours = new double[SPACES.size()];
            double[] nanos = new double[SPACES.size()];
            String who = t == 1 ? "one thread" : t + " threads";
            out.append("| space | neighbours | microseconds | ns a neighbour | 10^6 neighbours/s, ")
                    .append(who)
                    .append(
                            " | B/op | kB an iteration | slowest JVM over fastest |\n|---|---|---|---|---|---|---|---|\n");
            for (int i = 0; i < neighbours.length; i++) {
                Measured measured = outcome.of(job(SPACES.get(i), t));
                neighbours[i] = SearchSpaces.byName(SPACES.get(i)).maxNeighbours();
                nanos[i] = measured.mean(null);
                out.append(String.format(
                        Locale.ROOT,
                        "| `%s` | %.0f | %.2f | %.1f | %.2f | %.2f | %.1f | %.2f |%n",
                        SPACES.get(i),
                        neighbours[i],
                        nanos[i] / 1e3,
                        nanos[i] / neighbours[i],
                        1e3 * t * neighbours[i] / nanos[i],
                        measured.bytesPerOperation(),
                        measured.bytesPerIteration() / 1e3,
                        // Of times the shorter is the faster; the ratio is the same.
                        measured.slowestOverFastest(null)));
            }
            LinearFit fit = LinearFit.of(neighbours, nanos);
            out.append(String.format(
                    Locale.ROOT,
                    "%nLine by least squares, %s: **%.1f ns a neighbour** and %.0f ns, R^2 = **%.5f**.%n%n",
                    who,
                    fit.slope(),
                    fit.intercept(),
                    fit.r2()));
        }
        out.append(Measured.ON_ITERATIONS).append('\n');
    }
}
