/**
 * Tabular benchmarks. {@link org.deltanas.datasets.BenchmarkTable} reads a CSV file keyed by architecture strings;
 * {@link org.deltanas.datasets.TableLabel} makes a label of one of its columns.
 *
 * <p>Whatever can be wrong with a file has an exception type of its own, all of them
 * {@link org.deltanas.datasets.TableException}s, whose message names the file, the line, the offending value and what
 * is accepted.
 */
package org.deltanas.datasets;
