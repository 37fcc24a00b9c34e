package org.deltanas.search;

/**
 * What {@link Bananas} is asked to do. Immutable; every record of this type is valid.
 *
 * @param seed the seed of everything random
 * @param initial random architectures labelled first
 * @param roundSize architectures labelled in each round
 * @param networks networks in the ensemble
 * @param candidates mutations that the next architectures are chosen from
 * @param parents how many of the best labelled architectures are mutated
 */
public record BananasOptions(long seed, int initial, int roundSize, int networks, int candidates, int parents) {
    /** Validates the options. */
    public BananasOptions {
        if (initial < 1 || roundSize < 1 || candidates < 1 || parents < 1) {
            throw new IllegalArgumentException("initial, round size, candidates and parents must be at least 1, not "
                    + initial + ", " + roundSize + ", " + candidates + " and " + parents);
        }
        if (networks < 1 || networks > 64) {
            throw new IllegalArgumentException("networks must be in 1..64, not " + networks);
        }
    }

    /** The setting of the paper: 10 random ones, rounds of 10, five networks, 100 candidates. */
    public static BananasOptions of(long seed) {
        return new BananasOptions(seed, 10, 10, 5, 100, 10);
    }

    /** The same with rounds of another size. */
    public BananasOptions withRounds(int newInitial, int newRoundSize) {
        return new BananasOptions(
                seed, newInitial, newRoundSize, networks, Math.max(candidates, 10 * newRoundSize), parents);
    }
}
