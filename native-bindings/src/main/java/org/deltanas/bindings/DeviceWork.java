package org.deltanas.bindings;

/**
 * What a session has put on the device so far. A call of a library counts as one launch, though it may be several kernels.
 *
 * @param launches calls that put work into a stream: kernels, copies on the device, fills; not those that were captured
 * @param captured such calls that went into a graph instead
 * @param graphReplays graphs launched, each with one call
 * @param replayed the captured calls of these graphs, all together
 * @param uploads copies to the device
 * @param uploadedBytes their bytes
 * @param downloads copies from the device
 * @param downloadedBytes their bytes
 */
public record DeviceWork(
        long launches,
        long captured,
        long graphReplays,
        long replayed,
        long uploads,
        long uploadedBytes,
        long downloads,
        long downloadedBytes) {
    /** What came after {@code before}. */
    public DeviceWork since(DeviceWork before) {
        return new DeviceWork(
                launches - before.launches,
                captured - before.captured,
                graphReplays - before.graphReplays,
                replayed - before.replayed,
                uploads - before.uploads,
                uploadedBytes - before.uploadedBytes,
                downloads - before.downloads,
                downloadedBytes - before.downloadedBytes);
    }
}
