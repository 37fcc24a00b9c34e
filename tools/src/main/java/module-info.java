/** The command line. */
module org.deltanas.tools {
    requires org.deltanas.datasets;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires me.tongfei.progressbar;

    exports org.deltanas.tools;

    opens org.deltanas.tools to
            info.picocli;
}
