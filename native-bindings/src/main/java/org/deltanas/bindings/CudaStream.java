package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.deltanas.bindings.generated.Cuda;

/**
 * A queue of work for the device, done in the order in which it is put in. Host memory that takes part must stay as it is
 * until the work is done.
 */
public final class CudaStream extends Owner {
    CudaStream(CudaSession session) {
        super(session, "stream", create(session));
    }

    private static MemorySegment create(CudaSession session) {
        session.check(
                "cudaStreamCreateWithFlags",
                Cuda.cudaStreamCreateWithFlags(session.out(), Cuda.cudaStreamNonBlocking()));
        return session.outPointer();
    }

    @Override
    void destroy(MemorySegment last) {
        if (!session().isLost()) {
            session().check("cudaStreamDestroy", Cuda.cudaStreamDestroy(last));
        }
    }

    /** Copies as many bytes as {@code to} holds from host memory. */
    public void upload(MemorySegment from, DeviceSlice to) {
        copy(to.address(), host(from, to.bytes()), to.bytes(), Cuda.cudaMemcpyHostToDevice());
        session().countUpload(to.bytes());
    }

    /** Copies all of {@code from} to host memory. */
    public void download(DeviceSlice from, MemorySegment to) {
        copy(host(to, from.bytes()), from.address(), from.bytes(), Cuda.cudaMemcpyDeviceToHost());
        session().countDownload(from.bytes());
    }

    /** Copies all of {@code from} to the beginning of {@code to}. */
    public void copy(DeviceSlice from, DeviceSlice to) {
        to.require(from.bytes(), "a copy of " + from.bytes() + " bytes");
        copy(to.address(), from.address(), from.bytes(), Cuda.cudaMemcpyDeviceToDevice());
        session().countLaunch();
    }

    /**
     * Copies rows that lie apart to rows that lie apart.
     *
     * @param fromStride bytes from one row to the next
     * @param toStride likewise
     * @param rowBytes bytes of a row
     * @param rows how many
     */
    public void copyRows(DeviceSlice from, long fromStride, DeviceSlice to, long toStride, long rowBytes, int rows) {
        session()
                .check(
                        "cudaMemcpy2DAsync",
                        Cuda.cudaMemcpy2DAsync(
                                to.address((rows - 1) * toStride + rowBytes),
                                toStride,
                                from.address((rows - 1) * fromStride + rowBytes),
                                fromStride,
                                rowBytes,
                                rows,
                                Cuda.cudaMemcpyDeviceToDevice(),
                                handle()));
        session().countLaunch();
    }

    /** Fills with zeros. */
    public void clear(DeviceSlice slice) {
        session().check("cudaMemsetAsync", Cuda.cudaMemsetAsync(slice.address(), (byte) 0, slice.bytes(), handle()));
        session().countLaunch();
    }

    /** Lets what is put in from now on wait for the mark of {@code event} as it is now. */
    public void waitFor(CudaEvent event) {
        session().check("cudaStreamWaitEvent", Cuda.cudaStreamWaitEvent(handle(), event.handle(), 0));
    }

    /**
     * Captures what {@code work} puts into this stream, and into others that wait for events of it, instead of doing it.
     * The others must have been waited for by this one in the end. Nothing may be allocated, freed or waited for meanwhile.
     *
     * @throws CudaCallException if a call of {@code work} or the capture fails; the streams capture no more then
     */
    public CudaGraph capture(Runnable work) {
        CudaSession session = session();
        session.check(
                "cudaStreamBeginCapture",
                Cuda.cudaStreamBeginCapture(handle(), Cuda.cudaStreamCaptureModeThreadLocal()));
        long before = session.beginCapture();
        RuntimeException failure = null;
        try {
            work.run();
        } catch (RuntimeException e) {
            failure = e;
        }
        MemorySegment out = session.out();
        out.set(ValueLayout.ADDRESS, 0, MemorySegment.NULL);
        int code = Cuda.cudaStreamEndCapture(handle(), out);
        MemorySegment graph = session.outPointer();
        session.endCapture();
        if (failure instanceof CudaCallException call) {
            failure = session.afterCapture(call);
        } else if (failure == null && code != 0) {
            failure = session.failure("cudaStreamEndCapture", code);
        }
        return instantiate(session, graph, session.work().captured() - before, failure);
    }

    /** Makes a graph executable unless something failed, and destroys it as such in any case. */
    private static CudaGraph instantiate(
            CudaSession session, MemorySegment graph, long launches, RuntimeException before) {
        RuntimeException failure = before;
        CudaGraph executable = null;
        if (failure == null) {
            int code = Cuda.cudaGraphInstantiate(session.out(), graph, 0);
            if (code == 0) {
                executable = new CudaGraph(session, session.outPointer(), launches);
            } else {
                failure = session.failure("cudaGraphInstantiate", code);
            }
        }
        if (graph.address() != 0 && !session.isLost()) {
            int code = Cuda.cudaGraphDestroy(graph);
            if (code != 0 && failure == null) {
                failure = CudaSession.abandon(executable, session.failure("cudaGraphDestroy", code));
            }
        }
        if (failure != null) {
            throw failure;
        }
        return executable;
    }

    /** Waits until everything put in so far is done. */
    public void synchronize() {
        session().check("cudaStreamSynchronize", Cuda.cudaStreamSynchronize(handle()));
    }

    private void copy(MemorySegment to, MemorySegment from, long bytes, int kind) {
        session().check("cudaMemcpyAsync", Cuda.cudaMemcpyAsync(to, from, bytes, kind, handle()));
    }

    private static MemorySegment host(MemorySegment segment, long bytes) {
        if (!segment.isNative() || segment.byteSize() < bytes) {
            throw new IllegalArgumentException(
                    "native memory of at least " + bytes + " bytes is needed, not " + segment);
        }
        return segment;
    }
}
