package org.deltanas.bench;

/** {@link FmaLoop} on scalar {@link Math#fma}. */
final class ScalarFmaLoop implements FmaLoop {
    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public float run(int rounds) {
        float s0 = 0;
        float s1 = 1;
        float s2 = 2;
        float s3 = 3;
        float s4 = 4;
        float s5 = 5;
        float s6 = 6;
        float s7 = 7;
        float s8 = 8;
        float s9 = 9;
        float s10 = 10;
        float s11 = 11;
        for (int i = 0; i < rounds; i++) {
            s0 = Math.fma(s0, FACTOR, ADD);
            s1 = Math.fma(s1, FACTOR, ADD);
            s2 = Math.fma(s2, FACTOR, ADD);
            s3 = Math.fma(s3, FACTOR, ADD);
            s4 = Math.fma(s4, FACTOR, ADD);
            s5 = Math.fma(s5, FACTOR, ADD);
            s6 = Math.fma(s6, FACTOR, ADD);
            s7 = Math.fma(s7, FACTOR, ADD);
            s8 = Math.fma(s8, FACTOR, ADD);
            s9 = Math.fma(s9, FACTOR, ADD);
            s10 = Math.fma(s10, FACTOR, ADD);
            s11 = Math.fma(s11, FACTOR, ADD);
        }
        return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11;
    }
}
