package org.deltanas.tools;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A zero-cost score by its name on the command line and in results. */
enum Proxy {
    ZEN("zen", false),
    PARAMS("params", true),
    FLOPS("flops", true);

    private final String label;
    private final boolean count;

    Proxy(String label, boolean count) {
        this.label = label;
        this.count = count;
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
                            + Check.alternatives(
                                    Arrays.stream(values()).map(Proxy::label).toList())
                            + ", not '" + name + "'"));
            if (proxies.contains(proxy)) {
                throw new UsageException(option + " names " + name + " twice");
            }
            proxies.add(proxy);
        }
        return proxies;
    }
}
