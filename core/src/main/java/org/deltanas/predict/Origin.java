package org.deltanas.predict;

import org.deltanas.proxy.Direction;

/**
 * Where a stored data set or predictor comes from.
 *
 * @param space the name of the search space
 * @param label the name of the label
 * @param direction which labels are good
 * @param seed the seed of everything random in its making
 * @param architectures how many labelled architectures it was made of
 */
public record Origin(String space, String label, Direction direction, long seed, int architectures) {}
