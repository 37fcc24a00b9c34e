package org.deltanas.datasets;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A number that stands for a missing value in the columns of certain names. Empty cells, NaN and infinities are missing
 * in every column and need no sentinel.
 *
 * @param columns the pattern that the whole name of a column matches
 * @param value the number
 */
public record Sentinel(Pattern columns, double value) {
    /**
     * What published tables use: -100,000,000 where a score of NASLib failed or the network is dead ({@code zen},
     * {@code epe_nas}, {@code jacov}, {@code nwot}, {@code naswot}, with or without a suffix such as {@code _c10}), and
     * -1 where HW-NAS-Bench's device does not support the architecture (columns that end in {@code _latency} or
     * {@code _energy}).
     */
    public static final List<Sentinel> PUBLISHED = List.of(
            new Sentinel(Pattern.compile("(zen|epe_nas|jacov|nwot|naswot)(_.*)?"), -1e8),
            new Sentinel(Pattern.compile(".*_(latency|energy)"), -1));

    /** Whether cells of a column are subject to this sentinel. */
    public boolean appliesTo(String column) {
        return columns.matcher(column).matches();
    }
}
