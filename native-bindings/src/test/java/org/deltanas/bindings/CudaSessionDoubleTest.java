package org.deltanas.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deltanas.bindings.CudaCallException.Kind;
import org.deltanas.bindings.generated.Cuda;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Owners and checks, and how strict the double is. */
class CudaSessionDoubleTest {
    private final CudaDouble cuda = CudaDouble.complete();
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void nothingIsLeft() {
        assertThat(cuda.leaks()).isEmpty();
        cuda.close();
        arena.close();
    }

    private CudaSession open() {
        try (CudaLibraries libraries = CudaLibraries.open(CudaSearchPath.systemOnly(), cuda)) {
            CudaSession session = CudaSession.open(libraries);
            session.useDevice(0);
            return session;
        }
    }

    private MemorySegment host(float... numbers) {
        return arena.allocateFrom(ValueLayout.JAVA_FLOAT, numbers);
    }

    /** The call fails because the double found what the real libraries would not tell. */
    private void assertViolation(ThrowingCallable call, String words) {
        int before = cuda.failures().size();
        assertThatThrownBy(call).isInstanceOf(CudaCallException.class).hasMessageContaining("999");
        assertThat(cuda.failures()).hasSize(before + 1);
        assertThat(cuda.failures().get(before)).hasMessageContaining(words);
    }

    @Test
    void whatIsUploadedComesBackWhenItIsWaitedFor() {
        try (CudaSession session = open();
                CudaStream stream = session.stream();
                CudaEvent event = session.event();
                DeviceBuffer buffer = session.buffer(16)) {
            MemorySegment there = host(1, 2, 3, 4);
            MemorySegment back = host(0, 0, 0, 0);
            stream.upload(there, buffer.slice());
            stream.clear(buffer.slice(8, 4));
            stream.download(buffer.slice(), back);
            event.record(stream);
            assertThat(back.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(0, 0, 0, 0);
            event.synchronize();
            assertThat(back.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1, 2, 0, 4);
        }
        assertThat(cuda.failures()).isEmpty();
    }

    @Test
    void closingIsIdempotentAndUseAfterItIsRefused() {
        CudaSession session = open();
        CudaStream stream = session.stream();
        DeviceBuffer buffer = session.buffer(8);
        DeviceSlice slice = buffer.slice();
        buffer.close();
        buffer.close();
        assertThat(buffer.isOpen()).isFalse();
        assertThatThrownBy(() -> stream.clear(slice))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the buffer of 8 bytes is closed");
        stream.close();
        assertThatThrownBy(stream::synchronize).hasMessage("the stream is closed");
        session.close();
        session.close();
        assertThatThrownBy(session::stream).hasMessage("the session is closed");
        assertThat(cuda.failures()).isEmpty();
    }

    @Test
    void theSessionClosesTheNewestFirstAndKeepsEveryFailure() {
        CudaSession session = open();
        CudaStream stream = session.stream();
        session.cudnn(stream);
        session.cublas(stream);
        session.buffer(4);
        session.tensor(1, 1, 1, 1);
        assertThat(session.openOwners()).hasSize(5);
        int before = cuda.calls().size();
        cuda.failing("cudaFree", 1).failing("cudnnDestroy", 2000);
        assertThatThrownBy(session::close).isInstanceOfSatisfying(CudaCallException.class, e -> {
            assertThat(e.call()).isEqualTo("cudaFree");
            assertThat(e.getSuppressed()).singleElement().asString().contains("cudnnDestroy returned 2000");
        });
        assertThat(cuda.calls().subList(before, cuda.calls().size()))
                .filteredOn(call -> call.contains("Destroy") || call.contains("Free"))
                .containsExactly(
                        "cudnnDestroyTensorDescriptor",
                        "cudaFree",
                        "cublasDestroy_v2",
                        "cudnnDestroy",
                        "cudaStreamDestroy");
        assertThat(session.openOwners()).isEmpty();
        assertThat(cuda.failures()).isEmpty();
    }

    @Test
    void whatCannotBeMadeReadyIsDestroyed() {
        try (CudaSession session = open()) {
            CudaStream stream = session.stream();
            cuda.failing("cudnnSetTensor4dDescriptorEx", 3004)
                    .failing("cudnnSetConvolutionGroupCount", 2000)
                    .failing("cublasSetPointerMode_v2", 7)
                    .failing("cudnnSetStream", 2000);
            assertThatThrownBy(() -> session.tensor(1, 1, 1, 1))
                    .isInstanceOfSatisfying(
                            CudaCallException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_SUPPORTED));
            assertThatThrownBy(() -> session.classic().convolution(0, 1, 1, 1, false))
                    .isInstanceOf(CudaCallException.class);
            assertThatThrownBy(() -> session.cublas(stream))
                    .hasMessage("cublasSetPointerMode_v2 returned 7 (CUBLAS_STATUS_7): cublas text of 7");
            assertThatThrownBy(() -> session.cudnn(stream)).isInstanceOf(CudaCallException.class);
            assertThat(session.openOwners()).hasSize(1);
        }
        assertThat(cuda.failures()).isEmpty();
    }

