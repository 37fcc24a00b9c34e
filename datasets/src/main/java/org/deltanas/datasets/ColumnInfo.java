package org.deltanas.datasets;

import java.util.Objects;
import org.deltanas.proxy.Direction;

/**
 * What a column of a table holds.
 *
 * @param name the column's own name
 * @param quantity what is measured, the same for a mean and its single runs, e.g. {@code test_acc} of
 *     {@code test_acc_mean} and {@code test_acc_2}; the name, where there is nothing to tell apart
 * @param run 0 for a mean or for what has no runs, otherwise the number of the single run, from 1
 * @param unit of the values, e.g. {@code %}, {@code fraction}, {@code ms}; empty where there is none or it is not known
 * @param direction whether large or small values are good; null where that is not known
 * @param split the part of the data set
 * @param epochs for how many epochs networks were trained; 0 where there is no training or it is not known
 * @param runs of how many runs a value is the mean; 0 where there is no training, or the number varies or is not known
 */
public record ColumnInfo(
        String name, String quantity, int run, String unit, Direction direction, Split split, int epochs, int runs) {
    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a name is blank or a number negative
     */
    public ColumnInfo {
        Objects.requireNonNull(unit);
        Objects.requireNonNull(split);
        if (name.isBlank() || quantity.isBlank() || run < 0 || epochs < 0 || runs < 0) {
            throw new IllegalArgumentException("column '" + name + "' of quantity '" + quantity + "', run " + run + ", "
                    + epochs + " epochs, " + runs + " runs: names must not be blank nor numbers negative");
        }
    }

    /** A column of which nothing is known but its name. */
    public static ColumnInfo of(String name) {
        return new ColumnInfo(name, name, 0, "", null, Split.NONE, 0, 0);
    }
}
