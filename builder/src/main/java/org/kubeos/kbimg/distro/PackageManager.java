package org.kubeos.kbimg.distro;

/** What installs a distribution's packages. */
public enum PackageManager {
    APT,
    DNF
}
