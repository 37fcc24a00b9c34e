package org.deltanas.bench;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.kernels.VectorWidth;

/** {@link FmaLoop} on the Vector API; a template for {@link VectorWidth#specialise}. */
final class VectorFmaLoop implements FmaLoop {
    private static final VectorSpecies<Float> SPECIES = VectorWidth.floats(VectorWidth.of(MethodHandles.lookup()));

    @Override
    public int lanes() {
        return SPECIES.length();
    }

    @Override
    public float run(int rounds) {
        FloatVector factor = FloatVector.broadcast(SPECIES, FACTOR);
        FloatVector add = FloatVector.broadcast(SPECIES, ADD);
        FloatVector s0 = FloatVector.broadcast(SPECIES, 0);
        FloatVector s1 = FloatVector.broadcast(SPECIES, 1);
        FloatVector s2 = FloatVector.broadcast(SPECIES, 2);
        FloatVector s3 = FloatVector.broadcast(SPECIES, 3);
        FloatVector s4 = FloatVector.broadcast(SPECIES, 4);
        FloatVector s5 = FloatVector.broadcast(SPECIES, 5);
        FloatVector s6 = FloatVector.broadcast(SPECIES, 6);
        FloatVector s7 = FloatVector.broadcast(SPECIES, 7);
        FloatVector s8 = FloatVector.broadcast(SPECIES, 8);
        FloatVector s9 = FloatVector.broadcast(SPECIES, 9);
        FloatVector s10 = FloatVector.broadcast(SPECIES, 10);
        FloatVector s11 = FloatVector.broadcast(SPECIES, 11);
        for (int i = 0; i < rounds; i++) {
            s0 = s0.fma(factor, add);
            s1 = s1.fma(factor, add);
            s2 = s2.fma(factor, add);
            s3 = s3.fma(factor, add);
            s4 = s4.fma(factor, add);
            s5 = s5.fma(factor, add);
            s6 = s6.fma(factor, add);
            s7 = s7.fma(factor, add);
            s8 = s8.fma(factor, add);
            s9 = s9.fma(factor, add);
            s10 = s10.fma(factor, add);
            s11 = s11.fma(factor, add);
        }
        FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
        FloatVector high = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
        return low.add(high).lane(0);
    }
}
