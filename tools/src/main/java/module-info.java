/** The command line. */
module org.deltanas.tools {
    requires org.deltanas.datasets;
    requires org.deltanas.kernels.cudnn;
    requires com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv;
    requires info.picocli;
    requires java.management;
    requires me.tongfei.progressbar;

    exports org.deltanas.tools;

    opens org.deltanas.tools to
            info.picocli;
}
