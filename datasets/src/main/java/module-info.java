/** Tabular benchmarks: files of measured values as labels. */
@SuppressWarnings("requires-automatic") // ONNX Runtime has only a name, and only surrogates need it
module org.deltanas.datasets {
    requires transitive org.deltanas.core;
    requires com.fasterxml.jackson.databind;
    requires static com.microsoft.onnxruntime;
    requires de.siegmar.fastcsv;

    exports org.deltanas.datasets;
}
