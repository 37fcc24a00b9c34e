package org.deltanas.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.deltanas.bindings.CudaCallException.Kind;
import org.deltanas.bindings.generated.Cuda;

/**
 * One thread's use of CUDA's libraries. Everything is created through a session and belongs to it: what is still open when
 * the session is closed, it closes, the newest first.
 *
 * <p>Used by the thread that opened it, or by the last one that {@linkplain #adopt adopted} it; others get
 * {@link WrongThreadException}. Calls allocate nothing on the Java heap in their steady state but small objects that name
 * an address.
 *
 * <p>A failing call throws {@link CudaCallException}. If the device is lost with it, the session is too: closing it then
 * frees what the libraries hold on the host, and resets the device, which is all that CUDA leaves to do.
 */
public final class CudaSession implements AutoCloseable {
    private static final long LAST_ERROR_BYTES = 4096;

    private final Set<Owner> owners = new LinkedHashSet<>();
    /** Where functions write what they create. Not of an arena to be closed: such a one costs a lock a call. */
    private final MemorySegment out = Arena.ofAuto().allocate(ValueLayout.ADDRESS);

    private final MemorySegment outInts = Arena.ofAuto().allocate(ValueLayout.JAVA_INT, 4);
    private final MemorySegment outTotal = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private Thread thread = Thread.currentThread();
    private int device = -1;
    private boolean lost;
    private boolean closed;
    private long deviceBytes;
    private long peakDeviceBytes;
    private boolean capturing;
    private long launches;
    private long captured;
    private long graphReplays;
    private long replayed;
    private long uploads;
    private long uploadedBytes;
    private long downloads;
    private long downloadedBytes;

    private CudaSession() {}

    /**
     * Binds this JVM to {@code libraries}, which stay open from now on, and opens a session without a device.
     *
     * @throws IllegalStateException if the libraries are not complete, or if this JVM has bound others
     */
    public static CudaSession open(CudaLibraries libraries) {
        libraries.bind();
        return new CudaSession();
    }

    /**
     * Chooses the device for everything that is created from now on.
     *
     * @param ordinal its number
     * @throws CudaCallException if there is none of that number, or it cannot be used
     */
    public void useDevice(int ordinal) {
        checkThread();
        check("cudaSetDevice", Cuda.cudaSetDevice(ordinal));
        device = ordinal;
    }

    /** Lets the calling thread go on with the session, in place of the one that used it until now. */
    public void adopt() {
        if (thread == Thread.currentThread()) {
            return;
        }
        thread = Thread.currentThread();
        if (device >= 0 && !lost && !closed) {
            check("cudaSetDevice", Cuda.cudaSetDevice(device));
        }
    }

    /** A stream that does not wait for the default one. */
    public CudaStream stream() {
        return new CudaStream(this);
    }

    /** An event that keeps no time. */
    public CudaEvent event() {
        return new CudaEvent(this);
    }

    /**
     * Memory on the device, aligned to 256 bytes, with anything in it.
     *
     * @param bytes how many, at least 1
     * @throws CudaCallException of {@link Kind#OUT_OF_MEMORY} if there are not so many
     */
    public DeviceBuffer buffer(long bytes) {
        return new DeviceBuffer(this, bytes);
    }

    /** Memory on the device that grows when asked for more. */
    public Workspace workspace() {
        return new Workspace(this);
    }

    /** cuDNN on a stream. */
    public CudnnHandle cudnn(CudaStream stream) {
        return new CudnnHandle(this, stream);
    }

    /** cuBLAS on a stream, with results on the device. */
    public CublasHandle cublas(CudaStream stream) {
        return new CublasHandle(this, stream);
    }

    /** cuDNN's classic functions. */
    public ClassicCudnn classic() {
        return new ClassicCudnn(this);
    }

    /** The description of single-precision images, packed, in the order image, channel, row, column. */
    public TensorDescriptor tensor(int images, int channels, int height, int width) {
        int plane = Math.multiplyExact(height, width);
        return tensor(images, channels, height, width, Math.multiplyExact(channels, plane), plane, width);
    }

    /**
     * The description of single-precision images that are parts of larger ones.
     *
     * @param imageStride numbers from one image to the next
     * @param channelStride numbers from one channel to the next
     * @param rowStride numbers from one row to the next
     */
    public TensorDescriptor tensor(
            int images, int channels, int height, int width, int imageStride, int channelStride, int rowStride) {
        return new TensorDescriptor(this, images, channels, height, width, imageStride, channelStride, rowStride);
    }

    /** Whether the device is lost: nothing can be done but to close the session. */
    public boolean isLost() {
        return lost;
    }

    /** What is open, the oldest first, for people. */
    public List<String> openOwners() {
        return owners.stream().map(Owner::toString).toList();
    }

    /** Bytes that are free on the device now, for this process and for others. */
    public long freeDeviceBytes() {
        MemorySegment free = out();
        check("cudaMemGetInfo", Cuda.cudaMemGetInfo(free, outTotal));
        return outSize();
    }

    /** What has been put on the device so far. */
    public DeviceWork work() {
        return new DeviceWork(
                launches, captured, graphReplays, replayed, uploads, uploadedBytes, downloads, downloadedBytes);
    }

