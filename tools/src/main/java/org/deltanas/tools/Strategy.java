package org.deltanas.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.deltanas.kernels.Simd;
import org.deltanas.kernels.Workers;
import org.deltanas.predict.PredictorFile;
import org.deltanas.search.Bananas;
import org.deltanas.search.BananasOptions;
import org.deltanas.search.Crossover;
import org.deltanas.search.DeltaNas;
import org.deltanas.search.DeltaNasOptions;
import org.deltanas.search.DeltaNasOptions.Design;
import org.deltanas.search.EvolutionOptions;
import org.deltanas.search.LabelOracle;
import org.deltanas.search.LocalSearch;
import org.deltanas.search.RandomSearch;
import org.deltanas.search.RegularizedEvolution;
import org.deltanas.search.Reinforce;
import org.deltanas.search.ReinforceOptions;
import org.deltanas.search.Repeats;
import org.deltanas.search.Search;
import org.deltanas.search.SearchListener;
import org.deltanas.search.SearchResult;
import org.deltanas.search.Searcher;

/**
 * A searcher with all that was asked of it.
 *
 * @param kind which one
 * @param seed the seed
 * @param queries evaluations allowed
 * @param repeats whether known architectures count
 * @param deltaNas the options of Delta-NAS, or null
 * @param evolution the options of the evolutions, or null
 * @param reinforce the options of REINFORCE, or null
 * @param bananas the options of BANANAS, or null
 * @param initial where a local search starts from the best of so many
 */
record Strategy(
        Kind kind,
        long seed,
        int queries,
        Repeats repeats,
        DeltaNasOptions deltaNas,
        EvolutionOptions evolution,
        ReinforceOptions reinforce,
        BananasOptions bananas,
        int initial) {

    /** The searchers; the name on the command line is {@link #toString}. */
    enum Kind {
        DELTA_NAS,
        REGULARIZED_EVOLUTION,
        SEP,
        STANDARD_CROSSOVER,
        REINFORCE,
        RANDOM,
        LOCAL_SEARCH,
        BANANAS;

        /** Whether it is an evolution. */
        boolean evolves() {
            return this == REGULARIZED_EVOLUTION || this == SEP || this == STANDARD_CROSSOVER;
        }

        /** The crossover that its name stands for. */
        Crossover crossover() {
            return this == SEP ? Crossover.SEP : this == STANDARD_CROSSOVER ? Crossover.STANDARD : Crossover.NONE;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Searches.
     *
     * @param trained the predictor that Delta-NAS walks by, or null where it trains its own
     */
    SearchResult run(LabelOracle oracle, PredictorFile trained, Simd simd, Workers workers, SearchListener listener) {
        if (kind == Kind.DELTA_NAS) {
            return runDeltaNas(oracle, trained, simd, workers, listener);
        }
        try (Searcher searcher = searcher(oracle, simd, workers)) {
            return Search.run(searcher, oracle, queries, repeats, listener);
        }
    }

    private SearchResult runDeltaNas(
            LabelOracle oracle, PredictorFile trained, Simd simd, Workers workers, SearchListener listener) {
        if (trained != null) {
            return DeltaNas.runTrained(oracle, deltaNas, trained.predictor(), null, simd, workers, listener);
        }
        try {
            return DeltaNas.run(oracle, deltaNas, null, simd, workers, listener);
        } catch (IllegalArgumentException e) {
            if (deltaNas.design() == Design.PAIRS && deltaNas.pairs().edits() > 1) {
                throw new UsageException("--edits " + deltaNas.pairs().edits() + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private Searcher searcher(LabelOracle oracle, Simd simd, Workers workers) {
        return switch (kind) {
            case DELTA_NAS -> DeltaNas.of(oracle, deltaNas, null, simd, workers);
            case REGULARIZED_EVOLUTION, SEP, STANDARD_CROSSOVER ->
                new RegularizedEvolution(oracle.space(), evolution, null);
            case REINFORCE -> new Reinforce(oracle, reinforce);
            case RANDOM -> new RandomSearch(oracle.space(), seed);
            case LOCAL_SEARCH -> new LocalSearch(oracle.space(), initial, null, seed);
            case BANANAS -> new Bananas(oracle, bananas, null, simd, workers);
        };
    }

    /** Writes what was asked for. */
    void put(ObjectNode json, boolean trained) {
        if (kind == Kind.DELTA_NAS) {
            putDeltaNas(json, trained);
            return;
        }
        json.put("queries", queries);
        json.put("countRepeats", repeats == Repeats.COUNTED);
        if (evolution != null) {
            json.put("population", evolution.population());
            json.put("sampleSize", evolution.sampleSize());
            json.put("mutation", evolution.mutation().toString());
        } else if (reinforce != null) {
            json.put("learningRate", reinforce.learningRate());
            json.put("rawRewards", !reinforce.standardised());
        } else if (bananas != null) {
            json.put("initial", bananas.initial());
            json.put("roundSize", bananas.roundSize());
        } else if (kind == Kind.LOCAL_SEARCH) {
            json.put("initial", initial);
        }
    }

    private void putDeltaNas(ObjectNode json, boolean trained) {
        DeltaNasOptions options = deltaNas;
        if (!trained) {
            json.put("design", options.design().name().toLowerCase(Locale.ROOT));
            PredictorOptions.putNetworks(json, options.predictor());
        }
        json.put("queries", options.queries());
        if (trained) {
            json.put("exploration", options.walks().exploration());
            json.put("finalists", options.pairs().finalists());
        } else if (options.design() == Design.ROUNDS) {
            json.put("initial", options.rounds().initial());
            json.put("startPool", options.rounds().startPool());
            json.put("roundSize", options.rounds().size());
            json.put("exploration", options.walks().exploration());
        } else {
            json.put("edits", options.pairs().edits());
            json.put("samplesPerDifference", options.pairs().samplesPerDifference());
            json.put("finalists", options.pairs().finalists());
        }
        json.put("population", options.walks().population());
        json.put("iterations", options.walks().iterations());
        json.put("stopWhenNoneBetter", options.walks().stopWhenNoneBetter());
        json.put("visitedSet", options.walks().visitedSet());
        json.put("resample", options.walks().resample());
        if (options.crossover() != Crossover.NONE) {
            json.put("crossover", options.crossover().toString());
        }
    }
}
