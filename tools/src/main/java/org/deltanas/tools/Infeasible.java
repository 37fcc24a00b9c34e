package org.deltanas.tools;

/**
 * An architecture that a command gave no label.
 *
 * @param query the number of the query, from 1
 * @param architecture in its benchmark's notation
 * @param reason why there is no label
 */
record Infeasible(long query, String architecture, String reason) {}
