package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;

/**
 * Something of a CUDA library that is created, used and destroyed: one handle, owned. Closing is idempotent; use after it
 * throws {@link IllegalStateException}, use by another thread than the session's {@link WrongThreadException}.
 */
abstract class Owner implements AutoCloseable {
    private final CudaSession session;
    private final String what;
    private MemorySegment handle;

    /**
     * Takes over a handle.
     *
     * @param what for people, such as "stream"
     */
    Owner(CudaSession session, String what, MemorySegment handle) {
        this.session = session;
        this.what = what;
        this.handle = handle;
        session.register(this);
    }

    /** The session that it belongs to. */
    final CudaSession session() {
        return session;
    }

    /** The handle, of which nobody keeps a copy. */
    final MemorySegment handle() {
        session.checkThread();
        if (handle == null) {
            throw new IllegalStateException("the " + what + " is closed");
        }
        return handle;
    }

    /** Whether it can still be used. */
    public final boolean isOpen() {
        return handle != null;
    }

    /**
     * Destroys what is owned. A second call does nothing. Where the device is lost, what lay on it is gone already.
     *
     * @throws CudaCallException if the library refuses; the owner is closed all the same
     */
    @Override
    public final void close() {
        if (handle == null) {
            return;
        }
        session.checkThread();
        MemorySegment last = handle;
        handle = null;
        session.forget(this);
        destroy(last);
    }

    /** Destroys the handle and checks the status. */
    abstract void destroy(MemorySegment last);

    @Override
    public String toString() {
        return what + (handle == null ? ", closed" : " at 0x" + Long.toHexString(handle.address()));
    }
}
