package org.deltanas.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Optional;

/** How a library file becomes symbols. The system's loader, or a double of the libraries in tests. */
public interface LibraryLoader {
    /**
     * Opens a library.
     *
     * @param nameOrPath a file name that the loader looks for in its own places, or a path
     * @param arena the library is unloaded when this arena is closed
     * @return the library's symbols
     * @throws LibraryLoadException with the loader's own words, if the library cannot be opened
     */
    SymbolLookup open(String nameOrPath, Arena arena) throws LibraryLoadException;

    /**
     * The file from which an open library was loaded.
     *
     * @param nameOrPath as it was opened
     * @return an absolute path; empty if the system does not tell
     */
    Optional<Path> fileOf(String nameOrPath);

    /** The loader of the operating system. Holds no state. */
    static LibraryLoader system() {
        return new SystemLibraryLoader();
    }
}
