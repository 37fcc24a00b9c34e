package org.deltanas.datasets;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deltanas.proxy.Direction;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.SearchSpace;

/**
 * A table held against everything that is known of it. Checksums are not among the checks: a table that could be opened
 * has passed them.
 *
 * @param checks each with its outcome, in the order in which they were made
 */
public record TableVerification(List<Check> checks) {

    /** How a check went. */
    public enum Outcome {
        /** As it should be. */
        PASSED,
        /** Worth knowing, and no fault of the table: it is a part of its benchmark, values are missing. */
        NOTED,
        /** The table is not what it says it is. */
        FAILED
    }

    /**
     * One check.
     *
     * @param name what was looked at
     * @param outcome how it went
     * @param detail what was found, in words
     */
    public record Check(String name, Outcome outcome, String detail) {}

    /**
     * The best value of a column of a whole benchmark as it was published.
     *
     * @param space the benchmark's
     * @param column the column's name
     * @param best the value
     * @param tolerance half a unit of its last published digit
     */
    private record Optimum(String space, String column, double best, double tolerance) {}

    private static final List<Optimum> OPTIMA = List.of(
            new Optimum("nasbench101", "test_acc_108", 0.9432, 5e-5),
            new Optimum("nasbench201", "c10_valid_200", 91.61, 5e-3),
            new Optimum("nasbench201", "c10_test_200", 94.37, 5e-3),
            new Optimum("nasbench201", "c100_valid_200", 73.49, 5e-3),
            new Optimum("nasbench201", "c100_test_200", 73.51, 5e-3),
            new Optimum("transnas-micro", "valid_class_scene", 54.94, 5e-3),
            new Optimum("transnas-micro", "valid_jigsaw", 95.37, 5e-3),
            new Optimum("transnas-macro", "valid_class_scene", 57.41, 5e-3),
            new Optimum("transnas-macro", "valid_jigsaw", 97.02, 5e-3),
            new Optimum("nasbench-macro", "test_acc_mean", 93.13, 5e-3),
            new Optimum("natsbench-size", "c10_test_90", 93.65, 5e-3));

    /** Keeps a copy of the list. */
    public TableVerification {
        checks = List.copyOf(checks);
    }

    /** Whether no check failed. */
    public boolean passed() {
        return checks.stream().noneMatch(check -> check.outcome() == Outcome.FAILED);
    }

    /** Makes all checks; takes time linear in the table. */
    public static TableVerification of(BenchmarkTable table) {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check(
                "checksums",
                Outcome.PASSED,
                "all " + table.bytes() + " bytes are what was written" + (table.isImported() ? "" : ", in memory")));
        boolean whole = addRowCount(table, checks);
        addRows(table, checks);
        addValues(table, checks);
        addOptima(table, whole, checks);
        return new TableVerification(checks);
    }

    /** Whether the table has a row for everything that its benchmark could have measured. */
    private static boolean addRowCount(BenchmarkTable table, List<Check> checks) {
        SearchSpace space = table.space();
        BigInteger most = table.isByClass() ? space.functionalCount().orElse(space.validCount()) : space.validCount();
        int compared = BigInteger.valueOf(table.rows()).compareTo(most);
        String what = table.isByClass() ? " classes of architectures" : " architectures";
        checks.add(new Check(
                "rows",
                compared > 0 ? Outcome.FAILED : compared == 0 ? Outcome.PASSED : Outcome.NOTED,
                compared == 0
                        ? table.rows() + ", one for each of the space's" + what
                        : table.rows() + " of the space's " + most + what));
        return compared == 0;
    }

    private static void addRows(BenchmarkTable table, List<Check> checks) {
        long invalid = 0;
        long misplaced = 0;
        long duplicates = 0;
        try (CodeSlab codes = table.space().newSlab(2);
                RowFinder finder = table.finder()) {
            for (int row = 0; row < table.rows(); row++) {
                table.code(row, codes, 0);
                if (!table.space().isValid(codes, 0)) {
                    invalid++;
                    continue;
                }
                int found = finder.row(codes, 0);
                if (found >= 0 && found < row) {
                    duplicates++;
                } else if (found != row) {
                    misplaced++;
                }
            }
        }
        add(checks, "architectures", invalid, "rows hold no architecture of the space", "every row holds one");
        add(checks, "duplicates", duplicates, "rows repeat an earlier one", "none");
        add(checks, "index", misplaced, "rows cannot be found by their architecture", "it finds every row");
    }

    private static void add(List<Check> checks, String name, long wrong, String problem, String otherwise) {
        checks.add(
                wrong > 0
                        ? new Check(name, Outcome.FAILED, wrong + " " + problem)
                        : new Check(name, Outcome.PASSED, otherwise));
    }

    private static void addValues(BenchmarkTable table, List<Check> checks) {
        for (TableColumn column : table.numericColumns()) {
            int present = 0;
            for (int row = 0; row < table.rows(); row++) {
                present += Double.isNaN(column.value(row)) ? 0 : 1;
            }
            int missing = table.rows() - present;
            if (present != column.present()) {
                checks.add(new Check(
                        "column " + column.name(),
                        Outcome.FAILED,
                        present + " values are there, and " + column.present() + " were said to be"));
            } else if (missing > 0) {
                checks.add(new Check(
                        "column " + column.name(),
                        Outcome.NOTED,
                        missing + " of " + table.rows() + " values are missing"));
            }
        }
    }

    private static void addOptima(BenchmarkTable table, boolean whole, List<Check> checks) {
        for (Optimum optimum : OPTIMA) {
            if (!optimum.space().equals(table.space().id()) || !table.columns().contains(optimum.column())) {
                continue;
            }
            double best = table.column(optimum.column()).best(Direction.MAX);
            boolean same = Math.abs(best - optimum.best()) <= optimum.tolerance();
            boolean fault = whole ? !same : best > optimum.best() + optimum.tolerance();
            checks.add(new Check(
                    "optimum of " + optimum.column(),
                    fault ? Outcome.FAILED : whole ? Outcome.PASSED : Outcome.NOTED,
                    String.format(
                            Locale.ROOT,
                            "%s; published is %s%s",
                            best,
                            optimum.best(),
                            whole ? "" : " of the whole benchmark")));
        }
    }
}
