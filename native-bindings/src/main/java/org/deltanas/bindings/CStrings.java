package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;

/** Texts that C code hands out by address. */
final class CStrings {
    /** Longer than any message of the libraries, so that a missing end is not searched for through all memory. */
    private static final long MAX_BYTES = 8192;

    private CStrings() {}

    /** The text at an address; empty for a null pointer. */
    @SuppressWarnings("restricted") // the address comes without a size
    static String read(MemorySegment address) {
        return address.equals(MemorySegment.NULL)
                ? ""
                : address.reinterpret(MAX_BYTES).getString(0).strip();
    }
}
