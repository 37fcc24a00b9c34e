package org.deltanas.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.deltanas.bindings.generated.Cuda;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Captured work, and what the double makes of streams that do not wait for each other. */
class CudaGraphDoubleTest {
    private final CudaDouble cuda = CudaDouble.complete();
    private final Arena arena = Arena.ofShared();
    private CudaSession session;
    private CudaStream main;
    private CudaStream side;
    private CudaEvent forked;
    private CudaEvent joined;
    private DeviceBuffer buffer;

    @BeforeEach
    void open() {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.systemOnly(), cuda)) {
            session = CudaSession.open(libraries);
        }
        session.useDevice(0);
        main = session.stream();
        side = session.stream();
        forked = session.event();
        joined = session.event();
        buffer = session.buffer(16);
    }

    @AfterEach
    void nothingIsLeft() {
        session.close();
        assertThat(cuda.failures()).isEmpty();
        assertThat(cuda.leaks()).isEmpty();
        cuda.close();
        arena.close();
    }

    private DeviceSlice number(int index) {
        return buffer.slice(4L * index, 4);
    }

    private void upload(float... numbers) {
        main.upload(arena.allocateFrom(ValueLayout.JAVA_FLOAT, numbers), buffer.slice(0, 4L * numbers.length));
    }

    private float[] download() {
        MemorySegment back = arena.allocate(16, 4);
        main.download(buffer.slice(), back);
        main.synchronize();
        return back.toArray(ValueLayout.JAVA_FLOAT);
    }

    /** 0 to 1 in the first stream, 1 to 2 in the other, 2 to 3 in the first again. */
    private void copyAlong(boolean fork, boolean join) {
        main.copy(number(0), number(1));
        forked.record(main);
        if (fork) {
            side.waitFor(forked);
        }
        side.copy(number(1), number(2));
        joined.record(side);
        if (join) {
            main.waitFor(joined);
        }
        main.copy(number(2), number(3));
    }

    @Test
    void aGraphDoesTheSameAgainOnWhatIsThereThen() {
        upload(1, 0, 0, 0);
        DeviceWork before = session.work();
        try (CudaGraph graph = main.capture(() -> copyAlong(true, true))) {
            assertThat(download()).containsExactly(1, 0, 0, 0);
            assertThat(graph.launches()).isEqualTo(3);
            graph.launch(main);
            assertThat(download()).containsExactly(1, 1, 1, 1);
            upload(5);
            graph.launch(main);
            upload(6);
            graph.launch(main);
            assertThat(download()).containsExactly(6, 6, 6, 6);
        }
        assertThat(session.work().since(before)).isEqualTo(new DeviceWork(0, 3, 3, 9, 2, 8, 3, 48));
    }

    @Test
    void theDoubleRunsStreamsThatDoNotWaitInTheWrongOrder() {
        upload(1, 2, 3, 4);
        main.synchronize();
        copyAlong(true, true);
        assertThat(download()).containsExactly(1, 1, 1, 1);
        upload(1, 2, 3, 4);
        main.synchronize();
        copyAlong(false, true);
        assertThat(download()).as("the other stream was too early").containsExactly(1, 1, 2, 2);
        upload(1, 2, 3, 4);
        main.synchronize();
        side.waitFor(forked);
        copyAlong(true, false);
        assertThat(download()[3]).as("the first stream was too early").isEqualTo(3);
    }

    @Test
    void aStreamThatIsNotWaitedForBreaksTheCapture() {
        assertThatThrownBy(() -> main.capture(() -> {
                    copyAlong(true, true);
                    side.clear(number(0));
                }))
                .isInstanceOf(CudaCallException.class)
                .hasMessageContaining("cudaStreamEndCapture returned 904");
        upload(1, 2, 3, 4);
        assertThat(download()).as("no stream captures any more").containsExactly(1, 2, 3, 4);
    }

    @Test
    void anEventFromBeforeTheCaptureBreaksIt() {
        joined.record(side);
        assertThatThrownBy(() -> main.capture(() -> main.waitFor(joined)))
                .hasMessageContaining("cudaStreamWaitEvent returned 905");
    }

    @Test
    void nothingIsAllocatedFreedOrWaitedForWhileCapturing() {
        assertThatThrownBy(() -> main.capture(() -> session.buffer(4))).hasMessageContaining("cudaMalloc returned 900");
        assertThatThrownBy(() -> main.capture(main::synchronize))
                .hasMessageContaining("cudaStreamSynchronize returned 900");
        assertThatThrownBy(() -> main.capture(() -> {
                    assertThat(Cuda.cudaStreamSynchronize(main.handle())).isEqualTo(900);
                }))
                .as("what went wrong unseen")
                .hasMessageContaining("cudaStreamEndCapture returned 901");
        assertThat(session.isLost()).isFalse();
    }

    @Test
    void everyCallOfACaptureMayFail() {
        cuda.failAt(Integer.MAX_VALUE, 0);
        main.capture(() -> copyAlong(true, true)).close();
        int calls = cuda.statusCalls();
        for (int call = 0; call < calls; call++) {
            cuda.failAt(call, 1);
            try (CudaGraph graph = main.capture(() -> copyAlong(true, true))) {
                assertThat(graph.launches()).isEqualTo(3);
                assertThat(call).isEqualTo(calls - 1);
            } catch (CudaCallException e) {
                assertThat(e.call()).isEqualTo(cuda.faulted());
                assertThat(e.getSuppressed()).isEmpty();
            }
            upload(1, 2, 3, 4);
            assertThat(download()).as("call %d", call).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void aDeviceMayBeLostWhileCapturing() {
        assertThatThrownBy(() -> main.capture(() -> {
                    cuda.loseDeviceAt(0);
                    main.clear(number(0));
                }))
                .isInstanceOfSatisfying(
                        CudaCallException.class,
                        e -> assertThat(e.kind()).isEqualTo(CudaCallException.Kind.DEVICE_LOST));
        assertThat(session.isLost()).isTrue();
    }

    @Test
    void rowsAreCopiedFromStrideToStride() {
        upload(1, 2, 3, 4);
        DeviceBuffer wide = session.buffer(28);
        main.clear(wide.slice());
        main.copyRows(buffer.slice(), 8, wide.slice(8, 20), 12, 8, 2);
        main.copyRows(wide.slice(4, 24), 12, buffer.slice(), 8, 8, 2);
        assertThat(download()).containsExactly(0, 1, 0, 3);
        assertThatThrownBy(() -> main.copyRows(buffer.slice(4, 4), 8, wide.slice(), 8, 4, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12 bytes");
        assertThat(session.freeDeviceBytes()).isEqualTo((80L << 30) - 44);
    }
}
