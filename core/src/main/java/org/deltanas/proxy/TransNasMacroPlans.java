package org.deltanas.proxy;

import static org.deltanas.proxy.TransNasPlans.BASE_CHANNELS;
import static org.deltanas.proxy.TransNasPlans.convNorm;

import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.num.Philox;
import org.deltanas.space.CodeSlab;
import org.deltanas.space.TransNasMacroSpace;

/**
 * The networks of TransNAS-Bench-101's macro space: a stem that quarters the resolution, then modules of two residual blocks
 * each: rectifier, 3x3 convolution and batch norm, twice, beside the block's input, which is brought to shape by a 1x1
 * convolution with batch norm where the first block of a module changes it.
 */
final class TransNasMacroPlans implements NetworkPlans {
    private static final int BLOCKS = 2;

    private static final long BLOCK = 33;

    TransNasMacroPlans() {}

    @Override
    public long parameters(CodeSlab codes, int row) {
        long code = codes.word(row, 0);
        long sum = TransNasPlans.stemParameters();
        int channels = BASE_CHANNELS;
        for (int module = 0; module < TransNasMacroSpace.modules(code); module++) {
            boolean doubles = TransNasMacroSpace.doubles(code, module);
            int out = doubles ? 2 * channels : channels;
            boolean changes = doubles || TransNasMacroSpace.halves(code, module);
            sum += convNorm(channels, out, 3) + (2L * BLOCKS - 1) * convNorm(out, out, 3);
            sum += changes ? convNorm(channels, out, 1) : 0;
            channels = out;
        }
        return sum + TransNasPlans.classifierParameters(channels);
    }

    @Override
    public boolean parametersSameWithinClass() {
        return true;
    }

    /** {@inheritDoc} The task's images have 256. */
    @Override
    public int resolution() {
        return TransNasPlans.RESOLUTION;
    }

    @Override
    public int probeResolution() {
        return TransNasPlans.PROBE_RESOLUTION;
    }

    @Override
    public NetworkPlan plan(CodeSlab codes, int row, NetworkPlan.Builder net) {
        long code = codes.word(row, 0);
        int x = TransNasPlans.stem(net);
        for (int module = 0; module < TransNasMacroSpace.modules(code); module++) {
            int channels = net.channels(x) * (TransNasMacroSpace.doubles(code, module) ? 2 : 1);
            for (int block = 0; block < BLOCKS; block++) {
                int stride = block == 0 && TransNasMacroSpace.halves(code, module) ? 2 : 1;
                x = block(net, x, channels, stride, Philox.derive(BLOCK, module, block));
            }
        }
        TransNasPlans.classifier(net, net.channels(x));
        return net.build(x);
    }

    private static int block(NetworkPlan.Builder net, int in, int channels, int stride, long stream) {
        int x = TransNasPlans.reluConvNorm(net, in, channels, 3, stride, Philox.derive(stream, 0));
        x = TransNasPlans.reluConvNorm(net, x, channels, 3, 1, Philox.derive(stream, 1));
        boolean changes = stride > 1 || net.channels(in) != channels;
        int shortcut = changes
                ? net.batchNorm(net.convolution(in, channels, 1, stride, 0, 1, 1, Philox.derive(stream, 2)))
                : in;
        return net.add(shortcut, x);
    }
}
