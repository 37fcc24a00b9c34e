package org.deltanas.proxy;

import java.util.List;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.Observation;
import org.deltanas.kernels.conv.ObservationProbe;
import org.deltanas.kernels.num.SymmetricMatrix;
import org.deltanas.space.SearchSpace;

/**
 * The label {@code nwot} (Mellor et al., "Neural Architecture Search without Training", ICML 2021, as NAS-Bench-Suite-Zero has
 * it): the logarithm of the determinant of the matrix that holds for each pair of images, one of them perhaps twice, how many
 * numbers the rectifiers of an untrained network treat alike,
 *
 * <pre>ln det K,  K[a][b] = number of rectified x with (x(a) > 0) = (x(b) > 0)</pre>
 *
 * over all rectifiers that run, those on zeros included. The more images are told apart, the larger it is.
 *
 * <p>One forward pass of a batch of normal random images (published scores took photographs) with weights as PyTorch draws
 * them, see {@link org.deltanas.kernels.conv.Initialisation#FAN_IN}. Networks one edit apart share images and weights as with
 * {@link ZenScore}. A matrix without a logarithm, as of a network that treats two images alike, is {@link Double#NaN}.
 *
 * <p>Owns neither the backend nor the workers. Allocates while it works.
 */
public final class Naswot extends NetworkLabel {
    private final PassOptions options;
    private final ConvBackend backend;

    /**
     * The label for the architectures of {@code space}.
     *
     * @param backend one that looks inside networks
     * @throws UnsupportedOperationException if they have no network plan
     * @throws IllegalArgumentException if batch and resolution do not fit the space's networks
     */
    public Naswot(SearchSpace space, PassOptions options, ConvBackend backend, Workers workers) {
        super(space, workers);
        this.options = options;
        this.backend = backend;
        probe().check(anyPlan(space));
    }

    private ObservationProbe probe() {
        return new ObservationProbe(
                options.weights(), options.batch(), options.resolution(), ObservationProbe.Subject.RECTIFIERS);
    }

    @Override
    public String name() {
        return "nwot";
    }

    /** {@inheritDoc} False, as for {@link ZenScore}: weights belong to slots, and what is cut off counts. */
    @Override
    public boolean sameWithinClass() {
        return false;
    }

    @Override
    void score(List<NetworkPlan> live, double[] scores) {
        List<Observation> observations = backend.observe(live, probe(), workers());
        for (int i = 0; i < live.size(); i++) {
            scores[i] = score(observations.get(i));
        }
    }

    private static double score(Observation observation) {
        long[] agreements = observation.agreements();
        double[] kernel = new double[agreements.length];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (double) agreements[i];
        }
        return SymmetricMatrix.logDeterminant(kernel, observation.images());
    }
}
