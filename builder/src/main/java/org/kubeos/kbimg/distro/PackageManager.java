package org.kubeos.kbimg.distro;

/** The package manager of a distribution. */
public enum PackageManager {
    APT,
    DNF
}
