package org.deltanas.tools;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A zero-cost score by its name on the command line and in results. */
enum Proxy {
    ZEN("zen", false, Cost.PASSES, "Zen-score"),
    PARAMS("params", true, Cost.PLAN, "parameter count"),
    FLOPS("flops", true, Cost.PLAN, "multiply-adds of one image"),
    DEPTH("depth", true, Cost.PLAN, "the most convolutions on a path"),
    L2_NORM("l2_norm", false, Cost.PLAN, "the sum of layers' weight norms as training starts"),
    NWOT("nwot", false, Cost.PASS, "ln det of how alike rectifiers treat two images"),
    SYNFLOW("synflow", false, Cost.BACKWARD, "sum of |weight dR/dweight| of positive weights on an image of ones"),
    LOGSYNFLOW("logsynflow", false, Cost.BACKWARD, "ln synflow"),
    COMPOSITE("composite", false, Cost.PASS, "this project's own: log ranks of six terms among random networks");

    /** What a network has to do. */
    enum Cost {
        /** Nothing: its plan is enough. */
        PLAN("plan only"),
        /** A forward pass that is looked into. */
        PASS("1 forward pass"),
        /** A pass forwards and one backwards. */
        BACKWARD("1 forward and 1 backward pass"),
        /** Two forward passes of which the ends are compared. */
        PASSES("2 forward passes");

        private final String inWords;

        Cost(String inWords) {
            this.inWords = inWords;
        }
    }

    private final String label;
    private final boolean count;
    private final Cost cost;
    private final String inWords;

    Proxy(String label, boolean count, Cost cost, String inWords) {
        this.label = label;
        this.count = count;
        this.cost = cost;
        this.inWords = inWords;
    }

    /** All names, as they may be given. */
    static List<String> labels() {
        return Arrays.stream(values()).map(Proxy::label).toList();
    }

    /** All names with what they mean and cost, for {@code --help}. */
    static final class Descriptions extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Descriptions() {
            super(Arrays.stream(values())
                    .map(p -> p.label + " (" + p.inWords() + ")")
                    .toList());
        }
    }

    /** What it is and costs. */
    String inWords() {
        return inWords + "; " + cost.inWords;
    }

    /** Whether networks have to be looked into while they run, which not every backend does. */
    boolean looksInside() {
        return cost == Cost.PASS || cost == Cost.BACKWARD;
    }

    /** Whether networks have to run. */
    boolean runsNetworks() {
        return cost != Cost.PLAN;
    }

    /** The name of the label and of its column. */
    String label() {
        return label;
    }

    /** Whether every value is a whole number, and is to be written as one. */
    boolean isCount() {
        return count;
    }

    /** The proxy of a name. */
    static Optional<Proxy> named(String name) {
        return Arrays.stream(values()).filter(p -> p.label.equals(name)).findFirst();
    }

    /**
     * Reads a list of different names, separated by commas.
     *
     * @throws UsageException naming what is wrong and what is accepted
     */
    static List<Proxy> parse(String option, String names) {
        List<Proxy> proxies = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            Proxy proxy = named(name)
                    .orElseThrow(() -> new UsageException(option + " takes a comma-separated list of "
                            + Check.alternatives(labels())
                            + ", not '" + name + "'"));
            if (proxies.contains(proxy)) {
                throw new UsageException(option + " names " + name + " twice");
            }
            proxies.add(proxy);
        }
        return proxies;
    }
}
