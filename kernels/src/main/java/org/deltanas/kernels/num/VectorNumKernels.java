package org.deltanas.kernels.num;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.deltanas.kernels.VectorWidth;

/** {@link NumKernels} on the Vector API: a template of {@link VectorWidth#specialise}, never used itself. */
final class VectorNumKernels implements NumKernels {
    private static final VectorSpecies<Float> F = VectorWidth.floats(VectorWidth.of(MethodHandles.lookup()));
    private static final VectorSpecies<Long> L = VectorSpecies.of(long.class, F.vectorShape());
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
    private static final int WIDTH = F.length();
    private static final long LOW = 0xFFFFFFFFL;
    private static final long M0 = 0xD2511F53L;
    private static final long M1 = 0xCD9E8D57L;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final LongVector COUNT = LongVector.zero(L).addIndex(1);

    VectorNumKernels() {}

    @Override
    public void gaussianChunk(long seed, long stream, long chunk, float[] out, int offset) {
        for (int lane = 0; lane < Gaussian.LANES; lane += WIDTH) {
            group(seed, stream, chunk * Gaussian.LANES + (lane >> 1), out, offset + lane);
        }
    }

    /** The lanes of one vector: blocks {@code counter...} in the even lanes, those 8 further in the odd lanes. */
    private static void group(long seed, long stream, long counter, float[] out, int offset) {
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
        LongVector a0 = COUNT.add(counter & LOW);
        LongVector b0 = COUNT.add((counter & LOW) + 8);
        LongVector a1 = LongVector.broadcast(L, counter >>> 32);
        LongVector b1 = a1;
        LongVector a2 = LongVector.broadcast(L, stream & LOW);
        LongVector b2 = a2;
        LongVector a3 = LongVector.broadcast(L, stream >>> 32);
        LongVector b3 = a3;
        for (int round = 0; round < 10; round++) {
            long x0 = k0 & LOW;
            long x1 = k1 & LOW;
            LongVector p = a0.mul(M0);
            LongVector q = a2.mul(M1);
            a0 = q.lanewise(VectorOperators.LSHR, 32)
                    .lanewise(VectorOperators.XOR, a1)
                    .lanewise(VectorOperators.XOR, x0);
            a2 = p.lanewise(VectorOperators.LSHR, 32)
                    .lanewise(VectorOperators.XOR, a3)
                    .lanewise(VectorOperators.XOR, x1);
            a1 = q.and(LOW);
            a3 = p.and(LOW);
            p = b0.mul(M0);
            q = b2.mul(M1);
            b0 = q.lanewise(VectorOperators.LSHR, 32)
                    .lanewise(VectorOperators.XOR, b1)
                    .lanewise(VectorOperators.XOR, x0);
            b2 = p.lanewise(VectorOperators.LSHR, 32)
                    .lanewise(VectorOperators.XOR, b3)
                    .lanewise(VectorOperators.XOR, x1);
            b1 = q.and(LOW);
            b3 = p.and(LOW);
            k0 += W0;
            k1 += W1;
        }
        boxMuller(
                a0.or(b0.lanewise(VectorOperators.LSHL, 32)).reinterpretAsInts(),
                a1.or(b1.lanewise(VectorOperators.LSHL, 32)).reinterpretAsInts(),
                out,
                offset);
        boxMuller(
                a2.or(b2.lanewise(VectorOperators.LSHL, 32)).reinterpretAsInts(),
                a3.or(b3.lanewise(VectorOperators.LSHL, 32)).reinterpretAsInts(),
                out,
                offset + 2 * Gaussian.LANES);
    }

