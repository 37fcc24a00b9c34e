package org.deltanas.kernels.conv;

class ReferenceBackendTest extends ConvBackendContract {
    @Override
    ConvBackend open() {
        return new ReferenceBackend();
    }
}
