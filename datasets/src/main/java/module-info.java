/** Tabular benchmarks: files of measured values as labels. */
module org.deltanas.datasets {
    requires transitive org.deltanas.core;
    requires com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv;

    exports org.deltanas.datasets;
}
