package org.deltanas.bindings;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the double's libraries share: memory, streams, and everything that has a handle. */
final class DoubleDevice {
    private static final int CAPTURE_UNSUPPORTED = 900;
    private static final int CAPTURE_INVALIDATED = 901;
    private static final int CAPTURE_UNJOINED = 904;
    private static final int CAPTURE_ISOLATION = 905;

    final DoubleMemory memory = new DoubleMemory();
    String lastError = "";

    private final Map<Long, Object> handles = new TreeMap<>();
    private final Set<Thread> threads = new HashSet<>();
    private final List<MemorySegment> downloads = new ArrayList<>();
    private long nextHandle = 0x5d00_0000_0000L;
    private boolean lost;

    /** A stream: what is put into it waits in a queue, or is captured. */
    static final class Stream {
        final DoubleQueue work = new DoubleQueue(false);
        /** Null unless it captures. */
        Capture capture;

        void put(Runnable piece) {
            active().put(piece);
        }

        DoubleQueue active() {
            return capture == null ? work : capture.queues.get(this);
        }

        void waitFor(Event event) {
            if (event.queue == null) {
                return;
            }
            if (event.capture != null && event.capture.isOpen && capture == null) {
                event.capture.join(this);
            }
            if (event.capture != capture) {
                if (capture != null) {
                    capture.isValid = false;
                }
                throw new CudaDouble.Refusal(CAPTURE_ISOLATION, "an event from outside of the capture");
            }
            put(new DoubleQueue.Wait(event.queue, event.mark));
        }

        /** Nothing is waited for while it is only noted. */
        void requireNoCapture() {
            if (capture != null) {
                capture.isValid = false;
                throw new CudaDouble.Refusal(CAPTURE_UNSUPPORTED, "the stream is capturing");
            }
        }
    }

    /** What streams capture, from beginning to end. */
    static final class Capture {
        final Map<Stream, DoubleQueue> queues = new LinkedHashMap<>();
        final Stream origin;
        boolean isValid = true;
        boolean isOpen = true;

        Capture(Stream origin) {
            this.origin = origin;
            join(origin);
        }

        private void join(Stream stream) {
            queues.put(stream, new DoubleQueue(true));
            stream.capture = this;
        }

        /** Ends it: all that was put into any stream must have been waited for by the first. */
        Graph end() {
            isOpen = false;
            queues.keySet().forEach(stream -> stream.capture = null);
            if (!isValid) {
                throw new CudaDouble.Refusal(CAPTURE_INVALIDATED, "the capture was broken by an earlier call");
            }
            DoubleQueue first = queues.get(origin);
            Map<DoubleQueue, Long> reached = new HashMap<>();
            first.reach(first.mark(), reached);
            for (DoubleQueue queue : queues.values()) {
                if (queue.mark() > reached.getOrDefault(queue, 0L)) {
                    throw new CudaDouble.Refusal(CAPTURE_UNJOINED, "a stream that was not waited for");
                }
            }
            return new Graph(first, List.copyOf(queues.values()));
        }
    }

    /** Captured work. */
    record Graph(DoubleQueue first, List<DoubleQueue> queues) {
        /** What needs nothing of the first stream is done before it. */
        void run() {
            queues.forEach(DoubleQueue::rewind);
            queues.forEach(queue -> {
                if (queue != first) {
                    queue.drainWhatIsReady();
                }
            });
            first.drain();
        }
    }

    /** A graph made ready. */
    record Executable(Graph graph) {}

    /** A mark in a stream. */
    static final class Event {
        private DoubleQueue queue;
        private long mark;
        private Capture capture;

        void record(Stream in) {
            queue = in.active();
            mark = queue.mark();
            capture = in.capture;
        }

        void synchronize() {
            if (capture != null) {
                capture.isValid = false;
                throw new CudaDouble.Refusal(CAPTURE_UNSUPPORTED, "the event is captured");
            }
            if (queue != null) {
                queue.drain(mark);
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
        return handles.values().stream().noneMatch(thing -> thing instanceof Stream stream && !stream.work.isDone());
    }

    /** Waits for a stream: the others do meanwhile what they can. */
    void drain(Stream stream) {
        for (Object thing : new ArrayList<>(handles.values())) {
            if (thing instanceof Stream other && other != stream) {
                other.work.drainWhatIsReady();
            }
        }
        stream.work.drain();
    }

    void drainAll() {
        requireNoCapture();
        for (Object thing : new ArrayList<>(handles.values())) {
            if (thing instanceof Stream stream) {
                drain(stream);
            }
        }
    }

    /** What may not be done while any stream captures. */
    void requireNoCapture() {
        for (Object thing : handles.values()) {
            if (thing instanceof Stream stream) {
                stream.requireNoCapture();
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
                stream.work.drop();
                if (stream.capture != null) {
                    stream.capture.isValid = false;
                }
            }
        }
    }

    void reset() {
        handles.values()
                .removeIf(thing -> thing instanceof Stream
                        || thing instanceof Event
                        || thing instanceof Graph
                        || thing instanceof Executable);
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
