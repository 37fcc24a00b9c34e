package org.deltanas.predict;

import org.deltanas.proxy.Direction;
import org.deltanas.space.SearchSpace;

/**
 * Where a stored data set or predictor comes from.
 *
 * @param space the {@linkplain SearchSpace#id id} of the search space
 * @param label the name of the label
 * @param direction which labels are good
 * @param seed the seed of everything random in its making
 * @param architectures how many labelled architectures it was made of
 */
public record Origin(String space, String label, Direction direction, long seed, int architectures) {

    /**
     * Checks that this is of a space.
     *
     * @throws StoredFormatException if it is of another one, or of another definition of one of that name
     */
    void requireSpace(SearchSpace asked) throws StoredFormatException {
        if (!space.equals(asked.id())) {
            String hint = space.startsWith(asked.name() + "#") ? ": their definitions are not the same" : "";
            throw new StoredFormatException("it is of the space '" + space + "', not of '" + asked.id() + "'" + hint);
        }
    }
}
