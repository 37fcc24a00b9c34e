/** The convolution backend on NVIDIA's cuDNN. */
module org.deltanas.kernels.cudnn {
    requires transitive org.deltanas.kernels;
    requires transitive org.deltanas.bindings;

    exports org.deltanas.kernels.cudnn;
}
