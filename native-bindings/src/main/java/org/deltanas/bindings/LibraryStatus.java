package org.deltanas.bindings;

import java.util.List;
import java.util.Objects;

/**
 * What became of one library.
 *
 * @param name its short name, as {@link CudaLibrary#label()}
 * @param found whether it is open and answered with its version
 * @param path the file it was loaded from; null if it is not found, or if the system does not tell
 * @param version its version in digits and points; null if it is not found
 * @param reasons if it is not found: why not, one sentence for every way that was tried, in that order
 */
public record LibraryStatus(String name, boolean found, String path, String version, List<String> reasons) {
    /** Copies the reasons. */
    public LibraryStatus {
        Objects.requireNonNull(name, "name");
        reasons = List.copyOf(reasons);
    }
}