    @Test
    void statusesCarryCallCodeNameAndTheLastErrorText() {
        try (CudaSession session = open()) {
            assertThatThrownBy(() -> session.useDevice(7)).isInstanceOfSatisfying(CudaCallException.class, e -> {
                assertThat(e.call()).isEqualTo("cudaSetDevice");
                assertThat(e.code()).isEqualTo(101);
                assertThat(e.symbol()).isEqualTo("cudaError101");
                assertThat(e.kind()).isEqualTo(Kind.OTHER);
                assertThat(e).hasMessage("cudaSetDevice returned 101 (cudaError101): text of 101");
            });
            assertThatThrownBy(() -> session.tensor(0, 1, 1, 1))
                    .hasMessage("cudnnSetTensor4dDescriptorEx returned 2000 (CUDNN_STATUS_2000):"
                            + " cudnnSetTensor4dDescriptorEx: no extent");
            cuda.memory(1000);
            assertThatThrownBy(() -> session.buffer(1001)).isInstanceOfSatisfying(CudaCallException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
                assertThat(e).hasMessageContaining("cudaErrorMemoryAllocation");
            });
            assertThat(session.isLost()).isFalse();
            session.buffer(1000).close();
            assertThat(session.peakDeviceBytes()).isEqualTo(1000);
        }
        assertThat(cuda.failures()).isEmpty();
    }

    @Test
    void aLostDeviceIsResetOnceAndAllHandlesGoWithTheSession() {
        CudaSession session = open();
        CudaStream stream = session.stream();
        session.cudnn(stream);
        session.cublas(stream);
        session.event();
        session.classic().relu();
        session.buffer(100);
        cuda.loseDeviceAt(0);
        assertThatThrownBy(stream::synchronize).isInstanceOfSatisfying(CudaCallException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.DEVICE_LOST);
            assertThat(e).hasMessageContainingAll("719", "cudaErrorLaunchFailure", "lost to this process");
        });
        assertThat(session.isLost()).isTrue();
        session.close();
        assertThat(cuda.calls()).filteredOn("cudaDeviceReset"::equals).hasSize(1);
        assertThat(cuda.calls()).doesNotContain("cudaFree", "cudaStreamDestroy", "cudaEventDestroy");
        assertThat(cuda.failures()).isEmpty();
        try (CudaSession again = open()) {
            again.buffer(4).close();
        }
    }

    @Test
    void anotherThreadMustAdoptTheSession() throws InterruptedException, ExecutionException {
        CudaSession session = open();
        CudaStream stream = session.stream();
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            other.submit(() -> {
                        assertThatThrownBy(stream::synchronize).isInstanceOf(WrongThreadException.class);
                        assertThatThrownBy(stream::close).isInstanceOf(WrongThreadException.class);
                        assertThatThrownBy(session::close).isInstanceOf(WrongThreadException.class);
                        assertThatThrownBy(session::event).isInstanceOf(WrongThreadException.class);
                        session.adopt();
                        stream.synchronize();
                        assertThat(session.buffer(4).isOpen()).isTrue();
                    })
                    .get();
        }
        assertThatThrownBy(stream::synchronize).isInstanceOf(WrongThreadException.class);
        session.adopt();
        session.close();
        assertThat(cuda.failures()).isEmpty();
    }

    @Test
    void sizesAreCheckedBeforeTheCall() {
        try (CudaSession session = open()) {
            CudaStream stream = session.stream();
            CublasHandle cublas = session.cublas(stream);
            DeviceBuffer buffer = session.buffer(16);
            int before = cuda.calls().size();
            assertThatThrownBy(() -> stream.upload(host(1, 2, 3), buffer.slice()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("16 bytes");
            assertThatThrownBy(() -> stream.upload(MemorySegment.ofArray(new float[4]), buffer.slice()))
                    .hasMessageContaining("native");
            assertThatThrownBy(() -> buffer.slice(8, 12)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> cublas.absoluteSum(4, buffer.slice(4, 12), buffer.slice(0, 4)))
                    .hasMessageContaining("16 bytes does not fit into 12 bytes");
            assertThatThrownBy(() -> session.buffer(0)).hasMessageContaining("at least 1 byte");
            assertThatThrownBy(() -> session.classic()
                            .activate(
                                    session.cudnn(stream),
                                    session.classic().mean(),
                                    session.tensor(1, 1, 1, 1),
                                    buffer.slice(),
                                    session.tensor(1, 1, 1, 1),
                                    buffer.slice()))
                    .hasMessage("a ActivationDescriptor is needed, not a ReduceTensorDescriptor");
            assertThat(cuda.calls().subList(before, cuda.calls().size())).doesNotContain("cublasSasum_v2");
        }
        assertThat(cuda.failures()).isEmpty();
    }

    /** Straight to the generated bindings, past the owners: what the double must find. */
    @Test
    void theDoubleFindsWhatTheRealLibrariesWouldNotTell() {
        CudaSession session = open();
        CudaStream stream = session.stream();
        CudnnHandle cudnn = session.cudnn(stream);
        ClassicCudnn classic = session.classic();
        DeviceBuffer buffer = session.buffer(1024);
        DeviceSlice all = buffer.slice();
        MemorySegment nowhere = MemorySegment.ofAddress(0x1000);

        assertViolation(() -> session.check("cudaFree", Cuda.cudaFree(nowhere)), "which is no block");
        assertViolation(
                () -> session.check("cudaMemsetAsync", Cuda.cudaMemsetAsync(nowhere, 0, 4, stream.handle())),
                "do not lie in device memory");
        assertViolation(
                () -> session.check("cudaMemsetAsync", Cuda.cudaMemsetAsync(all.address(), 0, 1028, stream.handle())),
                "1028 bytes");
        assertViolation(
                () -> session.check("cudnnSetStream", Cuda.cudnnSetStream(stream.handle(), stream.handle())),
                "not a Library");
        assertViolation(
                () -> session.check("cudaStreamSynchronize", Cuda.cudaStreamSynchronize(nowhere)),
                "nothing that exists");
        TensorDescriptor shape = session.tensor(1, 2, 4, 4);
        assertViolation(
                () -> classic.activate(cudnn, classic.relu(), shape, all.slice(0, 128), shape, all.slice(64, 128)),
                "overlap");
        ClassicDescriptor filter = classic.filter(2, 2, 3);
        ClassicDescriptor convolution = classic.convolution(1, 1, 1, 1, false);
        assertViolation(
                () -> classic.convolve(
                        cudnn,
                        shape,
                        all.slice(4, 128),
                        filter,
                        all.slice(256, 144),
                        convolution,
                        ClassicCudnn.Algorithm.IMPLICIT_GEMM,
                        null,
                        shape,
                        all.slice(512, 128)),
                "not aligned to 16");
        assertViolation(
                () -> classic.convolve(
                        cudnn,
                        shape,
                        all.slice(0, 128),
                        filter,
                        all.slice(256, 144),
                        convolution,
                        ClassicCudnn.Algorithm.IMPLICIT_PRECOMP_GEMM,
                        all.slice(768, 4),
                        shape,
                        all.slice(512, 128)),
                "workspace of 4 bytes");
        assertThatThrownBy(() -> classic.convolve(
                        cudnn,
                        shape,
                        all.slice(0, 128),
                        filter,
                        all.slice(256, 144),
                        convolution,
                        ClassicCudnn.Algorithm.IMPLICIT_GEMM,
                        null,
                        session.tensor(1, 2, 3, 3),
                        all.slice(512, 128)))
                .hasMessageContaining("2008");
        MemorySegment changed = host(1, 2);
        stream.upload(changed, all.slice(0, 8));
        changed.setAtIndex(ValueLayout.JAVA_FLOAT, 1, 3f);
        assertViolation(stream::synchronize, "8 bytes of host memory have changed");
        assertThat(cuda.leaks()).isNotEmpty();
        session.close();
    }

    @Test
    void shapesAreThoseOfTheLibrary() {
        try (CudaSession session = open()) {
            ClassicCudnn classic = session.classic();
            TensorDescriptor x = session.tensor(4, 6, 9, 9);
            assertThat(x.bytes()).isEqualTo(x.bytesByLibrary()).isEqualTo(4L * 6 * 81 * 4);
            TensorDescriptor apart = session.tensor(4, 6, 9, 9, 1000, 100, 10);
            assertThat(apart.bytes()).isEqualTo(apart.bytesByLibrary()).isEqualTo((3000L + 500 + 80 + 9) * 4);
            assertThat(classic.convolutionShape(x, classic.filter(8, 3, 3), classic.convolution(1, 2, 1, 2, false)))
                    .containsExactly(4, 8, 5, 5);
        }
        assertThat(cuda.failures()).isEmpty();
    }
}
