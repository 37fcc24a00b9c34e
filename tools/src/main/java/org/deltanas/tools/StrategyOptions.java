package org.deltanas.tools;

import java.nio.file.Path;
import java.util.List;
import org.deltanas.search.DeltaNasOptions;
import org.deltanas.search.DeltaNasOptions.Design;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.SearchSpace;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to search. */
final class StrategyOptions {
    static final String DELTA_NAS = "delta-nas";
    static final String RANDOM = "random";

    private static final int MOST_QUERIES = 100_000_000;
    private static final int MOST_MEMBERS = 100_000;

    private static final List<String> ROUNDS_ONLY = List.of("--initial", "--round-size", "--exploration");
    private static final List<String> PAIRS_ONLY = List.of("--edits", "--samples-per-difference", "--finalists");
    private static final List<String> TRAINING =
            List.of("--predictor-out", "--design", "--initial", "--round-size", "--edits", "--samples-per-difference");
    private static final List<String> DELTA_NAS_ONLY = List.of(
            "--predictor-in",
            "--predictor-out",
            "--preset",
            "--design",
            "--population",
            "--iterations",
            "--resample",
            "--no-stop",
            "--no-visited");

    @Option(
            names = "--searcher",
            paramLabel = "NAME",
            defaultValue = DELTA_NAS,
            description = "delta-nas or random (default: ${DEFAULT-VALUE}).")
    String searcher;

    @Mixin
    PredictorOptions predictor;

    @Option(
            names = "--predictor-in",
            paramLabel = "FILE",
            description =
                    "Walk by this predictor, made by train or --predictor-out, and train none; labels go to finalists only.")
    Path predictorIn;

