/** JMH benchmarks, one class a question. */
package org.deltanas.bench;
