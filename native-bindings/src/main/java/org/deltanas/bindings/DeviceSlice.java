package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A part of a {@link DeviceBuffer}, of no use once that is closed.
 *
 * @param buffer the memory
 * @param offset bytes before it
 * @param bytes its size
 */
public record DeviceSlice(DeviceBuffer buffer, long offset, long bytes) {
    /** Checks the bounds. */
    public DeviceSlice {
        Objects.checkFromIndexSize(offset, bytes, buffer.bytes());
    }

    /** A part of this part. */
    public DeviceSlice slice(long from, long length) {
        Objects.checkFromIndexSize(from, length, bytes);
        return new DeviceSlice(buffer, offset + from, length);
    }

    MemorySegment address() {
        return MemorySegment.ofAddress(buffer.handle().address() + offset);
    }

    /** The address, for something of so many bytes. */
    MemorySegment address(long needed) {
        require(needed, "what is described with " + needed + " bytes");
        return address();
    }

    void require(long needed, String what) {
        if (bytes < needed) {
            throw new IllegalArgumentException(what + " does not fit into " + bytes + " bytes of the " + buffer);
        }
    }
}
