package org.kubeos.kbimg.config.upstream;

/** Why something of upstream's is not in the image, where more than one format has it. */
final class Reasons {

    private Reasons() {}
}
