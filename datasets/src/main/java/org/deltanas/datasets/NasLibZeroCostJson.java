package org.deltanas.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deltanas.space.NasBench201Space;
import org.deltanas.space.SearchSpace;

/**
 * The JSON of NAS-Bench-Suite-Zero, as NASLib writes it: for each data set and architecture {@code val_accuracy} and for
 * each zero-cost proxy {@code score} and {@code time}. Columns are accuracies and scores, {@code synflow_cifar10} and so on.
 *
 * <p>Architectures are NASLib's tuples: six operations of a NAS-Bench-201 cell in its own orders of edges and operations,
 * or the two lists of eight pairs of a DARTS cell.
 */
final class NasLibZeroCostJson implements TableImporter {
    private static final Pattern NB201_DATA =
            Pattern.compile("\\s*\\{\\s*\"(cifar10|cifar100|ImageNet16-120)\"\\s*:.*");
    private static final Pattern NB201_TUPLE =
            Pattern.compile("\\(([0-4]), ([0-4]), ([0-4]), ([0-4]), ([0-4]), ([0-4])\\)");
    private static final Pattern DARTS_TUPLE = Pattern.compile("\\[\\[(.*)], \\[(.*)]]");
    private static final Pattern PAIR = Pattern.compile("\\(([0-9]), ([0-9])\\)(?:, )?");

    /** Operations by NASLib's number. */
    private static final List<NasBench201Space.Operation> OPERATIONS = List.of(
            NasBench201Space.Operation.SKIP_CONNECT,
            NasBench201Space.Operation.NONE,
            NasBench201Space.Operation.NOR_CONV_3X3,
            NasBench201Space.Operation.NOR_CONV_1X1,
            NasBench201Space.Operation.AVG_POOL_3X3);

    /** NASLib's edges by source, in the order of the benchmark's strings, which go by target. */
    private static final int[] PLACES = {0, 1, 3, 2, 4, 5};

    private final List<Sentinel> sentinels;

    NasLibZeroCostJson(List<Sentinel> sentinels) {
        this.sentinels = List.copyOf(sentinels);
    }

    @Override
    public String format() {
        return "JSON of NAS-Bench-Suite-Zero";
    }

    @Override
    public boolean recognises(SourceFile source) {
        String start = source.beginning();
        return start.startsWith("{") && start.contains("\"score\"") && start.contains("\"val_accuracy\"");
    }

    @Override
    public void read(SourceFile source, SearchSpace asked, TableBuilder table) {
        boolean darts = source.beginning()
                .substring(0, Math.min(200, source.beginning().length()))
                .contains("[[(");
        boolean cells = NB201_DATA
                .matcher(source.beginning().lines().findFirst().orElse(""))
                .matches();
        if (!darts && !cells) {
            throw new UnsupportedTableException(
                    source.path(),
                    "tuples are understood of nasbench201 (data sets cifar10, cifar100, ImageNet16-120) and nasbench301");
        }
        SearchSpace space =
                SpaceInference.onlyOf(source.path(), "the file", darts ? "nasbench301" : "nasbench201", asked);
        table.begin(space, "entry");
        JsonSource.read(source, 2, (data, tuple, entry, number) -> {
            int row = table.findOrAdd(
                    darts ? darts(source.path(), tuple, number) : cell(source.path(), tuple, number), number);
            for (Map.Entry<String, JsonNode> member : entry.properties()) {
                String quantity = member.getKey();
                JsonNode value =
                        member.getValue().isObject() ? member.getValue().get("score") : member.getValue();
                if (!quantity.equals("idx") && !quantity.equals("arch")) {
                    int column = column(table, quantity, data);
                    if (!Double.isNaN(table.value(row, column))) {
                        table.repeat(tuple, number, row);
                    }
                    table.set(row, column, value(source, table.info(column).name(), value, number));
                }
            }
        });
    }

    private double value(SourceFile source, String column, JsonNode node, long entry) {
        double value = JsonSource.number(source, node, column, entry);
        boolean missing = sentinels.stream().anyMatch(s -> s.appliesTo(column) && s.value() == value);
        return missing ? Double.NaN : value;
    }

    private static int column(TableBuilder table, String quantity, String data) {
        String name = quantity + "_" + data;
        int known = table.column(name);
        return known >= 0
                ? known
                : table.addColumn(ColumnCatalogue.describe(name, table.space(), List.of("grasp", "plain")));
    }

    /** {@code (0, 2, 3, 2, 3, 1)} as the benchmark writes the cell. */
    private static String cell(Path file, String tuple, long entry) {
        Matcher digits = NB201_TUPLE.matcher(tuple);
        if (!digits.matches()) {
            throw noTuple(file, tuple, entry, "six numbers from 0 to 4 in parentheses");
        }
        StringBuilder text = new StringBuilder("|");
        for (int e = 0; e < PLACES.length; e++) {
            int from = NasBench201Space.source(e);
            int operation = Integer.parseInt(digits.group(1 + PLACES[e]));
            text.append(from == 0 && e > 0 ? "+|" : "")
                    .append(OPERATIONS.get(operation).label())
                    .append('~')
                    .append(from)
                    .append('|');
        }
        return text.toString();
    }

    /** {@code [[(0, 5), ...], [...]]} as {@code 05 ...|...}. */
    private static String darts(Path file, String tuple, long entry) {
        Matcher cells = DARTS_TUPLE.matcher(tuple);
        if (!cells.matches()) {
            throw noTuple(file, tuple, entry, "two lists of eight pairs");
        }
        return pairs(cells.group(1)) + "|" + pairs(cells.group(2));
    }

    private static String pairs(String cell) {
        List<String> pairs = new ArrayList<>();
        Matcher pair = PAIR.matcher(cell);
        while (pair.find()) {
            pairs.add(pair.group(1) + pair.group(2));
        }
        return String.join(" ", pairs);
    }

    private static TableArchitectureException noTuple(Path file, String tuple, long entry, String expected) {
        return new TableArchitectureException(
                file,
                "entry " + entry + ": " + TableException.excerpt(tuple) + " is no architecture; expected " + expected,
                null);
    }
}
