package org.deltanas.datasets;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deltanas.proxy.Direction;
import org.deltanas.space.SearchSpace;

/** What is known of the columns of published tables, by their names. */
final class ColumnCatalogue {
    private static final String PERCENT = "%";
    private static final String FRACTION = "fraction";

    private static final Pattern NATS_BENCH = Pattern.compile("((?:c10|c100|in16)_(valid|test)_([0-9]+))(_one)?");
    private static final Pattern NAS_BENCH_101 = Pattern.compile("(valid|test)_acc_([0-9]+)");
    private static final Pattern MACRO_RUN = Pattern.compile("(test_acc)_([1-9])");
    private static final Pattern SECONDS = Pattern.compile("training_seconds_([0-9]+)");

    /** Columns that stand beside one another in NAS-Bench-Suite-Zero, where parameters and FLOPs are in millions. */
    static final List<String> SUITE_ZERO = List.of("grasp", "plain");

    private static final String DEVICES = "(1080ti|2080ti|titan_rtx|titanx|titanxp)_[0-9]+|essential_ph_1|eyeriss|fpga"
            + "|gold_[0-9]+|pixel[23]|raspi4|samsung_(a50|s7)|silver_[0-9]+r?";
    private static final String SCORES =
            "zen|naswot|nwot|synflow|logsynflow|nregions|epe_nas|fisher|grad_norm|grasp|jacov|l2_norm|plain|snip";

    /** Columns whose whole name, or name up to a suffix, says everything; the first rule that matches holds. */
    private static final List<Rule> RULES = List.of(
            new Rule("valid_acc_yahpo", PERCENT, Direction.MAX, Split.VALIDATION, 98, 0),
            new Rule("valid_acc_surrogate", PERCENT, Direction.MAX, Split.VALIDATION, 0, 0),
            new Rule("valid_(class_scene|class_object|jigsaw)", PERCENT, Direction.MAX, Split.VALIDATION, 0, 1),
            new Rule("valid_best(_.*)?|val_accuracy(_.*)?", PERCENT, Direction.MAX, Split.VALIDATION, 0, 1),
            new Rule(".*_latency", "ms", Direction.MIN, Split.NONE, 0, 0),
            new Rule(".*_energy", "mJ", Direction.MIN, Split.NONE, 0, 0),
            new Rule(DEVICES, "ms", Direction.MIN, Split.NONE, 0, 0),
            new Rule("(" + SCORES + ")(_.*)?", "", Direction.MAX, Split.NONE, 0, 0));

    private record Rule(Pattern name, String unit, Direction direction, Split split, int epochs, int runs) {
        Rule(String name, String unit, Direction direction, Split split, int epochs, int runs) {
            this(Pattern.compile(name), unit, direction, split, epochs, runs);
        }
    }

    private ColumnCatalogue() {}

    /**
     * What a column of a published table holds; only its name where that is not known.
     *
     * @param space the table's
     * @param columns all names of the table's columns
     */
    static ColumnInfo describe(String name, SearchSpace space, Collection<String> columns) {
        Matcher nats = NATS_BENCH.matcher(name);
        if (nats.matches()) {
            boolean single = nats.group(4) != null;
            return new ColumnInfo(
                    name,
                    nats.group(1),
                    single ? 1 : 0,
                    PERCENT,
                    Direction.MAX,
                    split(nats.group(2)),
                    Integer.parseInt(nats.group(3)),
                    single ? 1 : 0);
        }
        if (space.id().equals("nasbench101") && NAS_BENCH_101.matcher(name).matches()) {
            return nasBench101(name);
        }
        if (space.id().equals("nasbench-macro") && name.startsWith("test_acc")) {
            return macro(name);
        }
        Matcher seconds = SECONDS.matcher(name);
        if (seconds.matches()) {
            int epochs = Integer.parseInt(seconds.group(1));
            return new ColumnInfo(name, name, 0, "s", Direction.MIN, Split.TRAIN, epochs, 1);
        }
        if (name.matches("(params|flops)(_.*)?")) {
            boolean millions = columns.stream().anyMatch(c -> SUITE_ZERO.contains(c.replaceFirst("_c.*", "")));
            return new ColumnInfo(name, name, 0, millions ? "million" : "", Direction.MIN, Split.NONE, 0, 0);
        }
        return RULES.stream()
                .filter(rule -> rule.name().matcher(name).matches())
                .findFirst()
                .map(rule -> new ColumnInfo(
                        name, name, 0, rule.unit(), rule.direction(), rule.split(), rule.epochs(), rule.runs()))
                .orElseGet(() -> ColumnInfo.of(name));
    }

    /** Test accuracies are means of the benchmark's three runs; validation accuracies were published of one. */
    private static ColumnInfo nasBench101(String name) {
        Matcher parts = NAS_BENCH_101.matcher(name);
        parts.matches();
        Split split = split(parts.group(1));
        int epochs = Integer.parseInt(parts.group(2));
        return new ColumnInfo(name, name, 0, FRACTION, Direction.MAX, split, epochs, split == Split.TEST ? 3 : 1);
    }

    private static ColumnInfo macro(String name) {
        Matcher single = MACRO_RUN.matcher(name);
        if (single.matches()) {
            int run = Integer.parseInt(single.group(2));
            return new ColumnInfo(name, single.group(1), run, PERCENT, Direction.MAX, Split.TEST, 0, 1);
        }
        boolean mean = name.equals("test_acc_mean");
        Direction direction = mean ? Direction.MAX : null;
        return new ColumnInfo(name, mean ? "test_acc" : name, 0, PERCENT, direction, Split.TEST, 0, 3);
    }

    private static Split split(String word) {
        return word.equals("test") ? Split.TEST : Split.VALIDATION;
    }
}
