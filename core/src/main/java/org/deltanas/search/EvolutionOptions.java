package org.deltanas.search;

/**
 * What {@link RegularizedEvolution} is asked to do. Immutable; every record of this type is valid.
 *
 * @param seed the seed of everything random
 * @param population members at a time
 * @param sampleSize members that compete to be a parent, drawn without replacement; all where there are fewer
 * @param mutation how a parent is changed
 * @param crossover how every other child is made of two parents
 */
public record EvolutionOptions(long seed, int population, int sampleSize, Mutation mutation, Crossover crossover) {
    /** Validates the options. */
    public EvolutionOptions {
        if (population < 1 || sampleSize < 1) {
            throw new IllegalArgumentException(
                    "population and sample size must be at least 1, not " + population + " and " + sampleSize);
        }
        if (mutation == null || crossover == null) {
            throw new IllegalArgumentException("a mutation and a crossover are needed");
        }
    }

    /**
     * The defaults for budgets of a few hundred labels: 30 members, of which 10 compete, one edit a mutation (the setting
     * of naszilla and NASLib). Of the settings in use it is the quickest on NAS-Bench-201; the others are 100 and 25 (Real
     * et al.), 50 and 10 (NAS-Bench-101), 100 and 10 (SEP crossover), 10 and 3 (NATS-Bench).
     */
    public static EvolutionOptions of(long seed, Crossover crossover) {
        return new EvolutionOptions(seed, 30, 10, Mutation.ONE_EDIT, crossover);
    }

    /** The setting of the SEP crossover's experiments: 100 members, of which 10 compete, each choice may mutate. */
    public static EvolutionOptions asSep(long seed, Crossover crossover) {
        return new EvolutionOptions(seed, 100, 10, Mutation.EACH_CHOICE, crossover);
    }
}