    private static void boxMuller(IntVector radiusBits, IntVector angleBits, float[] out, int offset) {
        FloatVector u = ((FloatVector)
                        radiusBits.lanewise(VectorOperators.LSHR, 1).convert(VectorOperators.I2F, 0))
                .fma(FloatVector.broadcast(F, 0x1.0p-31f), FloatVector.broadcast(F, 0x1.0p-32f));
        IntVector bits = u.reinterpretAsInts();
        IntVector e = bits.sub(Elementary.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
        FloatVector f = bits.sub(e.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(1f);
        FloatVector k = (FloatVector) e.convert(VectorOperators.I2F, 0);
        FloatVector p = f.fma(Elementary.L11, Elementary.L10);
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L9));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L8));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L7));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L6));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L5));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L4));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L3));
        FloatVector tail = f.mul(f).fma(f.fma(p, FloatVector.broadcast(F, -0.5f)), k.mul(Elementary.LN2_LOW));
        FloatVector log = k.fma(FloatVector.broadcast(F, Elementary.LN2_HIGH), f.add(tail));
        FloatVector radius = log.mul(-2f).lanewise(VectorOperators.SQRT);

        IntVector fraction = angleBits.lanewise(VectorOperators.LSHL, 2).lanewise(VectorOperators.ASHR, 2);
        IntVector quarter = angleBits.sub(fraction).lanewise(VectorOperators.LSHR, 30);
        FloatVector t = ((FloatVector) fraction.convert(VectorOperators.I2F, 0)).mul(ScalarNumKernels.TURN);
        FloatVector t2 = t.mul(t);
        FloatVector s = t2.fma(Elementary.S7, Elementary.S5);
        s = t2.fma(s, FloatVector.broadcast(F, Elementary.S3));
        FloatVector sin = t.mul(t2).fma(s, t);
        FloatVector c = t2.fma(Elementary.C8, Elementary.C6);
        c = t2.fma(c, FloatVector.broadcast(F, Elementary.C4));
        FloatVector cos = t2.mul(t2).fma(c, t2.fma(-0.5f, 1f));
        IntVector sinBits = sin.reinterpretAsInts();
        IntVector cosBits = cos.reinterpretAsInts();
        IntVector swap = sinBits.lanewise(VectorOperators.XOR, cosBits)
                .and(IntVector.zero(I).sub(quarter.and(1)));
        IntVector cosSign = quarter.add(1).and(2).lanewise(VectorOperators.LSHL, 30);
        IntVector sinSign = quarter.and(2).lanewise(VectorOperators.LSHL, 30);
        FloatVector cosOfAngle = cosBits.lanewise(VectorOperators.XOR, swap)
                .lanewise(VectorOperators.XOR, cosSign)
                .reinterpretAsFloats();
        FloatVector sinOfAngle = sinBits.lanewise(VectorOperators.XOR, swap)
                .lanewise(VectorOperators.XOR, sinSign)
                .reinterpretAsFloats();
        radius.mul(cosOfAngle).intoArray(out, offset);
        radius.mul(sinOfAngle).intoArray(out, offset + Gaussian.LANES);
    }

    @Override
    public void exp(float[] values, int offset, int count) {
        int end = offset + F.loopBound(count);
        for (int i = offset; i < end; i += WIDTH) {
            expOf(FloatVector.fromArray(F, values, i)).intoArray(values, i);
        }
        for (int i = end; i < offset + count; i++) {
            values[i] = Elementary.exp(values[i]);
        }
    }

    private static FloatVector expOf(FloatVector x) {
        FloatVector clamped = x.max(Elementary.EXP_LOWEST).min(Elementary.EXP_HIGHEST);
        FloatVector k = clamped.fma(Elementary.LOG2_E, Elementary.ROUNDER).sub(Elementary.ROUNDER);
        FloatVector r = k.fma(
                FloatVector.broadcast(F, -Elementary.LN2_LOW),
                k.fma(FloatVector.broadcast(F, -Elementary.LN2_HIGH), clamped));
        FloatVector p = r.fma(Elementary.E6, Elementary.E5);
        p = r.fma(p, FloatVector.broadcast(F, Elementary.E4));
        p = r.fma(p, FloatVector.broadcast(F, Elementary.E3));
        p = r.fma(p, FloatVector.broadcast(F, Elementary.E2));
        FloatVector y = r.mul(r).fma(p, r).add(1f);
        IntVector n = (IntVector) k.convert(VectorOperators.F2I, 0);
        IntVector half = n.lanewise(VectorOperators.ASHR, 1);
        FloatVector low = half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector high =
                n.sub(half).add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return y.mul(low).mul(high);
    }

    @Override
    public void log(float[] values, int offset, int count) {
        int end = offset + F.loopBound(count);
        for (int i = offset; i < end; i += WIDTH) {
            FloatVector x = FloatVector.fromArray(F, values, i);
            IntVector bits = x.reinterpretAsInts();
            VectorMask<Integer> special =
                    bits.lt(Elementary.MIN_NORMAL_BITS).or(bits.compare(VectorOperators.GE, Elementary.INFINITY_BITS));
            if (special.anyTrue()) {
                for (int lane = i; lane < i + WIDTH; lane++) {
                    values[lane] = Elementary.log(values[lane]);
                }
            } else {
                logOfNormal(x).intoArray(values, i);
            }
        }
        for (int i = end; i < offset + count; i++) {
            values[i] = Elementary.log(values[i]);
        }
    }

    private static FloatVector logOfNormal(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector e = bits.sub(Elementary.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
        FloatVector f = bits.sub(e.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(1f);
        FloatVector k = (FloatVector) e.convert(VectorOperators.I2F, 0);
        FloatVector p = f.fma(Elementary.L11, Elementary.L10);
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L9));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L8));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L7));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L6));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L5));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L4));
        p = f.fma(p, FloatVector.broadcast(F, Elementary.L3));
        FloatVector tail = f.mul(f).fma(f.fma(p, FloatVector.broadcast(F, -0.5f)), k.mul(Elementary.LN2_LOW));
        return k.fma(FloatVector.broadcast(F, Elementary.LN2_HIGH), f.add(tail));
    }

    @Override
    public void sigmoid(float[] values, int offset, int count) {
        int end = offset + F.loopBound(count);
        for (int i = offset; i < end; i += WIDTH) {
            FloatVector x = FloatVector.fromArray(F, values, i);
            FloatVector one = FloatVector.broadcast(F, 1f);
            one.div(expOf(x.neg()).add(1f)).intoArray(values, i);
        }
        for (int i = end; i < offset + count; i++) {
            values[i] = Elementary.sigmoid(values[i]);
        }
    }

    @Override
    public void silu(float[] values, int offset, int count) {
        int end = offset + F.loopBound(count);
        for (int i = offset; i < end; i += WIDTH) {
            FloatVector x = FloatVector.fromArray(F, values, i);
            FloatVector one = FloatVector.broadcast(F, 1f);
            x.mul(one.div(expOf(x.neg()).add(1f))).intoArray(values, i);
        }
        for (int i = end; i < offset + count; i++) {
            values[i] *= Elementary.sigmoid(values[i]);
        }
    }

    @Override
    public void softplus(float[] values, int offset, int count) {
        int end = offset + F.loopBound(count);
        for (int i = offset; i < end; i += WIDTH) {
            FloatVector x = FloatVector.fromArray(F, values, i);
            FloatVector t = expOf(x.abs().neg());
            FloatVector u = t.add(1f);
            // 1 + t lies in [1, 2] or is NaN, which the polynomial need not keep: the quotient does.
            FloatVector log1p = logOfNormal(u).add(t.sub(u.sub(1f)).div(u));
            x.max(0f).add(log1p).intoArray(values, i);
        }
        for (int i = end; i < offset + count; i++) {
            values[i] = Elementary.softplus(values[i]);
        }
    }
}
