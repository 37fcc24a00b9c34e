/** Number crunching without any knowledge of search spaces or CUDA. */
module org.deltanas.kernels {
    requires transitive jdk.incubator.vector;

    exports org.deltanas.kernels;
    exports org.deltanas.kernels.conv;
    exports org.deltanas.kernels.mlp;
    exports org.deltanas.kernels.num;
}
