package org.deltanas.kernels.cudnn;

import java.util.ArrayList;
import java.util.List;
import org.deltanas.bindings.CudaCallException;
import org.deltanas.bindings.CudaSession;
import org.deltanas.kernels.Workers;
import org.deltanas.kernels.conv.ConvBackend;
import org.deltanas.kernels.conv.NetworkPlan;
import org.deltanas.kernels.conv.PerturbationProbe;
import org.deltanas.kernels.conv.PerturbationResponse;

/**
 * Networks on an NVIDIA GPU, one after the other, in single precision.
 *
 * <p>Weights and images are made on the host and uploaded, the same bits as for every backend; weights and images stay on
 * the device from network to network. Batch statistics and the distance are reduced there, and one download a network
 * brings them back. The workers stay idle.
 *
 * <p>A network that does not fit into the device's memory is evaluated with its values in host memory, half the images at
 * a time, then a quarter, and so on; the statistics stay those of the whole batch. Its response may then differ in the last
 * bits from one that was made at once: with other programs on the device, bits depend on what those leave free.
 */
final class CudnnBackend implements ConvBackend {
    private final Device device;
    private boolean closed;

    /** Takes the session over: if this fails, it is closed. */
    CudnnBackend(CudaSession session) {
        this.device = new Device(session);
    }

    @Override
    public String name() {
        return CudnnBackends.NAME;
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
        List<DeviceProgram> programs = new ArrayList<>();
        for (NetworkPlan plan : plans) {
            programs.add(new DeviceProgram(plan, probe.check(plan), probe.batch()));
        }
        List<PerturbationResponse> responses = new ArrayList<>();
        for (DeviceProgram program : programs) {
            device.shapes.trim();
            device.weights.trim();
            responses.add(evaluate(program, probe));
        }
        return responses;
    }

    private PerturbationResponse evaluate(DeviceProgram program, PerturbationProbe probe) {
        CudaCallException last = null;
        // The second time without what earlier networks have left.
        for (int attempt = 0; attempt < 2 && program.mostImages() == 2 * probe.batch(); attempt++) {
            try {
                return new ResidentRun(device, program, probe).run();
            } catch (CudaCallException e) {
                last = makeRoomAfter(e);
            }
        }
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
        device.release();
        return e;
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
