package org.deltanas.search;

import org.deltanas.predict.PredictorDesign;
import org.deltanas.predict.PredictorKind;

/**
 * What a run of {@link DeltaNas} is asked to do. Immutable; every record of this type is valid.
 *
 * @param seed the seed of everything random
 * @param design how labels are spent
 * @param predictor what the predictor of differences sees
 * @param queries label evaluations allowed in all
 * @param rounds for {@link Design#ROUNDS}
 * @param pairs for {@link Design#PAIRS}
 * @param walks how the population walks
 * @param crossover how a third of the members that start a walk are made of the best labelled architectures; the rest
 *     are the best labelled themselves, with {@link Design#ROUNDS}, and random ones
 */
public record DeltaNasOptions(
        long seed,
        Design design,
        PredictorDesign predictor,
        int queries,
        Rounds rounds,
        Pairs pairs,
        Walks walks,
        Crossover crossover) {

    /** How labels are spent. */
    public enum Design {
        /** Label a few, train on all pairs of labelled architectures, walk, pick the next few; until none is left. */
        ROUNDS,
        /**
         * Algorithm 1 of the paper, then Algorithm 2: label pairs of architectures {@code edits} apart, train once on
         * their differences, walk once, label the finalists.
         */
        PAIRS
    }

    /**
     * The sizes of rounds.
     *
     * @param initial architectures labelled before the first training
     * @param startPool random architectures that the initial ones are picked from, far from each other; as many as
     *     {@code initial}, or fewer: those are random themselves
     * @param size architectures labelled after each walk, as long as there are not 16 times as many labels; then a sixteenth
     *     of those
     */
    public record Rounds(int initial, int startPool, int size) {
        /** Validates the sizes. */
        public Rounds {
            atLeast("initial", initial, 2);
            atLeast("start pool", startPool, 1);
            atLeast("round size", size, 1);
        }
    }

    /**
     * The sizes of a data set of pairs.
     *
     * @param edits edits between the two architectures of a sample (the paper's k; it finds 1 best)
     * @param samplesPerDifference samples drawn for each difference encoding (the paper's n; it finds 4 best)
     * @param finalists distinct candidates labelled at the end, also by a predictor that was trained elsewhere
     */
    public record Pairs(int edits, int samplesPerDifference, int finalists) {
        /** Validates the sizes. */
        public Pairs {
            atLeast("edits", edits, 1);
            atLeast("samples per difference", samplesPerDifference, 1);
            atLeast("finalists", finalists, 1);
        }
    }

    /**
     * How the population walks.
     *
     * @param population members that walk at a time
     * @param iterations steps of each member in one walk
     * @param stopWhenNoneBetter whether a member stays where no neighbour is predicted to be better; otherwise it moves to
     *     the best neighbour even downhill (the paper's literal loop)
     * @param visitedSet whether a member avoids architectures that were members before
     * @param resample the fraction of the members, in [0, 1), replaced by random architectures after each step
     * @param exploration how many standard deviations of the ensemble are added to a predicted gain when the next
     *     architectures to label are picked
     */
    public record Walks(
            int population,
            int iterations,
            boolean stopWhenNoneBetter,
            boolean visitedSet,
            double resample,
            double exploration) {
        /** Validates the options. */
        public Walks {
            atLeast("population", population, 1);
            atLeast("iterations", iterations, 1);
            if (!(resample >= 0 && resample < 1)) {
                throw new IllegalArgumentException("resample must be in [0, 1), not " + resample);
            }
            if (!(exploration >= 0 && exploration <= 100)) {
                throw new IllegalArgumentException("exploration must be in [0, 100], not " + exploration);
            }
        }
    }

    /** Validates the options. */
    public DeltaNasOptions {
        atLeast("queries", queries, 2);
        if (crossover == null) {
            throw new IllegalArgumentException("a crossover is needed, be it none");
        }
    }

    /** The same with another budget. */
    public DeltaNasOptions withQueries(int newQueries) {
        return new DeltaNasOptions(seed, design, predictor, newQueries, rounds, pairs, walks, crossover);
    }

    /** The same with another start of rounds. */
    public DeltaNasOptions withStart(int initial, int startPool) {
        return with(new Rounds(initial, startPool, rounds.size), pairs, walks);
    }

    /** The same with pairs of another distance. */
    public DeltaNasOptions withEdits(int edits) {
        return with(rounds, new Pairs(edits, pairs.samplesPerDifference, pairs.finalists), walks);
    }

    /** The same with walks of another size. */
    public DeltaNasOptions withWalk(int population, int iterations) {
        return with(
                rounds,
                pairs,
                new Walks(
                        population,
                        iterations,
                        walks.stopWhenNoneBetter,
                        walks.visitedSet,
                        walks.resample,
                        walks.exploration));
    }

    /** The same with another crossover. */
    public DeltaNasOptions withCrossover(Crossover newCrossover) {
        return new DeltaNasOptions(seed, design, predictor, queries, rounds, pairs, walks, newCrossover);
    }

    private DeltaNasOptions with(Rounds newRounds, Pairs newPairs, Walks newWalks) {
        return new DeltaNasOptions(seed, design, predictor, queries, newRounds, newPairs, newWalks, crossover);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least || value > 100_000_000) {
            throw new IllegalArgumentException(name + " must be in " + least + "..100000000, not " + value);
        }
    }

    /**
     * Labels in rounds: the defaults for a label that costs something.
     *
     * <p>Mean queries to the optimum of NAS-Bench-201 (CIFAR-100 validation, 20 seeds, standard error 2 to 4): 35.7 from 16
     * random architectures in rounds of four, 22.5 from 16 that lie far apart, 18.5 from 8 such, 18.0 in rounds of two, and
     * 23.2 with an exploration of 1. With CIFAR-10 (38 seeds, random start) an exploration of 2 takes 33.7 queries, 1 takes
     * 36.8 and .5 takes 39.7: the median does not differ, the slowest seeds do. Groups of members with explorations of 0, .5, 1
     * and 2, and groups that follow one network each, gain nothing beyond the error.
     */
    public static DeltaNasOptions rounds(long seed) {
        return new DeltaNasOptions(
                seed,
                Design.ROUNDS,
                PredictorDesign.of(PredictorKind.POTENTIAL),
                150,
                new Rounds(8, 512, 2),
                new Pairs(1, 4, 10),
                new Walks(64, 12, true, true, 0.0, 2.0),
                Crossover.NONE);
    }

    /**
     * The paper's setting: a difference data set with k = 1 and n = 4, population 256, T = 96,000 predictor steps (375
     * of each member), the literal loop.
     */
    public static DeltaNasOptions paper(long seed) {
        return new DeltaNasOptions(
                seed,
                Design.PAIRS,
                PredictorDesign.of(PredictorKind.POTENTIAL),
                1_000,
                new Rounds(8, 512, 2),
                new Pairs(1, 4, 10),
                new Walks(256, 375, false, false, 0.02, 0.0),
                Crossover.NONE);
    }
}
