package org.deltanas.kernels.conv;

import java.util.EnumMap;
import java.util.Map;

/**
 * Where the time of one network went, on one thread.
 *
 * @param seconds wall-clock time from the plan to the response
 * @param parts what was done in it; what is missing between is {@link #rest}
 */
public record NetworkProfile(double seconds, Map<Work, Part> parts) {

    /** Kinds of work. */
    public enum Work {
        /** Making a program of the plan: steps, and places for their values. */
        PLANNING,
        /** Drawing images and perturbations, and the convolution that all networks begin with; nothing if they are kept. */
        IMAGES,
        /** Looking weights up; drawing and packing those that are not kept. */
        WEIGHTS,
        /** Convolutions, with the batch norms and rectifiers before them, which are applied as their input is packed. */
        CONVOLUTIONS,
        /** The statistics of batch norms, taken of each image as soon as it is there. */
        STATISTICS,
        /** Sums, pools, concatenations and copies, with the batch norms and rectifiers before them. */
        SUMS_AND_POOLS,
        /** The distance between the two outputs. */
        DISTANCE
    }

    /**
     * One kind of work.
     *
     * @param seconds wall-clock time
     * @param flops floating-point operations of convolutions by their definition, two a tap
     * @param multiplied those that were done: fewer where {@link Winograd}'s products are taken
     * @param bytes floats read and written, each value once for each step that reads or writes it, as bytes
     */
    public record Part(double seconds, double flops, double multiplied, double bytes) {}

    /** Keeps a copy of {@code parts}. */
    public NetworkProfile {
        parts = Map.copyOf(parts);
    }

    /** One kind of work. */
    public Part part(Work work) {
        return parts.get(work);
    }

    /** Seconds that no part accounts for. */
    public double rest() {
        return seconds - parts.values().stream().mapToDouble(Part::seconds).sum();
    }

    /** Adds up parts while the network runs; laps allocate nothing. */
    static final class Sums {
        private static final double NANO = 1e-9;

        private static final class Sum {
            private long nanos;
            private double bytes;
        }

        private final long start = System.nanoTime();
        private final Map<Work, Sum> sums = new EnumMap<>(Work.class);
        private double flops;
        private double multiplied;
        private long lap = start;

        Sums() {
            for (Work work : Work.values()) {
                sums.put(work, new Sum());
            }
        }

        /** Counts the time since the last lap, or the start. */
        void lap(Work work) {
            long now = System.nanoTime();
            sums.get(work).nanos += now - lap;
            lap = now;
        }

        /** Counts floats read or written. */
        void floats(Work work, long count) {
            sums.get(work).bytes += (double) count * Float.BYTES;
        }

        /** Counts multiply-add pairs. */
        void macs(long defined, long done) {
            flops += 2.0 * defined;
            multiplied += 2.0 * done;
        }

        NetworkProfile end() {
            long end = System.nanoTime();
            Map<Work, Part> parts = new EnumMap<>(Work.class);
            sums.forEach((work, sum) -> {
                boolean convolutions = work == Work.CONVOLUTIONS;
                parts.put(
                        work,
                        new Part(sum.nanos * NANO, convolutions ? flops : 0, convolutions ? multiplied : 0, sum.bytes));
            });
            return new NetworkProfile((end - start) * NANO, parts);
        }
    }
}