    /** Bytes held on the device now. */
    public long deviceBytes() {
        return deviceBytes;
    }

    /** The largest number of bytes held on the device at any time so far. */
    public long peakDeviceBytes() {
        return peakDeviceBytes;
    }

    /**
     * Closes what is open, the newest first, all of it whatever happens. A second call does nothing.
     *
     * @throws CudaCallException the first failure, with the others suppressed in it
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        checkThread();
        closed = true;
        RuntimeException first = null;
        Deque<Owner> newestFirst = new ArrayDeque<>();
        new ArrayList<>(owners).forEach(newestFirst::push);
        for (Owner owner : newestFirst) {
            try {
                owner.close();
            } catch (CudaCallException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (lost) {
            // Its status is that of the loss, which has been thrown when it happened.
            int ignored = Cuda.cudaDeviceReset();
        }
        if (first != null) {
            throw first;
        }
    }

    void register(Owner owner) {
        owners.add(owner);
    }

    void forget(Owner owner) {
        owners.remove(owner);
    }

    void count(long bytes) {
        deviceBytes += bytes;
        peakDeviceBytes = Math.max(peakDeviceBytes, deviceBytes);
    }

    void countLaunch() {
        if (capturing) {
            captured++;
        } else {
            launches++;
        }
    }

    void countReplay(long work) {
        graphReplays++;
        replayed += work;
    }

    void countUpload(long bytes) {
        uploads++;
        uploadedBytes += bytes;
    }

    void countDownload(long bytes) {
        downloads++;
        downloadedBytes += bytes;
    }

    /** Returns how many calls have been captured before. */
    long beginCapture() {
        capturing = true;
        return captured;
    }

    void endCapture() {
        capturing = false;
    }

    /** What became of a failure within a capture, during which the device cannot be asked whether it is lost. */
    CudaCallException afterCapture(CudaCallException failure) {
        askWhetherLost();
        return lost ? failure.withLoss() : failure;
    }

    private void askWhetherLost() {
        if (device >= 0 && !lost && !capturing) {
            // An error of a call is forgotten once it has been asked for; one of the device comes back.
            int ignored = Cuda.cudaGetLastError();
            lost = Cuda.cudaDeviceSynchronize() != 0;
        }
    }

    void checkThread() {
        if (thread != Thread.currentThread()) {
            throw new WrongThreadException("the session belongs to " + thread + ", not to " + Thread.currentThread());
        }
    }

    /** Eight bytes for a function to write a pointer or a size to. */
    MemorySegment out() {
        checkThread();
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
        return out;
    }

    MemorySegment outPointer() {
        return out.get(ValueLayout.ADDRESS, 0);
    }

    long outSize() {
        return out.get(ValueLayout.JAVA_LONG, 0);
    }

    MemorySegment outInts() {
        checkThread();
        return outInts;
    }

    /**
     * Closes an owner that could not be made ready.
     *
     * @return {@code cause}, with whatever fails now suppressed in it
     */
    static RuntimeException abandon(Owner owner, RuntimeException cause) {
        try {
            owner.close();
        } catch (CudaCallException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    /**
     * Throws if a status is not success, which is 0 in every library.
     *
     * @param call the function that returned it
     */
    void check(String call, int code) {
        if (code != 0) {
            throw failure(call, code);
        }
    }

    /** Checks the status of a function that destroys something; where the device is lost, it says nothing new. */
    void checkDestroyed(String call, int code) {
        if (!lost) {
            check(call, code);
        }
    }

    /** The exception of a status that is not success. */
    CudaCallException failure(String call, int code) {
        CudaLibrary library = CudaLibrary.of(call);
        String symbol;
        String text;
        switch (library) {
            case CUDART -> {
                symbol = CStrings.read(Cuda.cudaGetErrorName(code));
                text = CStrings.read(Cuda.cudaGetErrorString(code));
            }
            case CUBLAS -> {
                symbol = CStrings.read(Cuda.cublasGetStatusName(code));
                text = CStrings.read(Cuda.cublasGetStatusString(code));
            }
            default -> {
                symbol = CStrings.read(Cuda.cudnnGetErrorString(code));
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment message = arena.allocate(LAST_ERROR_BYTES);
                    Cuda.cudnnGetLastErrorString(message, LAST_ERROR_BYTES);
                    text = message.getString(0).strip();
                }
            }
        }
        Kind kind = kind(library, code);
        askWhetherLost();
        return new CudaCallException(call, code, symbol, text, lost ? Kind.DEVICE_LOST : kind);
    }

    private static Kind kind(CudaLibrary library, int code) {
        boolean memory = switch (library) {
            case CUDART -> code == Cuda.cudaErrorMemoryAllocation();
            case CUBLAS -> code == Cuda.CUBLAS_STATUS_ALLOC_FAILED();
            case CUDNN ->
                code == Cuda.CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED()
                        || code == Cuda.CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED();
        };
        if (memory) {
            return Kind.OUT_OF_MEMORY;
        }
        // The statuses from 3000 on are all reasons of one: not supported.
        return library == CudaLibrary.CUDNN && code / 1000 == Cuda.CUDNN_STATUS_NOT_SUPPORTED() / 1000
                ? Kind.NOT_SUPPORTED
                : Kind.OTHER;
    }
}
