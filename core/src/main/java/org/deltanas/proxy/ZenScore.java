package org.deltanas.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationResponse;
import org.deltanas.proxy.ZenOptions.Mode;
import org.deltanas.space.SearchSpace;

/**
 * The label {@code zen}: the Zen-score of Lin et al., "Zen-NAS: A Zero-Shot NAS for High-Performance Image Recognition",
 * ICCV 2021, of an untrained network with normal random weights,
 *
 * <pre>ln mean |f(x) - f(x + gamma e)| + sum over batch norms of ln sigma</pre>
 *
 * with {@code f} the features before global average pooling and the absolute difference summed over them. What
 * {@code sigma} is depends on the {@linkplain Mode mode}.
 *
 * <p>A dead network scores {@link Double#NEGATIVE_INFINITY} and costs nothing, and no other does: one whose numbers
 * overflow, or whose features the perturbation does not move at all, has no score, {@link Double#NaN}. The score of a
 * network depends on the options and the network alone, bit for bit within a backend, whatever else is evaluated with it
 * and on however many workers.
 *
 * <p>Networks one edit apart share the images and every weight that the edit leaves alone (see {@link NetworkPlans}), so
 * that the noise of their scores largely cancels in a difference. Measured on random pairs of live networks one edit apart
 * in torch-buffer mode, one repeat, over 12 seeds a pair; standard errors in brackets are the jackknife's over groups of
 * five pairs with seeds of their own. The ratio is the variance of the difference over the seeds, summed over the pairs,
 * in units of that under independent draws; signs is how often two draws agree on which of the two networks is better.
 *
 * <table>
 * <caption>Differences with shared random numbers against independent draws</caption>
 * <tr><th>space</th><th>batch, resolution</th><th>pairs</th><th>ratio</th><th>deviation</th><th>independent</th>
 *     <th>root mean square of differences</th><th>signs</th><th>independent</th></tr>
 * <tr><td>nasbench201</td><td>4, 16</td><td>250</td><td>.57 (.03)</td><td>1.86</td><td>2.47</td><td>31.5</td>
 *     <td>.993 (.003)</td><td>.940 (.010)</td></tr>
 * <tr><td>nasbench201</td><td>16, 32</td><td>100</td><td>.57 (.07)</td><td>1.62</td><td>2.15</td><td>34.5</td>
 *     <td>.993 (.005)</td><td>.954 (.012)</td></tr>
 * <tr><td>nasbench-macro</td><td>4, 16</td><td>100</td><td>.41 (.03)</td><td>0.05</td><td>0.08</td><td>3.1</td>
 *     <td>1.000</td><td>1.000</td></tr>
 * <tr><td>nasbench-macro</td><td>16, 32</td><td>25</td><td>.09 (.02)</td><td>0.02</td><td>0.05</td><td>3.1</td>
 *     <td>1.000</td><td>1.000</td></tr>
 * <tr><td>block:20x4</td><td>4, 16</td><td>250</td><td>.12 (.01)</td><td>0.09</td><td>0.27</td><td>2.0</td>
 *     <td>.983 (.004)</td><td>.870 (.012)</td></tr>
 * <tr><td>block:20x4</td><td>16, 32</td><td>100</td><td>.06 (.01)</td><td>0.06</td><td>0.24</td><td>2.1</td>
 *     <td>.998 (.002)</td><td>.899 (.016)</td></tr>
 * </table>
 *
 * <p>Owns neither the backend nor the workers. Keeps the memory of as many networks as it has scored at a time, and on a
 * backend that answers without allocating allocates nothing for a network that fits.
 */
public final class ZenScore extends NetworkLabel {
    private final ZenOptions options;
    private final ConvBackend backend;
    private final List<PerturbationResponse> responses = new ArrayList<>();
    private final List<double[]> runningVariances = new ArrayList<>();

    /**
     * The label for the architectures of {@code space}.
     *
     * @throws UnsupportedOperationException if they have no network plan
     * @throws IllegalArgumentException if batch and resolution do not fit the space's networks: too few pixels or
     *     values are left somewhere
     */
    public ZenScore(SearchSpace space, ZenOptions options, ConvBackend backend, Workers workers) {
        super(space, workers);
        this.options = options;
        this.backend = backend;
        options.probe(0).check(anyPlan(space));
    }

    @Override
    public String name() {
        return "zen";
    }

    /**
     * {@inheritDoc} False: weights belong to slots, so that networks of one class are the same function with different
     * draws; and the batch norms of operations that are cut off, in which they may differ, count.
     */
    @Override
    public boolean sameWithinClass() {
        return false;
    }

    @Override
    void score(List<NetworkPlan> live, double[] scores) {
        int count = live.size();
        while (responses.size() < count) {
            responses.add(new PerturbationResponse());
            runningVariances.add(new double[0]);
        }
        Arrays.fill(scores, 0, count, 0);
        for (int repeat = 0; repeat < options.repeats(); repeat++) {
            backend.perturb(live, options.probe(repeat), workers(), responses);
            for (int i = 0; i < count; i++) {
                PerturbationResponse response = responses.get(i);
                if (repeat == 0) {
                    start(i, response.batchNorms());
                }
                scores[i] += score(options.mode(), response, runningVariances.get(i));
            }
        }
        for (int i = 0; i < count; i++) {
            scores[i] /= options.repeats();
        }
    }

    private void start(int network, int batchNorms) {
        if (runningVariances.get(network).length < batchNorms) {
            runningVariances.set(network, new double[batchNorms]);
        }
        Arrays.fill(runningVariances.get(network), 1);
    }

    /**
     * The score of one repeat.
     *
     * @param runningVariances for each batch norm the channel mean of its {@code running_var} before the repeat;
     *     replaced by those after it
     * @return NaN if numbers overflowed or the output did not move at all: minus infinity is what dead networks have
     */
    static double score(Mode mode, PerturbationResponse response, double[] runningVariances) {
        double score = StrictMath.log(response.distance());
        for (int i = 0; i < response.batchNorms(); i++) {
            double clean = response.cleanVariance(i);
            double perturbed = response.perturbedVariance(i);
            // PyTorch's momentum is 0.1, once for each pass; the mean over channels commutes with it.
            runningVariances[i] = 0.9 * (0.9 * runningVariances[i] + 0.1 * clean) + 0.1 * perturbed;
            double variance = mode == Mode.TORCH_BUFFER ? runningVariances[i] : clean == 0 ? 1 : clean;
            score += 0.5 * StrictMath.log(variance);
        }
        return Double.isFinite(score) ? score : Double.NaN;
    }
}
