package org.kubeos.kbimg.artifact.disk;

/** The file format of a disk image. */
public enum DiskFormat {
    QCOW2("system.qcow2"),
    RAW("system.img");

    private final String fileName;

    DiskFormat(String fileName) {
        this.fileName = fileName;
    }

    /** The name that a disk of this format has among the outputs. */
    public String fileName() {
        return fileName;
    }
}
