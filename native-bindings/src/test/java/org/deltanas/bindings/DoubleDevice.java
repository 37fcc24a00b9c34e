package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the double's libraries share: memory, streams, and everything that has a handle. */
final class DoubleDevice {
    final DoubleMemory memory = new DoubleMemory();
    String lastError = "";

    private final Map<Long, Object> handles = new TreeMap<>();
    private final Set<Thread> threads = new HashSet<>();
    private final List<MemorySegment> downloads = new ArrayList<>();
    private long nextHandle = 0x5d00_0000_0000L;
    private boolean lost;

    /** A queue of work. */
    static final class Stream {
        private final Deque<Runnable> work = new ArrayDeque<>();
        private long put;
        private long done;

        void put(Runnable piece) {
            work.add(piece);
            put++;
        }

        void drain(long until) {
            while (done < until) {
                done++;
                work.remove().run();
            }
        }

        void drain() {
            drain(put);
        }

        void drop() {
            work.clear();
            done = put;
        }
    }

    /** A mark in a stream. */
    static final class Event {
        private Stream stream;
        private long mark;

        void record(Stream in) {
            stream = in;
            mark = in.put;
        }

        void synchronize() {
            if (stream != null) {
                stream.drain(mark);
            }
        }
    }

    /** A library's handle. */
    static final class Library {
        final String name;
        Stream stream;
        boolean resultsOnDevice;

        Library(String name) {
            this.name = name;
        }
    }

    void chooseOn(Thread thread) {
        threads.add(thread);
    }

    /** Nothing is put on a device by a thread that never chose it: it would go to device 0, whatever was meant. */
    void requireChosen() {
        if (!threads.contains(Thread.currentThread())) {
            throw new CudaDouble.Violation(Thread.currentThread() + " has not chosen a device");
        }
    }

    long add(Object thing) {
        nextHandle += 64;
        handles.put(nextHandle, thing);
        return nextHandle;
    }

    <T> T get(Class<T> type, MemorySegment handle) {
        Object thing = handles.get(handle.address());
        if (!type.isInstance(thing)) {
            throw new CudaDouble.Violation("0x" + Long.toHexString(handle.address()) + " is "
                    + (thing == null
                            ? "nothing that exists"
                            : "a " + thing.getClass().getSimpleName()) + ", not a "
                    + type.getSimpleName());
        }
        return type.cast(thing);
    }

    void set(MemorySegment handle, Object thing) {
        get(thing.getClass(), handle);
        handles.put(handle.address(), thing);
    }

    <T> T remove(Class<T> type, MemorySegment handle) {
        T thing = get(type, handle);
        handles.remove(handle.address());
        return thing;
    }

    /** Notes host memory that a piece of work will write. */
    void willWrite(MemorySegment host) {
        if (isIdle()) {
            downloads.clear();
        }
        downloads.add(host);
    }

    boolean isToBeWritten(MemorySegment host) {
        if (isIdle()) {
            downloads.clear();
        }
        return downloads.stream()
                .anyMatch(d ->
                        d.address() < host.address() + host.byteSize() && host.address() < d.address() + d.byteSize());
    }

    private boolean isIdle() {
        return handles.values().stream().noneMatch(thing -> thing instanceof Stream stream && stream.done < stream.put);
    }

    void drainAll() {
        for (Object thing : new ArrayList<>(handles.values())) {
            if (thing instanceof Stream stream) {
                stream.drain();
            }
        }
    }

    boolean isLost() {
        return lost;
    }

    /** What waits in streams is never done. */
    void lose() {
        lost = true;
        for (Object thing : handles.values()) {
            if (thing instanceof Stream stream) {
                stream.drop();
            }
        }
    }

    void reset() {
        handles.values().removeIf(thing -> thing instanceof Stream || thing instanceof Event);
        memory.freeAll();
        lost = false;
    }

    List<String> leaks() {
        List<String> leaks = new ArrayList<>();
        handles.values().forEach(thing -> leaks.add(thing.getClass().getSimpleName() + " " + thing));
        if (memory.count() > 0) {
            leaks.add(memory.count() + " blocks of device memory, " + memory.held() + " bytes");
        }
        return leaks;
    }
}
