package org.deltanas.bindings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** {@link SymbolLookup#libraryLookup}, with the system's reason where that keeps it to itself. */
final class SystemLibraryLoader implements LibraryLoader {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final int RTLD_LAZY = 1;

    @Override
    @SuppressWarnings("restricted") // opening a library runs its initialisers: that is what this class is for
    public SymbolLookup open(String nameOrPath, Arena arena) throws LibraryLoadException {
        boolean isPath = nameOrPath.indexOf('/') >= 0;
        if (isPath) {
            requireElf(Path.of(nameOrPath));
        }
        try {
            return isPath
                    ? SymbolLookup.libraryLookup(Path.of(nameOrPath), arena)
                    : SymbolLookup.libraryLookup(nameOrPath, arena);
        } catch (IllegalArgumentException e) {
            throw new LibraryLoadException(loaderText(nameOrPath).orElse(e.getMessage()));
        }
    }

    @Override
    public Optional<Path> fileOf(String nameOrPath) {
        if (nameOrPath.indexOf('/') >= 0) {
            return Optional.of(Path.of(nameOrPath).toAbsolutePath());
        }
        try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
            return mappings.filter(mapping -> mapping.contains("/" + nameOrPath))
                    .map(mapping -> Path.of(mapping.substring(mapping.indexOf('/'))))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Given any other file the JVM prints a warning about stack guards before it fails. */
    private static void requireElf(Path file) throws LibraryLoadException {
        try (InputStream in = Files.newInputStream(file)) {
            if (!Arrays.equals(in.readNBytes(ELF.length), ELF)) {
                throw new LibraryLoadException(file + ": not a shared library (no ELF header)");
            }
        } catch (IOException e) {
            throw new LibraryLoadException(file + ": cannot be read (" + e + ")");
        }
    }

    /** Asks {@code dlopen} once more: the JDK's exception says that it failed, only {@code dlerror} says why. */
    @SuppressWarnings("restricted") // C strings come as addresses without a size
    private static Optional<String> loaderText(String nameOrPath) {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> dlopen = linker.defaultLookup().find("dlopen");
        Optional<MemorySegment> dlclose = linker.defaultLookup().find("dlclose");
        Optional<MemorySegment> dlerror = linker.defaultLookup().find("dlerror");
        if (dlopen.isEmpty() || dlclose.isEmpty() || dlerror.isEmpty()) {
            return Optional.empty();
        }
        AddressLayout address = ValueLayout.ADDRESS;
        MethodHandle open =
                linker.downcallHandle(dlopen.get(), FunctionDescriptor.of(address, address, ValueLayout.JAVA_INT));
        MethodHandle close = linker.downcallHandle(dlclose.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, address));
        MethodHandle error = linker.downcallHandle(dlerror.get(), FunctionDescriptor.of(address));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = (MemorySegment) open.invokeExact(arena.allocateFrom(nameOrPath), RTLD_LAZY);
            if (!handle.equals(MemorySegment.NULL)) {
                int ignored = (int) close.invokeExact(handle);
                return Optional.empty();
            }
            MemorySegment text = (MemorySegment) error.invokeExact();
            return text.equals(MemorySegment.NULL) ? Optional.empty() : Optional.of(CStrings.read(text));
        } catch (Throwable e) {
            throw Downcalls.unexpected("dlopen", e);
        }
    }
}
