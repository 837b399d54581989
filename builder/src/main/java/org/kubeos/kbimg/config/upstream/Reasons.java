package org.kubeos.kbimg.config.upstream;

/** Why something of upstream's is not in the image, where more than one format has it. */
final class Reasons {

    static final String UPGRADE_IMAGE = "this version makes no upgrade images, so their name is without effect";
    static final String USERS = "this version makes no accounts but root's";
    static final String FILES = "this version copies no files into the image";
    static final String GRUB_PASSWORD =
            "this version sets no password for GRUB: whoever is at the console can edit the menu";
    static final String SERVICES = "this version enables no services beside those that packages enable";

    private Reasons() {}
}