    @Option(names = "--predictor-out", paramLabel = "FILE", description = "Save the predictor that was trained last.")
    Path predictorOut;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "paper: the paper's literal loop (pairs one edit apart, population 256, 96,000 predictor steps). Single options still override it.")
    private String preset;

    @Option(
            names = "--design",
            paramLabel = "NAME",
            description =
                    "How labels are spent. rounds: label, train, walk, pick, again and again; pairs: the paper's, all labels first (default: rounds).")
    private String design;

    @Option(
            names = "--queries",
            paramLabel = "N",
            description =
                    "Label evaluations in all (default: 150; 1000 with --preset paper; with --predictor-in as many as finalists).")
    private Integer queries;

    @Option(names = "--initial", paramLabel = "N", description = "rounds: random architectures labelled first.")
    private Integer initial;

    @Option(names = "--round-size", paramLabel = "N", description = "rounds: architectures labelled in each round.")
    private Integer roundSize;

    @Option(names = "--population", paramLabel = "N", description = "Members that walk at a time.")
    private Integer population;

    @Option(names = "--iterations", paramLabel = "N", description = "Steps of each member in one walk.")
    private Integer iterations;

    @Option(names = "--edits", paramLabel = "K", description = "pairs: edits between the two architectures of a pair.")
    private Integer edits;

    @Option(
            names = "--samples-per-difference",
            paramLabel = "N",
            description = "pairs: pairs drawn for each difference.")
    private Integer samplesPerDifference;

    @Option(
            names = "--finalists",
            paramLabel = "N",
            description = "pairs, --predictor-in: candidates labelled at the end.")
    private Integer finalists;

    @Option(
            names = "--exploration",
            paramLabel = "X",
            description =
                    "rounds: standard deviations of the ensemble added to a predicted gain when picking what to label, 0 to 100.")
    private Double exploration;

    @Option(
            names = "--resample",
            paramLabel = "F",
            description = "Fraction of the members replaced by random ones after each step, from 0 to below 1.")
    private Double resample;

    @Option(
            names = "--no-stop",
            description = "Members move to their best neighbour even where none is predicted to be better.")
    private boolean noStop;

    @Option(names = "--no-visited", description = "Members may go where members were before.")
    private boolean noVisited;

    @Option(
            names = "--max-seconds",
            paramLabel = "S",
            description = "End the search after this time with what there is. Results then depend on the machine.")
    Double maxSeconds;

    void validate(GivenOptions given) {
        Check.oneOf("--searcher", searcher, DELTA_NAS, RANDOM);
        predictor.validate();
        Check.oneOf("--preset", preset, "paper");
        Check.oneOf("--design", design, "rounds", "pairs");
        Check.range("--queries", queries, 2, MOST_QUERIES);
        Check.range("--initial", initial, 2, MOST_QUERIES);
        Check.range("--round-size", roundSize, 1, MOST_MEMBERS);
        Check.range("--population", population, 1, MOST_MEMBERS);
        Check.range("--iterations", iterations, 1, MOST_QUERIES);
        Check.range("--edits", edits, 1, MOST_QUERIES);
        Check.range("--samples-per-difference", samplesPerDifference, 1, MOST_QUERIES);
        Check.range("--finalists", finalists, 1, MOST_MEMBERS);
        Check.range("--exploration", exploration, 0, 100);
        Check.range("--resample", resample, 0, 1);
        if (resample != null && resample == 1) {
            throw new UsageException("--resample must be below 1");
        }
        Check.seconds(maxSeconds);
        if (searcher.equals(RANDOM)) {
            given.refuse(PredictorOptions.NAMES, "--searcher random", "--searcher delta-nas");
            given.refuse(DELTA_NAS_ONLY, "--searcher random", "--searcher delta-nas");
            given.refuse(ROUNDS_ONLY, "--searcher random", "--searcher delta-nas");
            given.refuse(PAIRS_ONLY, "--searcher random", "--searcher delta-nas");
        } else if (predictorIn != null) {
            given.refuse(PredictorOptions.NAMES, "--predictor-in", "searches that train their predictor");
            given.refuse(TRAINING, "--predictor-in", "searches that train their predictor");
        } else if (design() == Design.ROUNDS) {
            given.refuse(PAIRS_ONLY, "--design rounds", "--design pairs");
        } else {
            String setting = design == null ? "--preset paper" : "--design pairs";
            given.refuse(ROUNDS_ONLY, setting, "--design rounds");
        }
        if (preset != null && "rounds".equals(design)) {
            throw new UsageException("--preset paper is a setting of --design pairs, not of --design rounds");
        }
    }

    /** Refuses what a space has no room for, or has not. */
    void validate(SearchSpace space) {
        predictor.validate(space);
        if (edits != null && space instanceof CategoricalSpace chosen && edits > chosen.positions()) {
            throw new UsageException("--edits must be at most " + chosen.positions() + ", the number of positions of "
                    + space.name() + ", not " + edits);
        }
    }

    /** The options of Delta-NAS: the preset's, or the defaults, with what was given in their place. */
    DeltaNasOptions options(long seed) {
        DeltaNasOptions base = preset != null ? DeltaNasOptions.paper(seed) : DeltaNasOptions.rounds(seed);
        int finalistCount = or(finalists, base.finalists());
        return new DeltaNasOptions(
                seed,
                design(),
                predictor.design(),
                or(queries, predictorIn != null ? Math.max(2, finalistCount) : base.queries()),
                or(initial, base.initial()),
                or(roundSize, base.roundSize()),
                or(edits, base.edits()),
                or(samplesPerDifference, base.samplesPerDifference()),
                or(population, base.population()),
                or(iterations, base.iterations()),
                base.stopWhenNoneBetter() && !noStop,
                base.visitedSet() && !noVisited,
                resample != null ? resample : base.resample(),
                exploration != null ? exploration : base.exploration(),
                predictorIn != null && queries != null && finalists == null ? queries : finalistCount);
    }

    private Design design() {
        if (design != null) {
            return design.equals("rounds") ? Design.ROUNDS : Design.PAIRS;
        }
        return preset != null ? Design.PAIRS : Design.ROUNDS;
    }

    private static int or(Integer given, int otherwise) {
        return given != null ? given : otherwise;
    }
}
