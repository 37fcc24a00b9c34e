/**
 * Runs chosen benchmarks and writes down what they say: {@link org.deltanas.bench.report.Results} is the program, a {@code
 * Report} chooses {@code Job}s and puts what was {@code Measured} for each into tables.
 */
package org.deltanas.bench.report;
