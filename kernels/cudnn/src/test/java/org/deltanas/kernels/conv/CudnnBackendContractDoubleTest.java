package org.deltanas.kernels.conv;

import org.deltanas.bindings.CudaDouble;
import org.deltanas.kernels.cudnn.DoubleBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every backend must do, done by the cuDNN backend on the double. */
class CudnnBackendContractDoubleTest extends ConvBackendContract {
    private CudaDouble cuda;

    @BeforeEach
    void makeDouble() {
        cuda = CudaDouble.complete();
    }

    @AfterEach
    void nothingIsLeft() {
        DoubleBackend.assertClean(cuda);
        cuda.close();
    }

    @Override
    ConvBackend open() {
        return DoubleBackend.on(cuda);
    }
}
