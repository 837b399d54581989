/** Container images: layers, layouts, archives, and registries. */
module org.kubeos.oci {
    requires transitive com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires java.net.http;
    requires static transitive org.jspecify;
    requires transitive org.kubeos.diskimage;
    requires transitive org.kubeos.process;

    exports org.kubeos.oci;
    exports org.kubeos.oci.json;
    exports org.kubeos.oci.layer;
    exports org.kubeos.oci.layout;
    exports org.kubeos.oci.registry;
    exports org.kubeos.oci.signature;
}
