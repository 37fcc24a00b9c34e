package org.deltanas.datasets;

/** Follows an import; called by the importing thread now and then. */
public interface ImportListener {
    /** Hears nothing. */
    ImportListener NONE = (read, total) -> {};

    /**
     * Something was read.
     *
     * @param read bytes of the source so far, as they lie in the file
     * @param total bytes of the source
     */
    void onProgress(long read, long total);
}
