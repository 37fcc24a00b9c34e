package org.deltanas.tools;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.deltanas.search.BananasOptions;
import org.deltanas.search.Crossover;
import org.deltanas.search.DeltaNasOptions;
import org.deltanas.search.DeltaNasOptions.Design;
import org.deltanas.search.EvolutionOptions;
import org.deltanas.search.LocalSearch;
import org.deltanas.search.Mutation;
import org.deltanas.search.ReinforceOptions;
import org.deltanas.search.Repeats;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.SearchSpace;
import org.deltanas.tools.Strategy.Kind;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to search. */
final class StrategyOptions {
    private static final int QUERIES = 150;
    private static final int MOST_QUERIES = 100_000_000;
    private static final int MOST_MEMBERS = 100_000;

    private static final List<String> ROUNDS_ONLY =
            List.of("--initial", "--start-pool", "--round-size", "--exploration");
    private static final List<String> PAIRS_ONLY = List.of("--edits", "--samples-per-difference", "--finalists");
    private static final List<String> TRAINING = List.of(
            "--predictor-out",
            "--crossover",
            "--design",
            "--initial",
            "--start-pool",
            "--round-size",
            "--edits",
            "--samples-per-difference");
    /** Which searchers know an option; those that are not here are of all. */
    private static final Map<String, Set<Kind>> KNOWN_TO = Map.ofEntries(
            Map.entry("--predictor-in", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--predictor-out", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--preset", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--design", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--iterations", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--resample", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--no-stop", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--no-visited", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--exploration", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--edits", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--samples-per-difference", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--finalists", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--crossover", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--initial", EnumSet.of(Kind.DELTA_NAS, Kind.LOCAL_SEARCH, Kind.BANANAS)),
            Map.entry("--start-pool", EnumSet.of(Kind.DELTA_NAS)),
            Map.entry("--round-size", EnumSet.of(Kind.DELTA_NAS, Kind.BANANAS)),
            Map.entry(
                    "--population",
                    EnumSet.of(Kind.DELTA_NAS, Kind.REGULARIZED_EVOLUTION, Kind.SEP, Kind.STANDARD_CROSSOVER)),
            Map.entry("--sample-size", EnumSet.of(Kind.REGULARIZED_EVOLUTION, Kind.SEP, Kind.STANDARD_CROSSOVER)),
            Map.entry("--mutation", EnumSet.of(Kind.REGULARIZED_EVOLUTION, Kind.SEP, Kind.STANDARD_CROSSOVER)),
            Map.entry("--learning-rate", EnumSet.of(Kind.REINFORCE)),
            Map.entry("--raw-rewards", EnumSet.of(Kind.REINFORCE)),
            Map.entry("--count-repeats", EnumSet.complementOf(EnumSet.of(Kind.DELTA_NAS, Kind.BANANAS))));

    @Option(
            names = "--searcher",
            paramLabel = "NAME",
            defaultValue = "delta-nas",
            description =
                    "delta-nas, regularized-evolution, sep (that with shortest edit path crossover), standard-crossover (that with uniform crossover), reinforce, random, local-search or bananas (default: ${DEFAULT-VALUE}).")
    private String searcher;

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
                    "Label evaluations in all; known architectures are free (default: 150; 1000 with --preset paper; with --predictor-in as many as finalists).")
    private Integer queries;

    @Option(
            names = "--initial",
            paramLabel = "N",
            description =
                    "rounds, bananas: architectures labelled first; local-search: those that a climb starts from the best of.")
    private Integer initial;

    @Option(
            names = "--start-pool",
            paramLabel = "N",
            description =
                    "rounds: random architectures that the initial ones are picked from, far from each other (default: 512); 1 for random ones.")
    private Integer startPool;

    @Option(
            names = "--round-size",
            paramLabel = "N",
            description =
                    "rounds, bananas: architectures labelled in each round; rounds: a sixteenth of those labelled where that is more (default: 2, bananas 10; as many as --jobs keep all of those busy).")
    private Integer roundSize;

