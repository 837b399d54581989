package org.kubeos.kbimg.rootfs.packages;

/** A package archive that a package manager has chosen. */
public interface PackageFile {

    /** Its name, version and architecture, in the package manager's words. */
    String id();

    /** Its name in the package manager's archive directory. */
    String file();

    /** Bytes. */
    long size();

    /** What it holds, for people. */
    PackageDescription describe();

    /** Digest of its content, in lower case hexadecimal. */
    String digest();
}
