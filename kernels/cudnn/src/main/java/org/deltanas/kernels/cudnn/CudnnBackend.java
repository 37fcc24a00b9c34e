package org.deltanas.kernels.cudnn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deltanas.bindings.CudaCallException;
import org.deltanas.bindings.CudaGraph;
import org.deltanas.bindings.CudaSession;
import org.deltanas.bindings.DeviceBuffer;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.Layer;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.PerturbationResponse;

/**
 * Networks on an NVIDIA GPU, many at once, in single precision.
 *
 * <p>Networks go to the device in batches: {@link BatchProgram} merges what they share and lays like layers side by side,
 * {@link BatchRun} evaluates them. Weights and images are made on the host and uploaded, the same bits as for every
 * backend, and stay on the device from batch to batch. Batch statistics and distances are reduced there, and one download a
 * batch brings them back. The workers draw weights. A batch that comes a second time, with the random numbers of another
 * repeat, is captured as a graph, and from then on replayed.
 *
 * <p>A batch that does not fit into the device's memory is halved; a single network that does not is evaluated with its values in
 * host memory, half the images at a time, then a quarter, and so on; the statistics stay those of the whole batch. Its
 * response may then differ in the last bits from one that was made at once: with other programs on the device, bits depend
 * on what those leave free.
 */
public final class CudnnBackend implements ConvBackend {
    /** Networks whose programs and graphs are kept to be run again. */
    private static final int KEPT_NETWORKS = 1024;

    private final CudnnOptions options;
    private final Device device;
    private final Map<BatchKey, Prepared> prepared = new LinkedHashMap<>(16, 0.75f, true);
    private int keptNetworks;
    private int networksAtOnce;
    private boolean closed;
    private long networks;
    private long batches;
    private long halvings;
    private long chunkedNetworks;
    private long layers;
    private long distinctLayers;
    private long convolutionLanes;
    private long usedLanes;
    private long flops;
    private long movedBytes;
    private long plannedBytes;

    /** Takes the session over: if this fails, it is closed. */
    CudnnBackend(CudaSession session, CudnnOptions options) {
        this.options = options;
        this.device = new Device(session, options);
        this.networksAtOnce = options.networks();
    }

    /** Networks that make up a batch, by all that matters. */
    private record BatchKey(List<List<Layer>> layers, List<Integer> outputs, int batch, int resolution) {}

    /** A program that was run, and its graph. */
    private static final class Prepared {
        private final BatchProgram program;
        /** Null until it is captured. */
        private CudaGraph graph;
        /** What the graph reads and writes. */
        private List<DeviceBuffer> buffers = List.of();

        private boolean ran;

        Prepared(BatchProgram program) {
            this.program = program;
        }

        /** Whether the graph is there, and its memory is what it was. */
        boolean isCaptured() {
            return graph != null && buffers.stream().allMatch(DeviceBuffer::isOpen);
        }

        void forget() {
            CudaGraph last = graph;
            graph = null;
            if (last != null) {
                last.close();
            }
        }
    }

    @Override
    public String name() {
        return CudnnBackends.NAME;
    }

    /** How it works. */
    public CudnnOptions options() {
        return options;
    }

    /**
     * {@inheritDoc}
     *
     * @throws DeviceMemoryException if one image at a time is too much for the device's memory
     * @throws CudaCallException if a call fails otherwise; if the device is lost with it, the backend can only be closed
     */
    @Override
    public List<PerturbationResponse> perturb(List<NetworkPlan> plans, PerturbationProbe probe, Workers workers) {
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
        if (device.session.isLost()) {
            throw new IllegalStateException("the device was lost by an earlier call: close the backend");
        }
        device.session.adopt();
        List<Network> waiting = new ArrayList<>();
        for (int p = 0; p < plans.size(); p++) {
            waiting.add(new Network(plans.get(p), probe, p));
        }
        waiting.sort(Comparator.naturalOrder());
        PerturbationResponse[] responses = new PerturbationResponse[plans.size()];
        int from = 0;
        while (from < waiting.size()) {
            device.shapes.trim();
            if (device.weights.isFull()) {
                release();
            }
            List<Network> batch = next(waiting.subList(from, waiting.size()));
            List<PerturbationResponse> some = batch.isEmpty() ? null : together(batch, probe, workers);
            while (some == null && batch.size() > 1) {
                halvings++;
                networksAtOnce = batch.size() / 2;
                batch = batch.subList(0, networksAtOnce);
                some = together(batch, probe, workers);
            }
            if (some == null) {
                some = List.of(alone(waiting.get(from), probe));
            }
            for (PerturbationResponse response : some) {
                responses[waiting.get(from).index] = response;
                from++;
            }
        }
        networks += plans.size();
        return Arrays.asList(responses);
    }

    /** A network that waits: in an order in which those that begin alike are neighbours. */
    private static final class Network implements Comparable<Network> {
        private final NetworkPlan plan;
        private final int[] sizes;
        private final int index;
        private final int inputChannels;
        /** Whether every value, of both passes of the batch, has fewer numbers than cuDNN can count. */
        private final boolean isCountable;

        private final int[] hashes;

