package org.deltanas.launch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;

/** The POSIX call {@code execv}, through the Foreign Function and Memory API. */
final class Execv {
    private Execv() {}

    /**
     * Replaces this process by another program; returns only where that is not possible.
     *
     * @param command the executable's path and the arguments
     * @return why the process was not replaced
     */
    @SuppressWarnings("restricted") // execv takes the process away: there is nothing left to guard
    static String replaceProcess(List<byte[]> command) {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux") && !system.startsWith("Mac")) {
            return system + " has no execv that keeps the process";
        }
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().find("execv").orElse(null);
        if (address == null) {
            return "no symbol execv";
        }
        MethodHandle execv = linker.downcallHandle(
                address,
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                Linker.Option.captureCallState("errno"));
        VarHandle errno = Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            MemorySegment argv = arena.allocate(ValueLayout.ADDRESS, command.size() + 1);
            for (int i = 0; i < command.size(); i++) {
                argv.setAtIndex(ValueLayout.ADDRESS, i, zeroTerminated(arena, command.get(i)));
            }
            argv.setAtIndex(ValueLayout.ADDRESS, command.size(), MemorySegment.NULL);
            int result = invoke(execv, state, zeroTerminated(arena, command.getFirst()), argv);
            return "execv returned " + result + ", errno " + (int) errno.get(state, 0L);
        }
    }

    private static int invoke(MethodHandle execv, MemorySegment state, MemorySegment path, MemorySegment argv) {
        try {
            return (int) execv.invokeExact(state, path, argv);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall threw a checked exception", e);
        }
    }

    private static MemorySegment zeroTerminated(Arena arena, byte[] bytes) {
        MemorySegment text = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return text;
    }
}
