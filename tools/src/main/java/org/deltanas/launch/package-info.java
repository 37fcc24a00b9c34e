/**
 * How {@code java -jar deltanas.jar} comes to run with SIMD on: a class that any Java since 11 can load, and the
 * re-execution of the JVM with the incubating vector module.
 */
package org.deltanas.launch;
