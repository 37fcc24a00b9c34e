package org.deltanas.bindings;

import java.util.Optional;

/**
 * Memory on the device that a function may use while it runs. Grows to the largest size asked for; what was in it is lost
 * then.
 */
public final class Workspace implements AutoCloseable {
    private final CudaSession session;
    private DeviceBuffer buffer;

    Workspace(CudaSession session) {
        this.session = session;
    }

    /**
     * At least so many bytes, which nothing in a stream may be using if they are more than ever before.
     *
     * @return null for 0 bytes
     * @throws CudaCallException if there are not so many; the workspace is empty then
     */
    public DeviceSlice of(long bytes) {
        if (bytes == 0) {
            return null;
        }
        if (buffer == null || buffer.bytes() < bytes) {
            close();
            buffer = session.buffer(bytes);
        }
        return buffer.slice();
    }

    /** The size of what is held now. */
    public long bytes() {
        return buffer == null ? 0 : buffer.bytes();
    }

    /** The memory that is held now. */
    public Optional<DeviceBuffer> buffer() {
        return Optional.ofNullable(buffer);
    }

    /** Gives the memory back; the workspace can grow again. */
    @Override
    public void close() {
        DeviceBuffer last = buffer;
        buffer = null;
        if (last != null) {
            last.close();
        }
    }
}
