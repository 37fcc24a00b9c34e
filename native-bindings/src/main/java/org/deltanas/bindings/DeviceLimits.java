package org.deltanas.bindings;

/**
 * What a device can do at most, by its own attributes.
 *
 * @param clockKilohertz of its multiprocessors, at most
 * @param multiprocessors how many
 * @param memoryClockKilohertz of its memory, at most; data goes on both edges
 * @param memoryBusBits the width of its memory's bus
 * @param major of its compute capability
 * @param minor of its compute capability
 */
public record DeviceLimits(
        int clockKilohertz, int multiprocessors, int memoryClockKilohertz, int memoryBusBits, int major, int minor) {
    /** Additions and multiplications in single precision a second, a fused multiply-add being two; not of tensor cores. */
    public double flopsPerSecond() {
        return 2.0 * lanes() * multiprocessors * clockKilohertz * 1e3;
    }

    /** The same with factors rounded to TF32, on tensor cores where there are such; zeros are not skipped. */
    public double tf32FlopsPerSecond() {
        return 2.0 * tf32Lanes() * multiprocessors * clockKilohertz * 1e3;
    }

    /** Bytes a second between memory and chip. */
    public double bytesPerSecond() {
        return 2.0 * memoryBusBits / Byte.SIZE * memoryClockKilohertz * 1e3;
    }

    /** Fused multiply-adds that a multiprocessor begins in a cycle, by NVIDIA's table of throughputs. */
    private int lanes() {
        boolean half = major == 7 || (minor == 0 && (major == 6 || major == 8));
        return half ? 64 : 128;
    }

    /** Likewise on tensor cores: by what NVIDIA prints of an A100, an H100 and a B200; other devices have no more than lanes. */
    private int tf32Lanes() {
        if (minor != 0) {
            return lanes();
        }
        return switch (major) {
            case 8 -> 512;
            case 9 -> 1024;
            case 10 -> 2048;
            default -> lanes();
        };
    }
}
