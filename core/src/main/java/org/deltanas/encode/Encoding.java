package org.deltanas.encode;

import java.util.Arrays;
import java.util.Locale;
import org.deltanas.proxy.NetworkPlans;
import org.deltanas.space.CategoricalSpace;
import org.deltanas.space.NasBench101Space;
import org.deltanas.space.NasBench301Space;
import org.deltanas.space.SearchSpace;
import org.deltanas.space.TransNasMacroSpace;

/** The encodings of the literature as feature maps, by name. Not every space has every one. */
public enum Encoding {
    /** What {@link FeatureMap#of} gives: the best that was measured for the space. */
    BEST {
        @Override
        FeatureMap find(SearchSpace space) {
            return FeatureMap.of(space);
        }
    },
    /** Adjacency and one-hot operations; of choices, one-hot options. */
    ADJACENCY {
        @Override
        FeatureMap find(SearchSpace space) {
            if (space instanceof NasBench101Space cells) {
                return new GraphAdjacency(cells, false);
            }
            if (space instanceof NasBench301Space cells) {
                return new DartsAdjacency(part(space, 0, NasBench301Features.CHAINS), cells);
            }
            if (space instanceof TransNasMacroSpace) {
                return new ListedFeatures(
                        new TabulatedFeatures(part(space, 0, TransNasMacroFeatures.FIRST_STATISTIC), space), space);
            }
            return space instanceof CategoricalSpace choices ? new OneHotFeatures(choices) : null;
        }
    },
    /** Edges, inputs and operations as numbers. */
    CATEGORICAL {
        @Override
        FeatureMap find(SearchSpace space) {
            if (space instanceof NasBench101Space cells) {
                return new GraphAdjacency(cells, true);
            }
            if (space instanceof NasBench301Space cells) {
                return new DartsCategorical(cells);
            }
            if (space instanceof TransNasMacroSpace chains) {
                return new ModuleDigits(chains);
            }
            return space instanceof CategoricalSpace choices ? new CategoricalFeatures(choices) : null;
        }
    },
    /** Whether some path from input to output reads so, for each sequence of operations. */
    PATH {
        @Override
        FeatureMap find(SearchSpace space) {
            return PathFeatures.exist(space) ? PathFeatures.bits(space) : null;
        }
    },
    /** {@link #PATH} for short sequences alone: 40 columns of NAS-Bench-101. */
    PATH_TRUNCATED {
        @Override
        FeatureMap find(SearchSpace space) {
            return PathFeatures.exist(space) ? PathFeatures.truncated(space) : null;
        }
    },
    /** The number of live paths that read so, identities left out. */
    FUNCTIONAL_PATHS {
        @Override
        FeatureMap find(SearchSpace space) {
            return PathFeatures.exist(space) ? PathFeatures.functional(space) : null;
        }
    },
    /** How often operations follow one upon the other: pairs, chains of three, and single ones where the map has them. */
    NGRAMS {
        @Override
        FeatureMap find(SearchSpace space) {
            if (space instanceof NasBench101Space) {
                return part(space, 0, NasBench101Features.COUNTS + 3);
            }
            if (space instanceof NasBench301Space) {
                return part(space, NasBench301Features.CHAINS, NasBench301Features.FIRST_STATISTIC);
            }
            FeatureMap best = FeatureMap.of(space);
            return best instanceof ChainFeatures chains ? part(space, chains.firstPair(), chains.columns()) : null;
        }
    },
    /** Numbers that describe the whole: operations, edges, depth, paths, widths, parameters. */
    STATISTICS {
        @Override
        FeatureMap find(SearchSpace space) {
            FeatureMap best = FeatureMap.of(space);
            int from = space instanceof NasBench101Space ? NasBench101Features.COUNTS : best.firstStatistic();
            return from == best.columns() ? null : part(space, from, best.columns());
        }
    },
    /** Parameters and multiply-adds, see {@link ZeroCostFeatures}, which takes other scores as well. */
    ZERO_COST {
        @Override
        FeatureMap find(SearchSpace space) {
            return NetworkPlans.exist(space) ? ZeroCostFeatures.counts(space) : null;
        }
    };

    /** The map of a space; null if it has none of this kind. */
    abstract FeatureMap find(SearchSpace space);

    final FeatureMap part(SearchSpace space, int from, int to) {
        FeatureMap best = FeatureMap.of(space);
        return new FeatureRange(best, best.id() + "[" + this + "]", from, to);
    }

    /** Whether a space has this encoding. */
    public boolean exists(SearchSpace space) {
        return find(space) != null;
    }

    /**
     * The encoding of a space.
     *
     * @throws UnsupportedOperationException if the space has none of this kind, naming those it has
     */
    public FeatureMap of(SearchSpace space) {
        FeatureMap map = find(space);
        if (map == null) {
            String others = String.join(
                    ", ",
                    Arrays.stream(values())
                            .filter(e -> e.exists(space))
                            .map(Encoding::toString)
                            .toList());
            throw new UnsupportedOperationException(space.name() + " has no encoding '" + this + "'; it has " + others);
        }
        return map;
    }

    /** The encoding of a name, as {@link #toString} gives it; null if there is none. */
    public static Encoding byName(String name) {
        for (Encoding encoding : values()) {
            if (encoding.toString().equals(name)) {
                return encoding;
            }
        }
        return null;
    }

    /** The name on the command line, e.g. {@code path-truncated}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
