/** The content of a root slot in chunks that can be fetched one by one. */
module org.kubeos.slotimage {
    requires com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires static transitive org.jspecify;
    requires transitive org.kubeos.diskimage;
    requires transitive org.kubeos.oci;

    exports org.kubeos.slotimage;
}
