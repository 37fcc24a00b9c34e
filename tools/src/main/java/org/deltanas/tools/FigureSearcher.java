package org.deltanas.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deltanas.search.Crossover;
import org.deltanas.tools.Strategy.Kind;

/** What competes in a figure; the name on the command line is {@link #toString}. */
enum FigureSearcher {
    DELTA_NAS(Kind.DELTA_NAS, Crossover.NONE),
    DELTA_NAS_STANDARD(Kind.DELTA_NAS, Crossover.STANDARD),
    DELTA_NAS_SEP(Kind.DELTA_NAS, Crossover.SEP),
    REGULARIZED_EVOLUTION(Kind.REGULARIZED_EVOLUTION, Crossover.NONE),
    STANDARD_CROSSOVER(Kind.STANDARD_CROSSOVER, Crossover.NONE),
    SEP(Kind.SEP, Crossover.NONE),
    REINFORCE(Kind.REINFORCE, Crossover.NONE),
    RANDOM(Kind.RANDOM, Crossover.NONE),
    LOCAL_SEARCH(Kind.LOCAL_SEARCH, Crossover.NONE),
    BANANAS(Kind.BANANAS, Crossover.NONE);

    private final Kind kind;
    private final Crossover crossover;

    FigureSearcher(Kind kind, Crossover crossover) {
        this.kind = kind;
        this.crossover = crossover;
    }

    /** The searcher of {@code search}. */
    Kind kind() {
        return kind;
    }

    /** Whether it is a searcher of {@code search} as it stands, or one with another crossover than by default. */
    boolean isPlain() {
        return crossover == Crossover.NONE;
    }

    /** The options of {@code search} that ask for it. */
    List<String> options() {
        List<String> options = new ArrayList<>(List.of("--searcher", kind.toString()));
        if (!isPlain()) {
            options.addAll(List.of("--crossover", crossover.toString()));
        }
        return options;
    }

    /**
     * Those of some names, all for none.
     *
     * @throws UsageException if there is none of a name
     */
    static List<FigureSearcher> named(List<String> names) {
        List<FigureSearcher> all = List.of(values());
        String[] known = all.stream().map(FigureSearcher::toString).toArray(String[]::new);
        names.forEach(name -> Check.oneOf("--searchers", name, known));
        return all.stream()
                .filter(searcher -> names.isEmpty() || names.contains(searcher.toString()))
                .toList();
    }

    @Override
    public String toString() {
        return isPlain() ? kind.toString() : kind + "+" + crossover.name().toLowerCase(Locale.ROOT);
    }
}
