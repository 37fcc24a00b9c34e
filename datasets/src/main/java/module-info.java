/** Tabular benchmarks: files of measured values as labels. */
module org.deltanas.datasets {
    requires transitive org.deltanas.core;
    requires de.siegmar.fastcsv;
    requires org.eclipse.collections.api;
    requires org.eclipse.collections.impl;

    exports org.deltanas.datasets;
}