    @Option(names = "--population", paramLabel = "N", description = "Members that walk, or evolve, at a time.")
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
            names = "--crossover",
            paramLabel = "NAME",
            description =
                    "delta-nas: how a third of those that start a walk are made of the best labelled: none, standard or sep (default: none).")
    private String crossover;

    @Option(
            names = "--sample-size",
            paramLabel = "N",
            description = "evolution: members that compete to be a parent (default: 10).")
    private Integer sampleSize;

    @Option(
            names = "--mutation",
            paramLabel = "NAME",
            description =
                    "evolution: one-edit, or each-choice with a probability of its own, as the NAS-Bench-101 code has it (default: one-edit).")
    private String mutation;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "reinforce: the step of the ascent (default: 0.1).")
    private Double learningRate;

    @Option(names = "--raw-rewards", description = "reinforce: learn from labels as they are, not standardised.")
    private boolean rawRewards;

    @Option(
            names = "--count-repeats",
            description = "Count a known architecture as a query when it is asked for again, as other experiments do.")
    private boolean countRepeats;

    @Option(
            names = "--max-seconds",
            paramLabel = "S",
            description = "End the search after this time with what there is. Results then depend on the machine.")
    Double maxSeconds;

    void validate(GivenOptions given) {
        Check.oneOf(
                "--searcher",
                searcher,
                Arrays.stream(Kind.values()).map(Kind::toString).toArray(String[]::new));
        predictor.validate();
        Check.oneOf("--preset", preset, "paper");
        Check.oneOf("--design", design, "rounds", "pairs");
        int least = kind() == Kind.DELTA_NAS ? 2 : 1;
        Check.oneOf("--crossover", crossover, "none", "standard", "sep");
        Check.oneOf("--mutation", mutation, "one-edit", "each-choice");
        Check.range("--queries", queries, least, MOST_QUERIES);
        Check.range("--initial", initial, least, MOST_QUERIES);
        Check.range("--start-pool", startPool, 1, MOST_MEMBERS);
        Check.range("--sample-size", sampleSize, 1, MOST_MEMBERS);
        Check.range("--learning-rate", learningRate, Double.MIN_NORMAL, 1e6);
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
        new TreeMap<>(KNOWN_TO).forEach((option, kinds) -> {
            if (!kinds.contains(kind())) {
                String others =
                        Check.alternatives(kinds.stream().map(Kind::toString).toList());
                given.refuse(List.of(option), "--searcher " + searcher, "--searcher " + others);
            }
        });
        if (kind() != Kind.DELTA_NAS) {
            given.refuse(PredictorOptions.NAMES, "--searcher " + searcher, "--searcher " + Kind.DELTA_NAS);
            return;
        }
        if (predictorIn != null) {
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

    private Kind kind() {
        return Kind.valueOf(searcher.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The searcher, with what was given in the place of its defaults. */
    Strategy strategy(long seed) {
        Kind kind = kind();
        DeltaNasOptions deltaNas = kind == Kind.DELTA_NAS ? options(seed) : null;
        EvolutionOptions evolved = EvolutionOptions.of(seed, kind.crossover());
        ReinforceOptions reinforced = ReinforceOptions.of(seed);
        BananasOptions bananas = BananasOptions.of(seed);
        return new Strategy(
                kind,
                seed,
                deltaNas != null ? deltaNas.queries() : or(queries, QUERIES),
                countRepeats ? Repeats.COUNTED : Repeats.FREE,
                deltaNas,
                !kind.evolves()
                        ? null
                        : new EvolutionOptions(
                                seed,
                                or(population, evolved.population()),
                                or(sampleSize, evolved.sampleSize()),
                                mutation != null ? Mutation.byName(mutation) : evolved.mutation(),
                                evolved.crossover()),
                kind != Kind.REINFORCE
                        ? null
                        : new ReinforceOptions(
                                seed, learningRate != null ? learningRate : reinforced.learningRate(), !rawRewards),
                kind != Kind.BANANAS
                        ? null
                        : bananas.withRounds(or(initial, bananas.initial()), or(roundSize, bananas.roundSize())),
                or(initial, LocalSearch.INITIAL));
    }

    /** The options of Delta-NAS: the preset's, or the defaults, with what was given in their place. */
    private DeltaNasOptions options(long seed) {
        DeltaNasOptions base = preset != null ? DeltaNasOptions.paper(seed) : DeltaNasOptions.rounds(seed);
        DeltaNasOptions.Rounds rounds = base.rounds();
        DeltaNasOptions.Pairs pairs = base.pairs();
        DeltaNasOptions.Walks walks = base.walks();
        int finalistCount = or(finalists, pairs.finalists());
        return new DeltaNasOptions(
                seed,
                design(),
                predictor.design(),
                or(queries, predictorIn != null ? Math.max(2, finalistCount) : base.queries()),
                new DeltaNasOptions.Rounds(
                        or(initial, rounds.initial()), or(startPool, rounds.startPool()), or(roundSize, rounds.size())),
                new DeltaNasOptions.Pairs(
                        or(edits, pairs.edits()),
                        or(samplesPerDifference, pairs.samplesPerDifference()),
                        predictorIn != null && queries != null && finalists == null ? queries : finalistCount),
                new DeltaNasOptions.Walks(
                        or(population, walks.population()),
                        or(iterations, walks.iterations()),
                        walks.stopWhenNoneBetter() && !noStop,
                        walks.visitedSet() && !noVisited,
                        resample != null ? resample : walks.resample(),
                        exploration != null ? exploration : learnsFromPicks() ? walks.exploration() : 0),
                crossover != null ? Crossover.byName(crossover) : base.crossover());
    }

    /** Whether there is a reason to label what may be bad: finalists are labelled last, and nothing is learnt from them. */
    private boolean learnsFromPicks() {
        return predictorIn == null && design() == Design.ROUNDS;
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
