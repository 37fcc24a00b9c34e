package org.deltanas.tools;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How zero-cost scores order the architectures of published tables.
 *
 * @param cells the benchmarks, in order
 * @param proxies the scores, in order
 * @param rows one for each of both, benchmark by benchmark
 * @param sample the most architectures of a table
 * @param seed what they were drawn and scored with
 * @param run how it ran
 */
record ProxyReport(List<String> cells, List<Proxy> proxies, List<ProxyRow> rows, int sample, long seed, Run run) {
    /** Those that the composite label has to be better than to be of use. */
    private static final List<Proxy> RIVALS = List.of(Proxy.NWOT, Proxy.FLOPS);

    ProxyReport {
        cells = List.copyOf(cells);
        proxies = List.copyOf(proxies);
        rows = List.copyOf(rows);
    }

    /**
     * What differs from run to run.
     *
     * @param seconds how long it took
     * @param threads the threads
     * @param kernels the instructions
     * @param command the command that does the same again
     */
    record Run(double seconds, int threads, String kernels, String command) {}

    /** The row of a benchmark and a score. */
    Optional<ProxyRow> row(String cell, Proxy proxy) {
        return rows.stream()
                .filter(row -> row.cell().equals(cell) && row.proxy() == proxy)
                .findFirst();
    }

    private double tau(String cell, Proxy proxy) {
        return row(cell, proxy).map(ProxyRow::tau).filter(Double::isFinite).orElse(Double.NEGATIVE_INFINITY);
    }

    /** The score of the largest tau on a benchmark. */
    Proxy best(String cell) {
        return proxies.stream()
                .max(Comparator.comparingDouble(proxy -> tau(cell, proxy)))
                .orElseThrow();
    }

    /** Which score to search by, in words. */
    String verdict() {
        List<Proxy> winners = cells.stream().map(this::best).toList();
        Proxy most = proxies.stream()
                .max(Comparator.comparingLong(
                        proxy -> winners.stream().filter(proxy::equals).count()))
                .orElseThrow();
        long wins = winners.stream().filter(most::equals).count();
        StringBuilder text = new StringBuilder("Of " + proxies.size() + " zero-cost scores " + most.label()
                + " orders the architectures best most often: it has the largest Kendall tau on " + wins + " of "
                + cells.size() + " benchmarks.");
        if (proxies.contains(Proxy.COMPOSITE)) {
            for (Proxy rival : RIVALS) {
                if (proxies.contains(rival)) {
                    long above = cells.stream()
                            .filter(cell -> tau(cell, Proxy.COMPOSITE) > tau(cell, rival))
                            .count();
                    text.append(" The composite is above ")
                            .append(rival.label())
                            .append(" on ")
                            .append(above)
                            .append(" of ")
                            .append(cells.size())
                            .append(".");
                }
            }
        }
        return text.toString();
    }
}
