package org.deltanas.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.InvalidArchitectureException;
import org.deltanas.space.NasLibTuples;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.SearchSpaces;

/**
 * The JSON of NAS-Bench-Suite-Zero, as NASLib writes it: for each data set and {@linkplain NasLibTuples tuple}
 * {@code val_accuracy} and for each zero-cost proxy {@code score} and {@code time}. Columns are accuracies and scores,
 * {@code synflow_cifar10} and so on.
 */
final class NasLibZeroCostJson implements TableImporter {
    /** The first data set and the first tuple. */
    private static final Pattern START =
            Pattern.compile("\\s*\\{\\s*\"([^\"]*)\"\\s*:\\s*\\{\\s*\"([^\"]*)\".*", Pattern.DOTALL);

    private static final Pattern IMAGES = Pattern.compile("cifar10|cifar100|ImageNet16-120");

    /** Members of an entry that are no quantities. */
    private static final List<String> NAMES = List.of("idx", "arch");

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
        return start.contains("\"score\"")
                && start.contains("\"val_accuracy\"")
                && START.matcher(start).matches();
    }

    @Override
    public void read(SourceFile source, SearchSpace asked, TableBuilder table) {
        SearchSpace space = asked != null ? asked : space(source);
        table.begin(space, "entry");
        try (CodeSlab code = space.newSlab(1)) {
            JsonSource.read(source, 2, (data, tuple, entry, number) -> {
                int row = table.findOrAdd(architecture(source.path(), space, tuple, code, number), number);
                for (Map.Entry<String, JsonNode> member : entry.properties()) {
                    if (!NAMES.contains(member.getKey())) {
                        JsonNode value = member.getValue();
                        int column = column(table, member.getKey() + "_" + data);
                        if (!Double.isNaN(table.value(row, column))) {
                            table.repeat(tuple, number, row);
                        }
                        table.set(
                                row,
                                column,
                                value(source, member.getKey(), value.isObject() ? value.get("score") : value, number));
                    }
                }
            });
        }
    }

    /** The space, by the length of the first tuple and its data set. */
    private static SearchSpace space(SourceFile source) {
        Matcher start = START.matcher(source.beginning());
        boolean images = start.matches() && IMAGES.matcher(start.group(1)).matches();
        long numbers = start.group(2).chars().filter(c -> c == ',').count() + 1;
        if (images && numbers == 6) {
            return SearchSpaces.byName("nasbench201");
        }
        if (images && numbers == 32) {
            return SearchSpaces.byName("nasbench301");
        }
        throw new TableSpaceException(
                source.path(),
                "the space has to be named (--space NAME): tuples such as " + TableException.excerpt(start.group(2))
                        + " of the data set " + TableException.excerpt(start.group(1)) + " occur in several");
    }

    private static String architecture(Path file, SearchSpace space, String tuple, CodeSlab code, long number) {
        try {
            NasLibTuples.parse(space, tuple, code, 0);
        } catch (InvalidArchitectureException e) {
            throw new TableArchitectureException(file, "entry " + number + ": " + e.getMessage(), e);
        }
        return space.format(code, 0);
    }

    private double value(SourceFile source, String quantity, JsonNode node, long number) {
        double value = JsonSource.number(source, node, quantity, number);
        boolean missing = sentinels.stream().anyMatch(s -> s.appliesTo(quantity) && s.value() == value);
        return missing ? Double.NaN : value;
    }

    private static int column(TableBuilder table, String name) {
        int known = table.column(name);
        return known >= 0
                ? known
                : table.addColumn(ColumnCatalogue.describe(name, table.space(), ColumnCatalogue.SUITE_ZERO));
    }
}
