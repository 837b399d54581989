/** kbimg, the image maker of KubeOS. A program: nothing else may use it. */
module org.kubeos.kbimg {
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires org.apache.commons.codec;
    requires static org.jspecify;
    requires org.kubeos.diskimage;
    requires org.kubeos.nodelayout;
    requires org.kubeos.oci;
    requires org.kubeos.process;
    requires org.kubeos.slotimage;
    requires org.kubeos.yamlschema;
    requires org.snakeyaml.engine;
    requires org.tomlj;

    // picocli reads the annotations of commands and makes them.
    opens org.kubeos.kbimg.cli to
            info.picocli;
}
