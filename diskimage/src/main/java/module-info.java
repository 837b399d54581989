/** Writes and reads disk images: partition tables, FAT, ext4, qcow2, VMDK, VHD, tar. Knows nothing of KubeOS. */
module org.kubeos.diskimage {
    requires com.github.luben.zstd_jni;
    // O_DIRECT is an option of com.sun.nio.file.
    requires jdk.unsupported;
    requires static transitive org.jspecify;

    exports org.kubeos.diskimage;
    exports org.kubeos.diskimage.ext4;
    exports org.kubeos.diskimage.fat;
    exports org.kubeos.diskimage.image;
    exports org.kubeos.diskimage.partition;
    exports org.kubeos.diskimage.qcow2;
    exports org.kubeos.diskimage.raw;
    exports org.kubeos.diskimage.tar;
    exports org.kubeos.diskimage.tree;
    exports org.kubeos.diskimage.vhd;
    exports org.kubeos.diskimage.vmdk;
}
