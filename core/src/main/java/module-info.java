/** Search spaces as packed bitsets, encodings of differences, predictors and searchers: the part that gets embedded. */
module org.deltanas.core {
    requires transitive org.deltanas.kernels;
    requires org.eclipse.collections.api;
    requires org.eclipse.collections.impl;

    exports org.deltanas.space;
    exports org.deltanas.encode;
    exports org.deltanas.predict;
    exports org.deltanas.proxy;
    exports org.deltanas.search;
}
