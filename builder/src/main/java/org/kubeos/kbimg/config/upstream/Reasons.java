package org.kubeos.kbimg.config.upstream;

/** Why something of upstream's is not in the image, where more than one format has it. */
final class Reasons {

    static final String UPGRADE_IMAGE = "this version makes no upgrade images, so their name is without effect";

    private Reasons() {}
}
