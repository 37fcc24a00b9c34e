package org.deltanas.proxy;

/** Whether larger or smaller labels are better. */
public enum Direction {
    /** Larger is better. */
    MAX,
    /** Smaller is better. */
    MIN;

    /** The label as a quality: larger is better, whatever the direction; missing values are minus infinity. */
    public double quality(double label) {
        return Double.isNaN(label) || label == Double.NEGATIVE_INFINITY
                ? Double.NEGATIVE_INFINITY
                : this == MAX ? label : -label;
    }
}