        Network(NetworkPlan plan, PerturbationProbe probe, int index) {
            this.plan = plan;
            this.sizes = probe.check(plan);
            this.index = index;
            this.inputChannels = plan.layers().get(plan.input()).channels();
            this.hashes = plan.layers().stream().mapToInt(Layer::hashCode).toArray();
            long most = 0;
            for (int i = 0; i < sizes.length; i++) {
                Layer layer = plan.layers().get(i);
                if (layer instanceof Layer.Rescale) {
                    throw new IllegalArgumentException("no way to evaluate " + layer);
                }
                most = Math.max(most, (long) layer.channels() * sizes[i] * sizes[i]);
            }
            this.isCountable = 2L * probe.batch() * most <= Integer.MAX_VALUE;
        }

        @Override
        public int compareTo(Network other) {
            int channels = Integer.compare(inputChannels, other.inputChannels);
            return channels != 0 ? channels : Arrays.compare(hashes, other.hashes);
        }
    }

    /** The first networks that can go together; none if the first can only go alone. */
    private List<Network> next(List<Network> waiting) {
        int count = 0;
        while (count < Math.min(networksAtOnce, waiting.size())
                && waiting.get(count).isCountable
                && waiting.get(count).inputChannels == waiting.get(0).inputChannels) {
            count++;
        }
        return waiting.subList(0, count);
    }

    /** The responses of a batch; null if the device's memory has no room for it. */
    private List<PerturbationResponse> together(List<Network> batch, PerturbationProbe probe, Workers workers) {
        Prepared ready = prepare(batch, probe);
        BatchRun run = new BatchRun(device, ready.program, probe);
        // A single network is tried again without what earlier ones have left.
        for (int attempt = 0; attempt < (batch.size() == 1 ? 2 : 1); attempt++) {
            try {
                long planned = run.plannedBytes();
                if (batch.size() > 1 && planned > device.session.freeDeviceBytes() + device.session.deviceBytes()) {
                    return null;
                }
                run.prepare(workers);
                start(run, ready);
                List<PerturbationResponse> responses = run.collect();
                count(ready.program, planned);
                return responses;
            } catch (CudaCallException e) {
                makeRoomAfter(e);
            }
        }
        return null;
    }

    /** The second time that a batch runs it is captured; the first time cuDNN may have to load what it needs. */
    private void start(BatchRun run, Prepared ready) {
        if (!ready.ran || !options.graphs()) {
            run.issue();
            ready.ran = true;
            return;
        }
        if (!ready.isCaptured()) {
            ready.forget();
            ready.graph = device.stream.capture(run::issue);
            ready.buffers = device.buffers();
        }
        ready.graph.launch(device.stream);
    }

    private Prepared prepare(List<Network> batch, PerturbationProbe probe) {
        BatchKey key = new BatchKey(
                batch.stream().map(network -> network.plan.layers()).toList(),
                batch.stream().map(network -> network.plan.output()).toList(),
                probe.batch(),
                probe.resolution());
        Prepared known = prepared.get(key);
        if (known == null) {
            known = new Prepared(new BatchProgram(
                    batch.stream().map(network -> network.plan).toList(),
                    batch.stream().map(network -> network.sizes).toList(),
                    probe.batch(),
                    options.launchNumbers()));
            prepared.put(key, known);
            keptNetworks += batch.size();
            for (Iterator<Prepared> eldest = prepared.values().iterator(); keptNetworks > KEPT_NETWORKS; ) {
                Prepared dropped = eldest.next();
                eldest.remove();
                keptNetworks -= dropped.program.networks();
                dropped.forget();
            }
        }
        return known;
    }

    private void count(BatchProgram program, long planned) {
        batches++;
        layers += program.layers;
        distinctLayers += program.distinctLayers;
        convolutionLanes += program.convolutionLanes;
        usedLanes += program.usedLanes;
        flops += program.flops;
        movedBytes += program.movedBytes;
        plannedBytes = Math.max(plannedBytes, planned);
    }

    private PerturbationResponse alone(Network network, PerturbationProbe probe) {
        DeviceProgram program = new DeviceProgram(network.plan, network.sizes, probe.batch());
        chunkedNetworks++;
        CudaCallException last = null;
        int most = Math.min(probe.batch(), program.mostImages());
        for (int images = most; images >= 1; images /= 2) {
            try (ChunkedRun run = new ChunkedRun(device, program, probe, images)) {
                return run.run();
            } catch (CudaCallException e) {
                last = makeRoomAfter(e);
            }
        }
        throw new DeviceMemoryException(
                "the device has too little free memory for this network at resolution " + probe.resolution()
                        + ", even layer by layer with one image at a time (tried " + most + " images, then halves): "
                        + last.getMessage() + "; take a smaller resolution, or --backend vector",
                last);
    }

    private CudaCallException makeRoomAfter(CudaCallException e) {
        if (e.kind() != CudaCallException.Kind.OUT_OF_MEMORY) {
            throw e;
        }
        release();
        return e;
    }

    private void release() {
        prepared.values().forEach(Prepared::forget);
        device.release();
    }

    /** What has been done so far. */
    public EngineCounts counts() {
        return new EngineCounts(
                networks,
                batches,
                halvings,
                chunkedNetworks,
                layers,
                distinctLayers,
                convolutionLanes,
                usedLanes,
                flops,
                movedBytes,
                plannedBytes,
                device.session.work());
    }

    @Override
    public long peakBytes() {
        return device.session.peakDeviceBytes();
    }

    /**
     * {@inheritDoc}
     *
     * @throws CudaCallException if a library refuses to give something back; all the rest is given back
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        device.session.adopt();
        device.close();
    }
}
