package org.deltanas.tools;

import org.deltanas.proxy.Direction;
import org.deltanas.proxy.ZenOptions;

/**
 * What architectures are judged by.
 *
 * @param kind the value of {@code --labels}
 * @param table the file searched by, or null
 * @param column its column, or null
 * @param direction which labels are good
 * @param noise the standard deviation added to labels
 * @param zen how Zen-scores are computed, or null
 * @param command the value of {@code --command}, or null
 */
record LabelFacts(
        String kind, String table, String column, Direction direction, double noise, ZenOptions zen, String command) {

    /** The name of the label: a column of a table, or the value of {@code --labels}. */
    String name() {
        return column != null ? column : kind;
    }

    /** The name, with the table of a column. */
    String source() {
        return column != null ? column + " of " + table : kind;
    }

    /** Which labels are better, as a clause. */
    String better() {
        return (direction == Direction.MAX ? "larger" : "smaller") + " is better";
    }
}
