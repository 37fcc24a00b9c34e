package org.deltanas.space;

/**
 * A limit of the user's on where a search may go, beside the validity that the space itself knows: at most so many
 * parameters, no pooling, only this half of the space. Called once for each valid neighbour; must be safe for the
 * threads that enumerate and should allocate nothing.
 */
@FunctionalInterface
public interface NeighbourFilter {
    /** Whether the neighbour that {@code edit} makes of the architecture in {@code row} may be visited. */
    boolean accepts(CodeSlab codes, int row, int edit);
}
