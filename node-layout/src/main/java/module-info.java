/** The layout of a KubeOS node: what the image builder, the boot scripts and the agent must agree on. */
module org.kubeos.nodelayout {
    requires static transitive org.jspecify;

    exports org.kubeos.nodelayout;
}
