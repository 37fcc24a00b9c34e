package org.deltanas.bench;

/** Fused multiply-adds and nothing else. */
interface FmaLoop {
    /** Independent sums: enough to hide the latency of two units of 4 cycles, and few enough for the registers. */
    int SUMS = 12;

    /** Keeps sums finite whatever the number of rounds: they tend to {@code ADD / (1 - FACTOR)}. */
    float FACTOR = 0.5f;

    /** What is added in each round. */
    float ADD = 1;

    /** Numbers in a sum. */
    int lanes();

    /** Multiplies and adds {@value #SUMS} sums, {@code rounds} times; a number that depends on all of it. */
    float run(int rounds);
}
